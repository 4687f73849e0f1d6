import { randomBytes } from 'node:crypto';
import type { Problem } from '../src-shared/chat/index.ts';
import { initialChatState } from '../src-shared/chat/index.ts';
import type { JoinOutcome, LastUsed } from '../src-shared/ipc/index.ts';
import { parseAddress, Session, systemClock } from '../src-shared/session/index.ts';
import type { AppStore } from './app-store.ts';
import { boundedLines, type Log } from './log.ts';
import type { Secrets } from './secrets.ts';
import type { Resume, SettingsFile } from './settings-file.ts';
import { webSocketConnect } from './ws-transport.ts';

interface JoinRequest {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  readonly remember: boolean;
  /** Keep trying when the server is not there: for one the person was on before. */
  readonly persistent: boolean;
  /** What the next start of the app takes up again. */
  readonly resume: Resume;
}

/** The one session of the app with a server: joins, leaves, comes back after a start, and keeps what the next start needs. */
export class Client {
  readonly #store: AppStore;
  readonly #file: SettingsFile;
  readonly #secrets: Pick<Secrets, 'keep' | 'forget'>;
  readonly #log: Log;
  readonly #isInSight: () => boolean;
  readonly #version: string;
  #session: Session | null = null;
  #request: JoinRequest | null = null;

  /** `isInSight`: the window can be seen. */
  constructor(parts: {
    store: AppStore;
    file: SettingsFile;
    secrets: Pick<Secrets, 'keep' | 'forget'>;
    log: Log;
    isInSight: () => boolean;
    version: string;
  }) {
    this.#store = parts.store;
    this.#file = parts.file;
    this.#secrets = parts.secrets;
    this.#log = parts.log;
    this.#isInSight = parts.isInSight;
    this.#version = parts.version;
  }

  /** The session, for commands that need one. */
  get session(): Session | null {
    return this.#session;
  }

  /** The session is with the server that this app hosts. */
  get isOnOwnServer(): boolean {
    return this.#session !== null && this.#request?.resume === 'hosted';
  }

  /** The own server is back: the same login, at the address it has now. What was written in the meantime is still to be sent. */
  async rejoin(address: string): Promise<void> {
    const request = this.#request;
    if (request === null || this.#store.state.chat === null) return;
    if (this.#store.state.chat.address === address) this.#session?.retryNow();
    else await this.join({ ...request, address, persistent: true }, { keepRoom: true });
  }

  /**
   * Joins a server; an earlier session ends. A failed first attempt leaves no session behind, only the problem in the form.
   * `keepRoom`: it is the server of the earlier session, so that its conversations go on.
   */
  async join(request: JoinRequest, { keepRoom = false } = {}): Promise<JoinOutcome> {
    const parsed = parseAddress(request.address);
    if (!parsed.ok) {
      const problem: Problem = { kind: 'bad-address', detail: parsed.message };
      // Whoever is in a room stays there.
      return this.#session === null ? this.#failed(problem) : { ok: false, problem };
    }
    this.#session?.close();
    // A room that begins while the window is in the tray is not read by anybody.
    const fresh = { ...initialChatState(request.username, request.address.trim()), attentive: this.#isInSight() };
    const before = keepRoom ? this.#store.state.chat : null;
    const chat = before === null ? fresh : { ...before, address: fresh.address, connection: fresh.connection };
    this.#store.dispatch({ type: 'chat/replaced', chat, problem: null });
    const session = new Session({
      url: parsed.url,
      username: request.username,
      password: request.password,
      persistent: request.persistent,
      client: { name: 'RWCI Desktop', version: this.#version },
      store: {
        state: () => this.#store.state.chat ?? chat,
        // A session that was replaced has nothing to say any more.
        dispatch: (event) => {
          if (this.#session === session) this.#store.dispatch({ type: 'chat', event });
        },
      },
      connect: webSocketConnect({
        onError: (error) => {
          this.#log.error('a packet could not be taken in', error);
        },
      }),
      clock: systemClock,
      random: Math.random,
      nonce: () => randomBytes(16).toString('hex'),
      log: boundedLines((message) => {
        this.#log.info(message);
      }),
    });
    this.#session = session;
    this.#request = request;
    const problem = await session.open();
    if (this.#session !== session) return { ok: false, problem: problem ?? { kind: 'closed' } };
    if (problem !== null) {
      // Somebody who was here before keeps the room in view, with the problem in the bar.
      if (request.persistent) return { ok: false, problem };
      this.#session = null;
      return this.#failed(problem);
    }
    this.#remember(request);
    this.#log.info(`joined as ${JSON.stringify(request.username)}`);
    return { ok: true };
  }

  /** Leaves the server; the next start does not come back to it. */
  leave(): void {
    this.close();
    this.#file.resume = 'none';
    this.#secrets.forget();
    this.#store.dispatch({ type: 'chat/replaced', chat: null, problem: null });
  }

  /** Ends the session and keeps everything for the next start. */
  close(): void {
    this.#session?.close();
    this.#session = null;
  }

  #failed(problem: Problem): JoinOutcome {
    this.#store.dispatch({ type: 'chat/replaced', chat: null, problem });
    return { ok: false, problem };
  }

  #remember({ address, username, password, remember, resume }: JoinRequest): void {
    this.#secrets.keep(password, remember);
    this.#file.resume = resume;
    const before = this.#file.lastUsed;
    const isThis = (known: { address: string; username: string }) => known.address === address && known.username === username;
    const knownNames = [...before.knownNames.filter((known) => !isThis(known)), { address, username }];
    const lastUsed: LastUsed =
      resume === 'hosted' ? { ...before, username, knownNames } : { ...before, username, address, knownNames };
    this.#file.lastUsed = lastUsed;
    this.#store.dispatch({ type: 'last-used/changed', lastUsed: this.#file.lastUsed });
  }
}
