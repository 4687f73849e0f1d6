import type { ChatEvent, ChatState, Conversation } from '../chat/index.ts';
import type { Clock } from '../session/index.ts';
import type { History } from './history.ts';
import type { HistoryOp, ServerKey } from './records.ts';
import { conversationToKeep, serverToKeep } from './kept-state.ts';
import { changesOf } from './recorded-changes.ts';

/** What arrives is on the disk after this time at most, in ms, so that a flood makes few transactions. */
export const ARRIVAL_DELAY_MS = 100;

/** The same for what only the person's own computer knows: drafts and marks. */
export const MARK_DELAY_MS = 500;

/** After a write that failed the next is tried so much later, in ms. */
const RETRY_DELAY_MS = 5_000;

/** Changes kept while the disk takes none; of older ones only what the state itself still holds is written later. */
const WAITING_MAX = 20_000;

type Urgency = 'now' | 'arrival' | 'mark';

const DELAYS: Readonly<Record<Urgency, number>> = { now: 0, arrival: ARRIVAL_DELAY_MS, mark: MARK_DELAY_MS };

/**
 * Keeps one server's chat state in the local history as it changes: entries and the outbox as they come, and with each write what
 * else is to be there again, in one transaction. One write is under way at a time; the next takes all that came meanwhile.
 */
export class Recorder {
  readonly #history: Pick<History, 'write'>;
  readonly #server: ServerKey;
  readonly #clock: Clock;
  readonly #onProblem: (sentence: string) => void;
  #state: ChatState;
  #era: number;
  #ops: HistoryOp[] = [];
  readonly #conversations = new Set<Conversation['id']>();
  #isServerChanged = false;
  #writing: Promise<void> | null = null;
  #due: { readonly at: number; readonly cancel: () => void } | null = null;
  #failing = false;
  #stopped = false;

  /** `era`: as the state was restored with it; `onProblem` hears a sentence when writing begins to fail. */
  constructor(parts: {
    history: Pick<History, 'write'>;
    server: ServerKey;
    state: ChatState;
    era: number;
    clock: Clock;
    onProblem: (sentence: string) => void;
  }) {
    this.#history = parts.history;
    this.#server = parts.server;
    this.#state = parts.state;
    this.#era = parts.era;
    this.#clock = parts.clock;
    this.#onProblem = parts.onProblem;
  }

  /** The state after an event. */
  record(event: ChatEvent, after: ChatState): void {
    const before = this.#state;
    this.#state = after;
    if (this.#stopped || before === after) return;
    if (event.type === 'history/known' && event.how === 'other-server') this.#era++;
    const { conversations, isServerChanged, ops } = changesOf({ server: this.#server, era: this.#era }, before, after, event);
    this.#ops.push(...ops);
    if (this.#ops.length > WAITING_MAX) this.#ops.splice(0, this.#ops.length - WAITING_MAX);
    for (const id of conversations) this.#conversations.add(id);
    this.#isServerChanged ||= isServerChanged;
    if (ops.length > 0) this.#schedule(ops.some(({ type }) => type.startsWith('outbox')) ? 'now' : 'arrival');
    else if (conversations.length > 0 || isServerChanged) this.#schedule('mark');
  }

  /** Resolves when all that was recorded until now is on the disk, or could not be written. */
  async kept(): Promise<void> {
    if (this.#hasNothing() && this.#writing === null) return;
    await this.#writing;
    // Somebody who waited for that write as well may have begun the next one, which has the rest.
    if (this.#writing !== null) await this.#writing;
    else if (!this.#hasNothing()) await this.#flush();
  }

  /** Writes what is left and takes nothing more. */
  async stop(): Promise<void> {
    this.#isServerChanged = true;
    await this.kept();
    this.#stopped = true;
    this.#due?.cancel();
  }

  #schedule(urgency: Urgency): void {
    if (this.#failing) return;
    if (urgency === 'now') {
      void this.#flush();
      return;
    }
    this.#later(DELAYS[urgency]);
  }

  #later(ms: number): void {
    const at = this.#clock.now() + ms;
    if (this.#due !== null && this.#due.at <= at) return;
    this.#due?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#due = null;
      void this.#flush();
    });
    this.#due = { at, cancel };
  }

  #hasNothing(): boolean {
    return this.#ops.length === 0 && this.#conversations.size === 0 && !this.#isServerChanged;
  }

  /** One write at a time; who calls meanwhile gets the promise of the next one. */
  #flush(): Promise<void> {
    if (this.#writing !== null) return this.#writing.then(() => (this.#hasNothing() ? undefined : this.#flush()));
    this.#due?.cancel();
    this.#due = null;
    const write = this.#write().finally(() => {
      this.#writing = null;
      if (this.#failing) this.#later(RETRY_DELAY_MS);
    });
    this.#writing = write;
    return write;
  }

  async #write(): Promise<void> {
    const entries = this.#ops;
    const changed = new Set(this.#conversations);
    const withServer = this.#isServerChanged;
    this.#ops = [];
    this.#conversations.clear();
    this.#isServerChanged = false;
    const server = this.#server;
    const marks = this.#state.conversations
      .filter(({ id }) => changed.has(id))
      .map((each): HistoryOp => ({ type: 'conversation', server, conversation: conversationToKeep(each) }));
    const rest = entries.length > 0 || withServer ? [serverToKeep(server, this.#state, this.#era, this.#clock.now())] : [];
    try {
      await this.#history.write([...entries, ...marks, ...rest]);
      this.#failing = false;
    } catch (error) {
      this.#ops = [...entries, ...this.#ops];
      for (const id of changed) this.#conversations.add(id);
      this.#isServerChanged ||= withServer;
      if (!this.#failing) this.#onProblem(error instanceof Error ? error.message : String(error));
      this.#failing = true;
    }
  }
}
