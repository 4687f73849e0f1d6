import { WebSocket, type ClientOptions } from 'ws';
import type { Batch } from '../../src-main/server/delivery/batch.ts';
import type { Frame } from '../../src-main/server/delivery/frame.ts';
import type { Server } from '../../src-main/server/server.ts';
import type { ServerTransport, TransportEvents } from '../../src-main/server/network/transport.ts';
import { settle, until } from './fake-clock.ts';

/** How the server ended a connection. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** A client that sends what a test gives it and keeps the exact text of what comes back. */
export abstract class RawClient {
  /** What came and was not taken yet, in order. */
  readonly inbox: string[] = [];
  /** How it ended; null as long as it has not. */
  ending: Ending | null = null;
  name = '';
  #barriers = 0;

  /** Text as it is, anything else as JSON. */
  send(packet: unknown): void {
    this.sendText(typeof packet === 'string' ? packet : JSON.stringify(packet));
  }

  abstract sendText(text: string): void;
  abstract close(): void;

  /** The next packet, whenever it comes; fails when the connection ends first. */
  async next(): Promise<string> {
    await until(
      () => this.inbox.length > 0 || this.ending !== null,
      () => `${this.name} got a packet`,
    );
    const text = this.inbox.shift();
    if (text === undefined) throw new Error(`${this.name} was closed: ${JSON.stringify(this.ending)}`);
    return text;
  }

  async nextPacket(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.next()) as Record<string, unknown>;
  }

  /** Takes packets up to and with the first of a type; returns their exact texts. */
  async upTo(type: string): Promise<string[]> {
    const taken: string[] = [];
    for (;;) {
      const text = await this.next();
      taken.push(text);
      if ((JSON.parse(text) as { type: string }).type === type) return taken;
    }
  }

  /** Logs in and takes the answers; returns their exact texts. */
  async login(name: string, password = `password of ${name}`): Promise<string[]> {
    this.name = name;
    this.send({ type: 'auth', username: name, password });
    return this.upTo('server_info');
  }

  /** Says that it knows RWCI+ and takes what comes of that, up to the last page of the members; returns the exact texts. */
  async introduce(capabilities: readonly string[] = []): Promise<string[]> {
    this.send({ type: 'client_info', name: 'test', version: '1', capabilities });
    const taken: string[] = [];
    do taken.push(...(await this.upTo('member_list')));
    while ((JSON.parse(taken.at(-1) ?? '') as { more: boolean }).more);
    return taken;
  }

  /**
   * What has come by the time the server has dealt with everything this client sent before: a direct message to oneself
   * makes the round and comes back last.
   */
  async settled(): Promise<string[]> {
    const message = `barrier ${this.name} ${this.#barriers++}`;
    this.send({ type: 'direct_message', recipient: this.name, message });
    const taken: string[] = [];
    for (;;) {
      const text = await this.next();
      if ((JSON.parse(text) as { message?: unknown }).message === message) return taken;
      taken.push(text);
    }
  }

  /** Resolves when the server, or the test, has ended the connection. */
  async ended(): Promise<Ending> {
    await until(
      () => this.ending !== null,
      () => `the connection of ${this.name} ended (inbox: ${this.inbox.join(' ').slice(0, 500)})`,
    );
    return this.ending as unknown as Ending;
  }
}

/** A client on a real WebSocket. */
export class SocketClient extends RawClient {
  readonly webSocket: WebSocket;

  private constructor(webSocket: WebSocket) {
    super();
    this.webSocket = webSocket;
    webSocket.on('message', (data: Buffer) => this.inbox.push(data.toString('utf8')));
    webSocket.on('error', () => undefined);
    webSocket.on('close', (code, reason) => {
      this.ending = { code, reason: reason.toString('utf8') };
    });
  }

  /** Connects; rejects when the server refuses the upgrade. */
  static async connect(port: number, options: ClientOptions = {}, host = '127.0.0.1', path = ''): Promise<SocketClient> {
    return SocketClient.#open(`ws://${host}:${port}${path}`, options);
  }

