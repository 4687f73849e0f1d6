import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  findConversation,
  type ChatState,
  type ConversationId,
  type Entry,
  type MessageEntry,
} from '../../src-shared/chat/index.ts';
import { DEFAULT_SETTINGS, FINDING_OFF, UPDATES_ABSENT, type AppState, type Profile } from '../../src-shared/ipc/index.ts';
import { systemClock } from '../../src-shared/session/index.ts';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { PAGE_MAX, type History } from '../../src-shared/client/history.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { ServerLink } from '../../src-shared/client/server-link.ts';
import { webSocketConnect } from '../../src-main/ws-transport.ts';
import { LogFile, type ClientRecord } from './checker-log.ts';
import type { ChattersOrder, ChattersReport, ChattersSetting } from './chatters.ts';
import { seeded } from './random.ts';
import { isOwnWaiting, ScreenLog } from './screen-log.ts';

/** Between two looks at what there is to do. */
const TICK_MS = 25;
const REPORT_MS = 100;
/** Somebody whose messages wait writes no more than this. */
const WAITING_MAX = 50;
/** The person does not wait longer than this for the next attempt to connect. */
const PATIENT_MS = 300;
/** As in the app, but shorter: a test has less time than a person. */
const PATIENCE = { handshakeTimeoutMs: 10_000, pingIntervalMs: 5_000, pingTimeoutMs: 5_000 };

const FILLERS = [
  '',
  'hello there',
  'ünïcödé 日本語 ตัวอย่าง',
  '👩‍👩‍👧‍👦 🏳️‍🌈',
  '"quoted" \\ back\tslash\nline',
  'مرحبا',
  'x'.repeat(700),
];

/** Somebody with the app's own client, who writes down what the window shows. */
class Chatter {
  typed = 0;
  readonly wrong: readonly string[];
  readonly #name: string;
  readonly #setting: ChattersSetting;
  readonly #history: History;
  readonly #store: AppStore;
  readonly #link: ServerLink;
  readonly #log: LogFile<ClientRecord>;
  readonly #screen: ScreenLog;
  readonly #random: () => number;

  private constructor(parts: {
    name: string;
    setting: ChattersSetting;
    history: History;
    store: AppStore;
    link: ServerLink;
    log: LogFile<ClientRecord>;
    screen: ScreenLog;
    wrong: readonly string[];
  }) {
    this.wrong = parts.wrong;
    this.#name = parts.name;
    this.#setting = parts.setting;
    this.#history = parts.history;
    this.#store = parts.store;
    this.#link = parts.link;
    this.#log = parts.log;
    this.#screen = parts.screen;
    this.#random = seeded(parts.setting.seed + parts.setting.names.indexOf(parts.name));
  }

  static async start(name: string, setting: ChattersSetting, history: History): Promise<Chatter> {
    const { folder, life, port } = setting;
    const address = `127.0.0.1:${String(port)}`;
    const log = new LogFile<ClientRecord>(join(folder, `${name}.${String(life)}.jsonl`));
    const screen = new ScreenLog((record) => {
      log.add(record);
    });
    const wrong: string[] = [];
    const problem = (sentence: string, error?: unknown) => {
      wrong.push(error instanceof Error ? `${sentence}: ${error.stack ?? error.message}` : sentence);
    };
    let shows = (): void => undefined;
    const store = new AppStore(
      { ...EMPTY, active: name },
      () => {
        shows();
      },
      (error) => {
        problem('a watcher failed', error);
      },
    );
    const onError = (error: unknown) => {
      problem('a packet could not be taken in', error);
    };
    const link = await ServerLink.open(
      {
        store,
        history,
        connect: webSocketConnect({ onError, patience: PATIENCE }),
        log: { info: () => undefined, error: problem },
        client: { name: 'RWCI Desktop', version: '1' },
        nonce: () => randomBytes(16).toString('hex'),
        onNotice: problem,
      },
      profileOf(name, address),
      {
        attentive: true,
        onTrusted: () => undefined,
        onOtherServer: () => {
          problem('the history is said to be of another server');
        },
      },
    );
    const chatter = new Chatter({ name, setting, history, store, link, log, screen, wrong });
    shows = () => {
      chatter.#shows();
    };
    screen.start(chatter.chat);
    void link.connect({ address, password: `${name}’s password`, persistent: true, security: { kind: 'clear' } });
    return chatter;
  }

  get chat(): ChatState {
    const { chat } = this.#link;
    if (chat === null) throw new Error(`${this.#name} has no chat`);
    return chat;
  }

