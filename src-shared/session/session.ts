import type { ChatEvent } from '../chat/events.ts';
import { offers, type ChatState, type ConnectionState, type ConversationId, type Problem } from '../chat/state.ts';
import { decodeServerPacket, encode, type ClientPacket, type ServerPacket, type ServerPacketOf } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { Credentials } from './credentials.ts';
import { Exchange } from './exchange.ts';
import { isLoginProblem, isNotNow, problemBeforeLogin, problemDetail, problemOfEnd } from './problems.ts';
import { Reconnecting } from './reconnecting.ts';
import type { PasswordAnswer } from './requests.ts';
import type { RoomDesk } from './room-desk.ts';
import { Timers } from './timers.ts';
import type { Connect, Transport, TransportEnd } from './transport.ts';

/** From the attempt to connect to the server's answer to `auth`. A peer that is silent for so long is no RWCI server. */
export const LOGIN_ANSWER_TIMEOUT_MS = 15_000;
/** After a refused login: the server's close frame says more than its answer; a wild server may leave the socket open. */
export const REFUSAL_GRACE_MS = 1_000;

export interface SessionStore {
  state(): ChatState;
  dispatch(event: ChatEvent): void;
}

export interface SessionOptions {
  readonly url: string;
  readonly username: string;
  /** Null: only the token is known, and when it is refused the session ends with `password-needed`. */
  readonly password: string | null;
  /** A resume token of an earlier session, which spares the password. */
  readonly token?: string;
  /** Hears of each newer token, and with null that none counts any more. */
  readonly onToken?: (token: string | null) => void;
  /** Keep trying even before the first login: for a server this person was on before. */
  readonly persistent: boolean;
  /** What `client_info` says of this program. */
  readonly client: { readonly name: string; readonly version: string };
  readonly store: SessionStore;
  readonly connect: Connect;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** 128 random bits that nobody can guess, as hexadecimal digits; never the same twice. */
  readonly nonce: () => string;
  readonly log?: (message: string) => void;
  /** Resolves when what was dispatched until now survives the end of this program; see `Outbox`. */
  readonly kept?: () => Promise<void>;
}

/** One connection attempt and what follows from it; the session has at most one that counts. */
interface Link {
  readonly transport: Transport;
  /** Whether it logged in with a resume token and not with the password. */
  byToken: boolean;
  loggedIn: boolean;
  refusal: Problem | null;
}

type Timer = 'answer' | 'refusal' | 'retry';

