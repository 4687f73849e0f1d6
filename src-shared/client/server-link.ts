import { findConversation, type ChatEvent, type ChatState, type ConversationId, type Problem } from '../chat/index.ts';
import { words } from '../language/index.ts';
import { findServer, type Profile } from '../ipc/app-state.ts';
import { parseAddress, Session, systemClock, wayTo, type TrustingConnect } from '../session/index.ts';
import { UNKNOWN_SECURITY, type Security } from '../trust/index.ts';
import type { AppStore } from './app-store.ts';
import type { History } from './history.ts';
import { sessionLogin, type LinkLogin } from './link-login.ts';
import type { ServerKey } from './records.ts';
import { restoredState } from './kept-state.ts';
import { boundedLines, type Log } from './log.ts';
import { Pager } from './pager.ts';
import { Recorder } from './recorder.ts';

/** What the links of all servers share. */
export interface LinkParts {
  readonly store: AppStore;
  readonly history: History;
  readonly connect: TrustingConnect;
  readonly log: Log;
  /** What servers are told of this program. */
  readonly client: { readonly name: string; readonly version: string };
  /** See `SessionOptions`. */
  readonly nonce: () => string;
  /** Hears a sentence for the person. */
  readonly onNotice: (sentence: string) => void;
}

interface LinkEvents {
  /** The server says that it is another one than this history is of. */
  readonly onOtherServer: (link: ServerLink) => void;
  /** A login succeeded: from now on this is asked of the server. */
  readonly onTrusted: (link: ServerLink, security: Security) => void;
}

/** One server of the list: what is kept of it, and the login there while there is one. */
export class ServerLink {
  readonly id: Profile['id'];
  /** What was kept shows that the person was here before. */
  readonly isKnown: boolean;
  readonly #parts: LinkParts;
  readonly #recorder: Recorder;
  readonly #pager: Pager;
  readonly #key: ServerKey;
  #session: Session | null = null;
  readonly #unwatch: () => void;
  readonly #events: LinkEvents;
  #security: Security = UNKNOWN_SECURITY;
  #wanted: ConversationId | null = null;
  /** Who the server said it is, now or before. */
  #identity: string | null;