  /** A moment of somebody who writes, in channels and to others, `pace` messages a second. */
  talk(pace: number): void {
    const count = Math.floor((pace * TICK_MS) / 1_000 + this.#random());
    for (let i = 0; i < count && this.#waiting() < WAITING_MAX; i++) {
      const { channels, people } = this.#setting;
      const isDirect = this.#random() < 0.6;
      const names = isDirect ? people.filter((name) => name !== this.#name) : channels;
      const name = names[Math.floor(this.#random() * names.length)] ?? '';
      this.say(`${isDirect ? 'dm' : 'channel'}:${name}`);
    }
    if (this.#random() < 0.02) this.#draft();
  }

  say(conversation: ConversationId): void {
    const filler = FILLERS[Math.floor(this.#random() ** 2 * FILLERS.length)] ?? '';
    const text = `${this.#name} ${String(this.#setting.life)}.${String(this.typed++)} ${filler}`.trim();
    this.#log.add({ what: 'typed', conversation, text });
    this.#log.add({ what: 'draft', conversation, text: '', at: Date.now() });
    this.#log.flush();
    this.#link.send(conversation, text);
    const sent = findConversation(this.chat, conversation)?.entries.findLast(
      (entry): entry is MessageEntry => entry.kind === 'message' && entry.text === text,
    );
    const nonce = sent?.nonce;
    if (nonce === undefined) throw new Error(`${this.#name} cannot write in ${conversation}`);
    // The window waits for the disk too, but for no longer than a second.
    void this.#link.settled().then(() => {
      this.#screen.accepted({ nonce, conversation, text });
    });
  }

  /** What a person does who watches the app. */
  attend(): void {
    const { connection } = this.chat;
    const waits = connection.phase === 'reconnecting' && (connection.retryAt ?? 0) > Date.now() + PATIENT_MS;
    if (waits || connection.phase === 'offline' || connection.phase === 'login-failed') this.#link.session?.retryNow();
    this.#log.flush();
  }

  report(): ChattersReport['people'][number] {
    const { connection, known, ready } = this.chat;
    const problem = 'problem' in connection ? (connection.problem?.kind ?? null) : null;
    return {
      name: this.#name,
      isUpToDate: ready && connection.phase === 'connected' && known.isWhole && known.upTo !== null,
      phase: problem === null ? connection.phase : `${connection.phase}: ${problem}`,
      waiting: this.#waiting(),
      newest: known.upTo ?? 0,
      wrong: this.wrong,
    };
  }

  async end(): Promise<void> {
    this.#shows();
    await this.#link.settled();
    const conversations = this.chat.conversations.map(async ({ entries, id }) => ({
      id,
      entries: [...(await this.#kept(id)), ...entries.filter(isOwnWaiting)],
      isWhole: true,
    }));
    this.#screen.end(await Promise.all(conversations));
    await this.#link.close();
    this.#log.close();
  }

  /** What the window shows now. */
  #shows(): void {
    this.#screen.changed(this.chat, Date.now());
  }

  /** Somebody begins to write. */
  #draft(): void {
    const { channels } = this.#setting;
    const name = channels[Math.floor(this.#random() * channels.length)] ?? '';
    const event = { type: 'draft/changed', conversation: `channel:${name}`, text: `draft ${String(this.typed)}` } as const;
    this.#log.add({ what: 'draft', conversation: event.conversation, text: event.text, at: Date.now() });
    this.#log.flush();
    this.#store.dispatch({ type: 'chat', server: this.#name, event });
  }

  /** All that the local history has of a conversation, oldest first. */
  async #kept(id: ConversationId): Promise<Entry[]> {
    const { key } = this.#link;
    let page = await this.#history.page(key, id, { newest: true }, PAGE_MAX);
    const pages = [page.entries];
    for (let first = page.entries[0]; page.hasOlder && first !== undefined; first = page.entries[0]) {
      page = await this.#history.page(key, id, { before: first.id }, PAGE_MAX);
      pages.unshift(page.entries);
    }
    return pages.flat();
  }

  #waiting(): number {
    let count = 0;
    for (const { entries } of this.chat.conversations) {
      for (let i = entries.length - 1; i >= 0; i--) {
        const entry = entries[i];
        if (entry === undefined || !isOwnWaiting(entry)) break;
        if (entry.delivery !== 'failed') count++;
      }
    }
    return count;
  }
}

const EMPTY: AppState = {
  servers: [],
  active: null,
  shell: { kind: 'app' },
  hosting: { status: 'off' },
  finding: FINDING_OFF,
  panel: null,
  settings: DEFAULT_SETTINGS,
  lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
  passwordStore: { available: true },
  systemLanguages: ['en-GB'],
  joinProblem: null,
  askingOnClose: false,
  invitation: null,
  update: UPDATES_ABSENT,
  notices: [],
};

function profileOf(name: string, address: string): Profile {
  return {
    id: name,
    kind: 'remote',
    address,
    username: name,
    label: '',
    autoconnect: true,
    muted: false,
    blocked: [],
    security: { kind: 'clear' },
  };
}

async function run(setting: ChattersSetting): Promise<void> {
  const { folder, historyProgram, names } = setting;
  const wrong: string[] = [];
  const history = await openHistory({
    folder: join(folder, names[0] ?? ''),
    program: historyProgram,
    clock: systemClock,
    log: {
      error: (text) => {
        wrong.push(text);
      },
    },
  });
  if (history.notice !== null) wrong.push(history.notice);
  const chatters: Chatter[] = [];
  for (const name of names) chatters.push(await Chatter.start(name, setting, history));

  let pace = 0;
  const tick = setInterval(() => {
    for (const chatter of chatters) {
      if (pace > 0) chatter.talk(pace);
      chatter.attend();
    }
  }, TICK_MS);
  const reporting = setInterval(() => {
    const report: ChattersReport = {
      typed: chatters.reduce((sum, { typed }) => sum + typed, 0),
      people: chatters.map((chatter) => chatter.report()),
      wrong,
    };
    process.send?.(report);
  }, REPORT_MS);
  const end = async (): Promise<void> => {
    clearInterval(tick);
    clearInterval(reporting);
    for (const chatter of chatters) await chatter.end();
    await history.close();
    process.disconnect();
  };

  process.on('message', (order: ChattersOrder) => {
    switch (order.do) {
      case 'talk':
        ({ pace } = order);
        break;
      case 'say':
        for (const channel of setting.channels) chatters[0]?.say(`channel:${channel}`);
        break;
      case 'end':
        void end();
        break;
    }
  });
  process.send?.('ready');
}

void run(JSON.parse(process.argv[2] ?? '') as ChattersSetting);