/**
 * A login that holds: connects, logs in (RFC #001, "Authentication"), turns packets into events of the chat state, and comes
 * back by itself when the connection is lost. Works over any `Transport`, with servers that know only the RFC.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #credentials: Credentials;
  readonly #timers: Timers<Timer>;
  readonly #exchange: Exchange;
  readonly #reconnecting: Reconnecting;
  #link: Link | null = null;
  #closed = false;
  #settleOpening: ((problem: Problem | null) => void) | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#credentials = new Credentials(options.password, options.token, options.onToken);
    this.#reconnecting = new Reconnecting(options.clock, options.random, options.persistent);
    this.#timers = new Timers<Timer>(options.clock);
    this.#exchange = new Exchange({
      ...options,
      send: (packet) => {
        this.#send(packet);
      },
      probe: () => this.#link?.transport.probe?.(),
      canProbe: () => this.#link?.transport.probe !== undefined,
      onDead: (detail) => {
        this.#giveUpLink(detail);
      },
    });
  }

  /** Channels, people, how the person is seen. */
  get room(): RoomDesk {
    return this.#exchange.room;
  }

  /** Connects. Resolves with null at the first login, or with why there is none; a persistent session may resolve late. */
  open(): Promise<Problem | null> {
    if (this.#closed) return Promise.resolve({ kind: 'closed' });
    this.#reconnecting.begin();
    const opened = new Promise<Problem | null>((resolve) => {
      this.#settleOpening = resolve;
    });
    this.#dial();
    return opened;
  }

  /** Ends the session for good: nothing that is asked of it afterwards connects again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drop();
    this.#timers.clearAll();
    this.#setConnection({ phase: 'offline' });
    this.#resolveOpening({ kind: 'closed' });
  }

  /** The person does not want to wait. Also starts again after a refusal. */
  retryNow(): void {
    if (this.#closed) return;
    const { phase } = this.#options.store.state().connection;
    if (phase === 'connected' || phase === 'connecting' || this.#link !== null) return;
    this.#reconnecting.begin();
    this.#dial();
  }

  /** The network came back or the computer woke up: is the connection still alive, or can it be made at once? */
  networkChanged(): void {
    if (this.#link !== null) this.#exchange.probe();
    else if (this.#options.store.state().connection.phase === 'reconnecting' && this.#reconnecting.mayTryAtOnce())
      this.retryNow();
  }

  /**
   * Puts a message into the conversation and sends it when that can be done, at the earliest when it survives the end of this program.
   * White space alone is nothing to send.
   */
  send(conversation: ConversationId, text: string): void {
    if (text.trim() === '') return;
    this.#exchange.typing.ownEnded();
    const { clock, kept, nonce, store } = this.#options;
    store.dispatch({ type: 'message/composed', conversation, text, nonce: nonce(), at: clock.now() });
    if (kept === undefined) this.#exchange.outbox.flush();
    else void kept().then(() => this.#exchange.outbox.flush());
  }

  /**
   * What the server's history has of a conversation before the message with this id, or its newest; null where it keeps none or does
   * not answer.
   */
  async older(conversation: ConversationId, before: number | null): Promise<ServerPacketOf<'history'> | null> {
    const state = this.#options.store.state();
    return state.ready && offers(state, 'history') ? this.#exchange.older.ask(conversation, before) : null;
  }

  retry(entry: number): void {
    const { clock, nonce, store } = this.#options;
    store.dispatch({ type: 'message/retried', entry, nonce: nonce(), at: clock.now() });
    this.#exchange.outbox.flush();
  }

  discard(entry: number): void {
    this.#options.store.dispatch({ type: 'message/discarded', entry });
  }

  /** The person is writing in this conversation; see `Typing.own`. */
  typing(conversation: ConversationId): void {
    this.#exchange.typing.own(conversation);
  }

  /**
   * Gives the person's account another password, which later logins are with. `current`, as they typed it, has to be the one of this
   * login: the server does not ask for it, and a window that was left open must not be enough.
   */
  async changePassword(current: string, password: string): Promise<PasswordAnswer> {
    if (!this.#credentials.isPassword(current)) return { ok: false, reason: 'wrong-password' };
    const { username } = this.#options;
    const answer = await this.room.ask({ type: 'password_reset', username, password });
    if (answer.ok) this.#credentials.change(password);
    return answer;
  }

  #dial(): void {
    this.#timers.clear('retry');
    const { secret } = this.#credentials;
    if (secret === null) {
      this.#onLoss({ kind: 'password-needed' });
      return;
    }
    const before = this.#options.store.state().connection;
    if (before.phase === 'reconnecting') this.#setConnection({ ...before, retryAt: null });
    else this.#setConnection({ phase: 'connecting' });

    const listener = {
      onOpen: () => {
        if (this.#link !== link) return;
        link.byToken = this.#credentials.isByToken;
        // Exactly these three fields: an extra one ends the connection on servers in the wild.
        this.#send({ type: 'auth', username: this.#options.username, password: secret });
      },
      onMessage: (text: string) => {
        if (this.#link === link) this.#receive(link, text);
      },
      onClose: (end: TransportEnd) => {
        if (this.#link === link) this.#onEnd(link, end);
      },
    };
    const transport = this.#options.connect(this.#options.url, listener);
    const link: Link = { transport, byToken: false, loggedIn: false, refusal: null };
    this.#link = link;
    this.#timers.set('answer', LOGIN_ANSWER_TIMEOUT_MS, () => {
      this.#drop();
      this.#onLoss({ kind: 'timeout', detail: 'The server did not answer the login.' });
    });
  }

  #receive(link: Link, text: string): void {
    this.#exchange.heardFrame();
    const decoded = decodeServerPacket(text);
    if (!decoded.ok) {
      this.#options.log?.(`dropped a frame of the server: ${decoded.reason} ${decoded.detail ?? ''}`.trimEnd());
      return;
    }
    const { packet } = decoded;
    if (packet.type === 'auth') this.#onAuth(link, packet);
    else if (link.loggedIn) this.#onPacket(packet);
  }

  #onAuth(link: Link, packet: ServerPacketOf<'auth'>): void {
    if (link.loggedIn || link.refusal !== null) return;
    this.#timers.clear('answer');
    if (!packet.success) {
      const refusal: Problem = { kind: 'login-refused', detail: problemDetail(packet.status ?? '') };
      link.refusal = refusal;
      this.#timers.set('refusal', REFUSAL_GRACE_MS, () => {
        this.#drop();
        if (link.byToken && this.#credentials.refused(null)) this.#dial();
        else this.#onLoss(refusal);
      });
      return;
    }
    link.loggedIn = true;
    this.#reconnecting.loggedIn();
    this.#exchange.begin();
    this.#exchange.dispatch(packet);
    this.#setConnection({ phase: 'connected' });
    this.#resolveOpening(null);
  }

  #onPacket(packet: Exclude<ServerPacket, { type: 'auth' }>): void {
    // As good as the password: it goes nowhere from here, not into the chat state either.
    if (packet.type === 'resume_token') this.#credentials.keep(packet.token);
    else if (packet.type !== 'pong') this.#exchange.hear(packet);
  }

  #onEnd(link: Link, end: TransportEnd): void {
    this.#forget();
    if (link.loggedIn) {
      this.#onLogout(problemOfEnd(end));
      return;
    }
    if (link.byToken && link.refusal !== null && this.#credentials.refused(end.code)) {
      this.#dial();
      return;
    }
    const problem = problemBeforeLogin(end);
    const saysMore = isLoginProblem(problem) || isNotNow(end);
    this.#onLoss(link.refusal !== null && !saysMore ? link.refusal : problem);
  }

  /** A connection on which there was a login is gone. */
  #onLogout(problem: Problem): void {
    this.#reconnecting.loggedOut();
    this.#onLoss(problem);
  }

  /** There is no connection now: come back after a wait, or say why not. */
  #onLoss(problem: Problem): void {
    const wait = this.#reconnecting.waitAfter(problem);
    if (wait === null) {
      this.#setConnection({ phase: isLoginProblem(problem) ? 'login-failed' : 'offline', problem });
      this.#resolveOpening(problem);
      return;
    }
    this.#setConnection({ phase: 'reconnecting', retryAt: this.#options.clock.now() + wait, problem });
    this.#timers.set('retry', wait, () => {
      this.#dial();
    });
  }

  /** Lets go of the connection without hearing from it again. */
  #drop(): void {
    const link = this.#link;
    this.#forget();
    link?.transport.close(1000);
  }

  #forget(): void {
    this.#link = null;
    for (const timer of ['answer', 'refusal'] as const) this.#timers.clear(timer);
    this.#exchange.stop();
  }

  /** Nothing is answered on this connection any more; what was written on it is sent again on the next. */
  #giveUpLink(detail: string): void {
    this.#drop();
    this.#onLogout({ kind: 'timeout', detail });
  }

  #send(packet: ClientPacket): void {
    this.#link?.transport.send(encode(packet));
  }

  #setConnection(connection: ConnectionState): void {
    this.#options.store.dispatch({ type: 'connection/changed', connection, at: this.#options.clock.now() });
  }

  #resolveOpening(problem: Problem | null): void {
    this.#settleOpening?.(problem);
    this.#settleOpening = null;
  }
}
