import { WebSocket } from 'ws';
import { CLIENT_INFO, parse, type Packet } from './plus-client.ts';

/** What was acknowledged: the message's place in the order of the server. */
export interface Acked {
  readonly id: number;
  readonly timestamp: number;
}

interface Request {
  readonly type: 'message' | 'direct_message';
  readonly message: string;
  readonly recipient?: string;
  readonly nonce: string;
}

/** A message as somebody knows it: where it stands and what it says, without what differs between delivery and history. */
export const asLine = ({ id, seq, author, message }: Pick<Packet, 'id' | 'seq' | 'author' | 'message'>): string =>
  `${String(id)} ${String(seq)} ${author ?? ''}: ${message ?? ''}`;

/**
 * A client of RWCI+ that loses nothing: sends again, with its nonce, what was not acknowledged, and reads in the history what it
 * missed. It comes back with a resume token.
 */
export class SturdyClient {
  readonly name: string;
  /** What was acknowledged, by nonce. */
  readonly acked = new Map<string, Acked>();
  /** Every message that it knows, from deliveries and history, by id. */
  readonly known = new Map<number, string>();
  /** What it saw that must not happen, in words. */
  readonly wrong: string[] = [];
  /** Sent or to be sent, not acknowledged yet, in order. */
  readonly #waiting = new Map<string, Request>();
  #token: string | null = null;
  #socket: WebSocket | null = null;
  #isIntroduced = false;
  /** Everything up to this id is known. */
  #complete = 0;
  #isComplete = false;
  /** The newest id that is known. */
  #newest = 0;
  /** The newest that came in a channel on this connection. */
  #lastDelivered = 0;
  #written = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Whether it is logged in and knows everything that was said before. */
  get isUpToDate(): boolean {
    return this.#isComplete;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Connects and logs in; whatever ends the connection later leaves the client ready for the next `join`. */
  join(port: number): void {
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}`, { perMessageDeflate: false });
    this.#socket = socket;
    this.#isIntroduced = false;
    this.#isComplete = false;
    this.#newest = this.#complete;
    this.#lastDelivered = 0;
    socket.on('error', () => undefined);
    socket.on('open', () => {
      this.#send({ type: 'auth', username: this.name, password: this.#token ?? `password of ${this.name}` });
    });
    socket.on('message', (data: Buffer) => {
      if (this.#socket === socket) this.#receive(parse(data.toString('utf8')) as Packet & Record<string, unknown>);
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#left();
    });
  }

  /** The server is gone: forgets the connection at once. */
  drop(): void {
    this.#socket?.terminate();
    this.#left();
  }

  /** Writes a message, now or when there is a connection. */
  say(message: string, recipient?: string): void {
    const nonce = `${this.name} ${String(this.#written++)}`;
    const request: Request =
      recipient === undefined ? { type: 'message', message, nonce } : { type: 'direct_message', recipient, message, nonce };
    this.#waiting.set(nonce, request);
    if (this.#isIntroduced) this.#send(request);
  }

  #left(): void {
    this.#socket = null;
    this.#isIntroduced = false;
    // What came behind a hole in the history is read again with the hole.
    if (this.#isComplete) this.#complete = this.#newest;
    this.#isComplete = false;
  }

  #send(packet: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(packet));
  }

  #receive(packet: Packet & Record<string, unknown>): void {
    switch (packet.type) {
      case 'auth':
        if (packet['success'] !== true) this.wrong.push(`the login of ${this.name} failed`);
        break;
      case 'server_info':
        this.#send({ ...CLIENT_INFO, capabilities: ['ack', 'history', 'resume'] });
        this.#isIntroduced = true;
        for (const request of this.#waiting.values()) this.#send(request);
        this.#askForHistory(this.#complete);
        break;
      case 'resume_token':
        this.#token = packet['token'] as string;
        break;
      case 'ack':
        this.#acknowledged(packet);
        break;
      case 'error':
        this.wrong.push(`${this.name} was refused: ${packet.message ?? ''}`);
        break;
      case 'message':
      case 'direct_message':
        this.#delivered(packet);
        break;
      case 'history':
        for (const message of packet.messages ?? []) this.#know(message);
        if (packet.more === true && typeof packet.reached === 'number') this.#askForHistory(packet.reached);
        else {
          this.#newest = Math.max(this.#newest, packet.reached ?? 0);
          this.#isComplete = true;
        }
    }
  }

  #askForHistory(after: number): void {
    this.#send({ type: 'history', after, nonce: 'history' });
  }

  #acknowledged({ nonce = '', id = 0, timestamp = 0 }: Packet): void {
    const before = this.acked.get(nonce);
    if (before !== undefined && (before.id !== id || before.timestamp !== timestamp)) {
      this.wrong.push(`${nonce} was acknowledged as ${String(before.id)} and as ${String(id)}`);
    }
    this.acked.set(nonce, { id, timestamp });
    this.#waiting.delete(nonce);
  }

  /** Messages of channels come in the order of the server; direct messages that were kept come when they come. */
  #delivered(packet: Packet): void {
    // Without an id it came between `server_info` and our `client_info`, and is in the history too.
    const { id } = packet;
    if (id === undefined) return;
    if (packet.type === 'message') {
      if (id <= this.#lastDelivered) this.wrong.push(`${this.name} got ${String(id)} behind ${String(this.#lastDelivered)}`);
      this.#lastDelivered = id;
    }
    this.#newest = Math.max(this.#newest, id);
    this.#know(packet);
  }

  #know(packet: Packet): void {
    // Of its direct messages to others it knows the acks, since nobody echoes them.
    if (packet.type === 'direct_message' && (packet.recipient ?? this.name) !== this.name) return;
    const line = asLine(packet);
    const id = packet.id ?? 0;
    const before = this.known.get(id);
    if (before !== undefined && before !== line) this.wrong.push(`${this.name} knows ${before} and ${line}`);
    this.known.set(id, line);
  }
}
