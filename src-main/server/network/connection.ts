import {
  AuthStatus,
  CloseCode,
  closeReason,
  decodeClientPacket,
  decodePlusClientPacket,
  encode,
  explainDecodeFailure,
  SERVER_NAME,
  type ClientPacket,
  type ClientPacketOf,
  type ServerPacket,
} from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import { ClientRates } from './client-rates.ts';
import { Frame } from '../delivery/frame.ts';
import type { ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import { Liveness } from './liveness.ts';
import type { Origin } from './origin.ts';
import { Outgoing } from '../delivery/outgoing.ts';
import type { Refusal } from '../refusals.ts';
import type { Account, Sanction } from '../storage/records.ts';
import type { ServerTransport } from './transport.ts';

/** `new` until an `auth`, `checking` while its password is hashed, `online` after it, `closed` from then on. */
export type ConnectionState = 'new' | 'checking' | 'online' | 'closed';

/** What a connection hands on. */
export interface ConnectionEvents {
  /** A packet that parses, in the order of arrival. */
  onPacket(connection: Connection, packet: ClientPacket, bytes: number): void;
  /** The connection is closed; called once. `refused` when the server ended it for what the client or its owner did. */
  onClosed(connection: Connection, refused: boolean): void;
  /** The client has read everything that was sent before `askForProof(mark)`. */
  onProof(connection: Connection, mark: number): void;
  /** The transport has ended too, so that everything was written that ever will be; called once, after `onClosed`. */
  onGone(connection: Connection): void;
}

export interface ConnectionContext extends ConnectionEvents {
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly log: Logger;
}

/**
 * One client: decodes what it sends, holds it to the limits of frames, and queues what goes to it in order and within a
 * bound. It knows nothing of what packets mean.
 */
export class Connection {
  readonly id: number;
  readonly origin: Origin;
  /** Until when this client holds a resume token, in ms since the epoch; null when it has none that we know of. */
  resumableUntil: number | null = null;
  /** When its account logged in here, in ms since the epoch; null before that. */
  since: number | null = null;
  /** The PIN that came in the query of the address; null without one. */
  pin: string | null = null;
  /** Whether this client came to be a guest: an account that it makes is passing. */
  isGuest = false;
  /** Whether it came from the page for guests that this server serves. */
  byPage = false;
  /** What the account may not say, as it was when it logged in or was muted last; null when it may speak. */
  mute: Sanction | null = null;
  /** The way to this client. */
  readonly outgoing: Outgoing;

  readonly #transport: ServerTransport;
  readonly #context: ConnectionContext;
  readonly #rates: ClientRates;
  readonly #liveness: Liveness;
  readonly #held: { packet: ClientPacket; bytes: number }[] = [];
  #heldBytes = 0;
  #clientInfo: ClientPacketOf<'client_info'> | null = null;
  #whenIntroduced: (() => void) | null = null;
  #state: ConnectionState = 'new';
  #account: Account | null = null;
  #cancelLoginTimeout: (() => void) | null;

  constructor(id: number, transport: ServerTransport, origin: Origin, context: ConnectionContext) {
    const { clock, limits } = context;
    this.id = id;
    this.origin = origin;
    this.#transport = transport;
    this.#context = context;
    this.outgoing = new Outgoing(transport, limits, () => {
      // The end follows with the transport's `onClose`, in a turn of its own: this may be in the middle of a broadcast,
      // and `quit` must not overtake it.
      context.log.warn('dropped a client that reads too slowly', { ...this.describe(), rule: 'sendQueueMaxBytes' });
      transport.terminate();
    });
    this.#rates = new ClientRates(clock, limits);
    this.#liveness = new Liveness(clock, limits, (mark) => {
      transport.ping(mark);
    });
    this.#cancelLoginTimeout = clock.after(limits.loginTimeoutMs, () => {
      this.close(CloseCode.loginTimeout, `no login within ${limits.loginTimeoutMs / 1000} seconds`, 'loginTimeoutMs');
    });
    transport.listen({
      onMessage: (text, bytes) => {
        this.#receive(text, bytes);
      },
      onBinary: () => {
        this.close(CloseCode.unsupportedData, 'RWCI packets are text frames', 'textFrames');
      },
      onSignOfLife: (mark) => {
        if (this.#hear() && mark !== null && mark > 0) context.onProof(this, mark);
      },
      onPing: () => {
        if (this.#hear()) this.mayPing();
      },
      onBadFrame: (rule) => {
        context.log.info('closed a connection', { ...this.describe(), rule });
      },
      onClose: () => {
        this.#end(false);
        context.onGone(this);
      },
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Who logged in here; null before a login and not reset by the end of the connection. */
  get account(): Account | null {
    return this.#account;
  }

  /** What the client said about itself in `client_info`; null for a client that knows only the RFC. */
  get clientInfo(): ClientPacketOf<'client_info'> | null {
    return this.#clientInfo;
  }

  /** Whether the limits of guests hold for this client: it came as one, or by their page, and its account is no more than that. */
  get isHeldAsGuest(): boolean {
    return (this.isGuest || this.byPage) && this.#account?.role === 'guest';
  }

  /** From now on this client is spoken to in RWCI+. A second `client_info` changes nothing. */
  introduce(info: ClientPacketOf<'client_info'>): void {
    if (this.#clientInfo !== null) return;
    this.#clientInfo = info;
    this.outgoing.becomePlus();
    this.#whenIntroduced?.();
  }

  /** Calls once when the client has said what it knows, or has had the time to. */
  onIntroduced(run: () => void): void {
    const earlier = this.#whenIntroduced;
    const cancel = this.#context.clock.after(this.#context.limits.introductionTimeoutMs, () => this.#whenIntroduced?.());
    this.#whenIntroduced = () => {
      cancel();
      this.#whenIntroduced = null;
      earlier?.();
      run();
    };
  }

  /** The account was changed: its role, say. */
  updateAccount(account: Account): void {
    this.#account = account;
  }

  /** The `auth` packet came; other packets wait until `welcome` or `close`. */
  check(): void {
    this.#cancelLoginTimeout?.();
    this.#cancelLoginTimeout = null;
    this.#state = 'checking';
  }

  /** Gives its place to a newer connection; false when its login is on the way. */
  makeRoom(rule: string): boolean {
    if (this.#state !== 'new') return false;
    this.close(CloseCode.tryAgainLater, 'too many connections without a login', rule);
    return true;
  }

  /** The login succeeded; what came behind the `auth` is handed on by `releaseHeld`. */
  welcome(account: Account): void {
    this.#account = account;
    this.#state = 'online';
  }

  releaseHeld(): void {
    for (const { packet, bytes } of this.#held.splice(0)) {
      if (this.#state !== 'online') return;
      this.#context.onPacket(this, packet, bytes);
    }
  }

  send(packet: ServerPacket, written?: () => void): void {
    this.outgoing.send(new Frame(encode(packet)), written);
  }

  /**
   * Tells the person something in words, as a direct message of the server.
   * @param topic what it is about: one notice a topic and `noticeIntervalMs`
   */
  notice(message: string, topic?: string): void {
    if (topic !== undefined && !this.#rates.takeNotice(topic)) return;
    this.send({ type: 'direct_message', author: SERVER_NAME, message });
  }

  /** Says why something is not done: with `error` to a client that knows RWCI+, in words of the server to any other. */
  refuse({ code, message, topic }: Refusal, nonce?: string): void {
    if (this.#clientInfo === null) this.notice(message, topic);
    else if (nonce !== undefined) this.send({ type: 'error', code, message, nonce });
    else if (topic === undefined || this.#rates.takeNotice(topic)) this.send({ type: 'error', code, message });
  }

  /** Tells a client that knows RWCI+ that a request with a nonce was done. */
  acknowledge(nonce: string | undefined, stored?: { readonly id: number; readonly timestamp: number }): void {
    if (nonce === undefined || this.#clientInfo === null) return;
    this.send({ type: 'ack', nonce, ...(stored === undefined ? {} : { id: stored.id, timestamp: stored.timestamp }) });
  }

  /** Whether a ping of the client is answered, a frame or a packet: each costs an answer. One too many closes the connection. */
  mayPing(): boolean {
    if (this.#rates.takePing()) return true;
    this.close(CloseCode.policyViolation, 'too many pings', 'pingsPerSecond');
    return false;
  }

  /** Asks the client to prove that it has read everything up to here; see `onProof`. */
  askForProof(mark: number): void {
    this.outgoing.catchUp();
    if (this.#state !== 'closed') this.#transport.ping(mark);
  }

  /**
   * Closes behind what was sent; nothing that the client still sends is looked at.
   * @param rule what the client did not keep to, for the log
   */
  close(code: CloseCode, reason: string, rule?: string): void {
    if (this.#state === 'closed') return;
    if (rule !== undefined) this.#context.log.info('closed a connection', { ...this.describe(), rule });
    this.outgoing.catchUp();
    this.#transport.close(code, closeReason(reason));
    this.#end(code !== CloseCode.replaced && code !== CloseCode.goingAway);
  }

  /** Whether the client answers a ping in time; callers at once share one ping. */
  probe(): Promise<boolean> {
    return this.#state === 'closed' ? Promise.resolve(false) : this.#liveness.probe();
  }

  /** Ends a client that stayed silent after a ping, see `Liveness.beat`. */
  beat(trusted: boolean, nextBeatMs: number): void {
    if (this.#liveness.beat(trusted, nextBeatMs)) return;
    this.#context.log.info('a client went silent', { ...this.describe(), rule: 'pongTimeoutMs' });
    this.terminate();
  }

  /** Ends at once, without a word to the client. */
  terminate(): void {
    this.#transport.terminate();
    this.#end(false);
  }

  /** What a log line says about this connection. */
  describe(): { connection: number; address: string; account: string | null } {
    return { connection: this.id, address: this.origin.address, account: this.#account?.name ?? null };
  }

  /** False when the connection is closed, or closed by this frame being one too many. */
  #hear(): boolean {
    if (this.#state === 'closed') return false;
    this.#liveness.hear();
    if (this.#rates.takeFrame()) return true;
    this.close(CloseCode.policyViolation, 'too many packets', 'framesPerSecond');
    return false;
  }

  #receive(text: string, bytes: number): void {
    if (!this.#hear()) return;
    const { limits } = this.#context;
    const rule = this.#state === 'new' ? 'preLoginFrameMaxBytes' : 'frameMaxBytes';
    if (bytes > limits[rule]) {
      this.close(CloseCode.messageTooBig, 'that packet is too long', rule);
      return;
    }
    const decoded = this.#clientInfo === null ? decodeClientPacket(text) : decodePlusClientPacket(text);
    if (decoded.ok) this.#take(decoded.packet, bytes);
    else if (this.#state === 'new' && decoded.type !== undefined) this.#refuseUnreadable(decoded.type);
    else if (!this.#rates.takeUnparsed()) {
      this.close(CloseCode.policyViolation, 'too many packets that are not RWCI', 'unparsedPerMinute');
    } else {
      if (this.#clientInfo !== null) {
        this.refuse({ code: 'bad_packet', message: explainDecodeFailure(decoded) }, decoded.nonce);
      }
      this.#context.log.info('dropped a packet', { ...this.describe(), rule: decoded.reason, field: decoded.detail ?? null });
    }
  }

  #take(packet: ClientPacket, bytes: number): void {
    if (this.#state !== 'checking') {
      this.#context.onPacket(this, packet, bytes);
      return;
    }
    this.#heldBytes += bytes;
    if (this.#heldBytes > this.#context.limits.heldDuringLoginMaxBytes) {
      this.close(CloseCode.notLoggedIn, 'too many packets before the login was answered', 'heldDuringLoginMaxBytes');
      return;
    }
    this.#held.push({ packet, bytes });
  }

  /** Before a login a known type with wrong fields is no less than that type: it is answered, not left to the timeout. */
  #refuseUnreadable(type: string): void {
    if (type === 'auth') {
      this.send({ type: 'auth', status: AuthStatus.failed, success: false, new_account: false });
      this.close(CloseCode.policyViolation, 'auth has a username and a password, both text', 'bad-field');
    } else {
      this.close(CloseCode.notLoggedIn, `log in before you send ${type}`, 'loginFirst');
    }
  }

  #end(refused: boolean): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.outgoing.close();
    this.#cancelLoginTimeout?.();
    this.#whenIntroduced = null;
    this.#liveness.end();
    this.#held.length = 0;
    this.#context.onClosed(this, refused);
  }
}