  private constructor(
    parts: LinkParts,
    id: Profile['id'],
    kept: { readonly key: ServerKey; readonly isKnown: boolean; readonly era: number; readonly chat: ChatState },
    events: LinkEvents,
  ) {
    this.#parts = parts;
    this.id = id;
    this.isKnown = kept.isKnown;
    this.#key = kept.key;
    this.#events = events;
    const { history, log, onNotice, store } = parts;
    const onProblem = (sentence: string) => {
      log.error('the history cannot be written', sentence);
      onNotice(words().shell.history.notSaved(sentence));
    };
    const { chat: state, era, key: server } = kept;
    this.#identity = state.server?.identity ?? null;
    this.#recorder = new Recorder({ history, server, state, era, clock: systemClock, onProblem });
    this.#pager = new Pager({
      history,
      server,
      now: () => systemClock.now(),
      state: () => this.chat ?? state,
      dispatch: (event) => {
        this.#dispatch(event);
      },
      kept: () => this.#recorder.kept(),
      session: () => this.#session,
      onProblem: (error) => {
        log.error('a page of the history could not be read', error);
        onNotice(words().shell.history.notRead(error instanceof Error ? error.message : String(error)));
      },
    });
    this.#unwatch = store.watch((after, event, before) => {
      if (event.type !== 'chat' || event.server !== id) return;
      const chat = findServer(after.servers, id)?.chat;
      if (chat === undefined) return;
      this.#recorder.record(event.event, chat);
      // Whoever asked for what was said before had no answer until now: the server had not said yet that it keeps any of it.
      if (chat.ready && findServer(before.servers, id)?.chat.ready === false) void this.#pager.fill(chat.active);
      // A message of the person is on the disk before its bubble is in the window.
      if (event.event.type === 'message/composed') store.holdPush(this.#recorder.kept());
    });
  }

  /** Puts the server into the list as it was left; the conversation that was in front has its last messages. */
  static async open(
    parts: LinkParts,
    profile: Profile,
    { attentive, ...events }: LinkEvents & { readonly attentive: boolean },
  ): Promise<ServerLink> {
    const { address, blocked, id, username } = profile;
    const kept = await parts.history.open({ profile: id, account: username, address });
    const { chat: left, era, isKnown } = restoredState(username, address, kept);
    const { keywords } = parts.store.state.settings;
    const chat: ChatState = { ...left, connection: { phase: 'offline' }, attentive, blocked, keywords };
    const link = new ServerLink(parts, id, { key: kept.key, isKnown, era, chat }, events);
    parts.store.dispatch({ type: 'server/put', server: { profile, chat } });
    await link.#pager.fill(chat.active);
    return link;
  }

  get session(): Session | null {
    return this.#session;
  }

  /** By what the history knows this server. */
  get key(): ServerKey {
    return this.#key;
  }

  get pager(): Pager {
    return this.#pager;
  }

  /** Resolves when all that came until now is in the history. */
  settled(): Promise<void> {
    return this.#recorder.kept();
  }

  get chat(): ChatState | null {
    return findServer(this.#parts.store.state.servers, this.id)?.chat ?? null;
  }

  /** Logs in; an earlier login ends. Resolves with why it failed, or null. */
  async connect(login: LinkLogin): Promise<Problem | null> {
    this.disconnect();
    const chat = this.chat;
    if (chat === null) return { kind: 'closed' };
    const parsed = parseAddress(login.address);
    if (!parsed.ok) return { kind: 'bad-address', detail: parsed.message };
    const { client, connect, log, nonce } = this.#parts;
    this.#security = login.security;
    /** What to ask for, once the login shows that it is a server of this person's: the first one it trusts it by its key for good. */
    let found = login.security;
    const session = new Session({
      username: chat.me,
      ...sessionLogin(parsed.url, login),
      client,
      store: {
        state: () => this.chat ?? chat,
        // A session that was replaced has nothing to say any more.
        dispatch: (event) => {
          if (this.#session !== session) return;
          if (isLogin(event)) this.#trusted(found);
          this.#dispatch(event);
        },
      },
      connect: (url, listener) =>
        connect(wayTo(url, this.#security), listener, (security) => {
          found = security;
        }),
      clock: systemClock,
      random: Math.random,
      nonce,
      kept: () => this.#recorder.kept(),
      log: boundedLines((message) => {
        log.info('the session noted', message);
      }),
    });
    this.#session = session;
    const problem = await session.open();
    if (this.#session !== session) return problem ?? { kind: 'closed' };
    if (problem === null) void this.#pager.fill(this.chat?.active ?? chat.active);
    return problem;
  }

  /** What is asked of the server at the next connection. */
  get security(): Security {
    return this.#security;
  }

  /** The person decided what is asked of this server from now on. */
  trust(security: Security): void {
    this.#security = security;
  }

  /** Shows a channel as soon as the server has told that it is there. */
  want(conversation: ConversationId): void {
    this.#wanted = conversation;
    this.#showWanted();
  }

  /** Nobody can log in here before the person typed the password. */
  needPassword(): void {
    const connection = { phase: 'offline', problem: { kind: 'password-needed' } } as const;
    this.#dispatch({ type: 'connection/changed', connection, at: systemClock.now() });
  }

  /** Sends a message, or keeps it for the next login. White space alone is nothing to send. */
  send(conversation: ConversationId, text: string): void {
    if (this.#session !== null) this.#session.send(conversation, text);
    else if (text.trim() !== '') {
      this.#dispatch({ type: 'message/composed', conversation, text, nonce: this.#parts.nonce(), at: systemClock.now() });
    }
  }

  /** The same with a message that failed. */
  retry(entry: number): void {
    if (this.#session !== null) this.#session.retry(entry);
    else this.#dispatch({ type: 'message/retried', entry, nonce: this.#parts.nonce(), at: systemClock.now() });
  }

  /** Forgets a conversation's messages on this computer. */
  async clear(conversation: ConversationId): Promise<void> {
    this.#dispatch({ type: 'conversation/cleared', conversation });
    await this.#recorder.kept();
    await this.#parts.history.clear(this.#key, conversation);
  }

  /** Shows a conversation; resolves when what is kept of it is there. */
  async openConversation(conversation: ConversationId): Promise<void> {
    this.#dispatch({ type: 'conversation/opened', conversation });
    await this.#pager.fill(conversation);
  }

  /** Ends the login, if there is one. */
  disconnect(): void {
    this.#session?.close();
    this.#session = null;
  }

  /** Ends the login and writes what is left; nothing is recorded any more. */
  async close(): Promise<void> {
    this.disconnect();
    await this.#recorder.stop();
    this.#unwatch();
  }

  #trusted(security: Security): void {
    this.#security = security;
    this.#events.onTrusted(this, security);
  }

  #showWanted(): void {
    const { chat } = this;
    const wanted = this.#wanted;
    if (wanted === null || chat?.ready !== true) return;
    this.#wanted = null;
    if (findConversation(chat, wanted) !== undefined) void this.openConversation(wanted);
  }

  #dispatch(event: ChatEvent): void {
    const identity = identityIn(event);
    if (identity !== null && this.#identity !== null && identity !== this.#identity) {
      // Before it could be told anything: what waits is meant for the server that this history is of.
      this.disconnect();
      void this.#identify(identity);
      return;
    }
    this.#parts.store.dispatch({ type: 'chat', server: this.id, event });
    if (this.#wanted !== null) this.#showWanted();
    if (identity === null || identity === this.#identity) return;
    this.#identity = identity;
    void this.#identify(identity);
  }

  /** Whose history this is, the server itself says. */
  async #identify(identity: string): Promise<void> {
    const key = await this.#parts.history.identify(this.#key, identity);
    if (key !== this.#key) this.#events.onOtherServer(this);
  }
}

/** Who a server says it is, where it just said so. */
function identityIn(event: ChatEvent): string | null {
  if (event.type !== 'packet/received' || event.packet.type !== 'server_info') return null;
  return event.packet.identity ?? null;
}

/** The first thing that a login which succeeded changes. */
function isLogin(event: ChatEvent): boolean {
  return event.type === 'connection/changed' && event.connection.phase === 'connected';
}