  /** Connects in TLS, whatever certificate the server shows. */
  static connectTls(port: number, host = '127.0.0.1', options: ClientOptions = {}): Promise<SocketClient> {
    return SocketClient.#open(`wss://${host}:${port}`, { rejectUnauthorized: false, ...options });
  }

  static async #open(url: string, options: ClientOptions): Promise<SocketClient> {
    const webSocket = new WebSocket(url, { perMessageDeflate: false, ...options });
    const client = new SocketClient(webSocket);
    await new Promise<void>((resolve, reject) => {
      webSocket.once('open', resolve);
      webSocket.once('error', reject);
    });
    return client;
  }

  sendText(text: string): void {
    this.webSocket.send(text);
  }

  close(): void {
    this.webSocket.close(1000);
  }
}

/** A client in memory, whose other end a server has accepted. */
export class MemoryClient extends RawClient {
  /** Whether it answers pings. */
  isAlive = true;
  /** While true, what the server sends waits and counts as queued. */
  isStalled = false;
  pings = 0;
  #events: TransportEvents | null = null;
  #waiting: { readonly frame: Frame; readonly written: (() => void) | undefined }[] = [];
  /** Marks of pings that came while it was stalled. */
  readonly #unanswered: number[] = [];
  #isOver = false;

  /** Joins a server from an address. */
  static connect(server: Server, address = '127.0.0.1'): MemoryClient {
    const client = new MemoryClient();
    client.join(server, { address });
    return client;
  }

  /** The same with what else a listener hands up. */
  join(server: Server, from: Parameters<Server['accept']>[1]): void {
    server.accept(this.#transport(), from);
  }

  sendText(text: string): void {
    queueMicrotask(() => {
      if (!this.#isOver) this.#events?.onMessage(text, Buffer.byteLength(text));
    });
  }

  close(): void {
    this.#finish({ code: 1000, reason: '' });
  }

  ping(): void {
    queueMicrotask(() => {
      if (!this.#isOver) this.#events?.onPing();
    });
  }

  /** Lets what waited through. */
  unstall(): void {
    this.isStalled = false;
    for (const { frame, written } of this.#waiting.splice(0)) this.#deliver(frame, written);
    for (const mark of this.#unanswered.splice(0)) this.#answer(mark);
  }

  #answer(mark: number): void {
    queueMicrotask(() => this.#events?.onSignOfLife(mark));
  }

  #deliver(frame: Frame, written: (() => void) | undefined): void {
    queueMicrotask(() => {
      if (this.#isOver) return;
      this.inbox.push(frame.text);
      written?.();
    });
  }

  #finish(ending: Ending): void {
    if (this.#isOver) return;
    // In turns of their own, behind what was sent, as from a socket.
    queueMicrotask(() => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.ending = ending;
      this.#events?.onClose();
    });
  }

  #transport(): ServerTransport {
    const send = ({ frames }: Batch, written?: () => void): void => {
      frames.forEach((frame, index) => {
        const last = index === frames.length - 1 ? written : undefined;
        if (this.isStalled) this.#waiting.push({ frame, written: last });
        else this.#deliver(frame, last);
      });
    };
    const queuedBytes = () => this.#waiting.reduce((sum, { frame }) => sum + frame.wire.length, 0);
    return {
      listen: (events) => {
        this.#events = events;
      },
      send,
      get queuedBytes() {
        return queuedBytes();
      },
      ping: (mark) => {
        this.pings++;
        if (this.isAlive && this.isStalled) this.#unanswered.push(mark);
        else if (this.isAlive) this.#answer(mark);
      },
      close: (code, reason) => {
        this.#finish({ code, reason });
      },
      terminate: () => {
        this.#finish({ code: 1006, reason: '' });
      },
    };
  }
}

export { settle, until };
