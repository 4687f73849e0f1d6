import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { until } from './fake-clock.ts';

/** A TCP connection, for requests and frames that no library would send. */
export class RawSocket {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data) => {
      this.received = Buffer.concat([this.received, data]);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
    });
  }

  /** @param localAddress where it comes from */
  static async open(port: number, localAddress = '127.0.0.1'): Promise<RawSocket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    const raw = new RawSocket(socket);
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return raw;
  }

  static async upgraded(port: number, localAddress?: string): Promise<RawSocket> {
    const raw = await RawSocket.open(port, localAddress);
    await raw.upgrade();
    return raw;
  }

  /** The WebSocket handshake. */
  async upgrade(): Promise<void> {
    const key = randomBytes(16).toString('base64');
    this.socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await until(() => this.received.includes('\r\n\r\n') || this.isClosed, 'the upgrade is answered');
    this.received = Buffer.alloc(0);
  }

  /** Sends a request and returns all that comes back until the server closes. */
  async ask(request: string): Promise<string> {
    this.socket.write(request);
    await until(() => this.isClosed, 'the server closed the connection');
    return this.received.toString('latin1');
  }

  /** Writes a masked frame. */
  frame(opcode: number, payload: Buffer | string, { fin = true, rsv = 0, masked = true } = {}): void {
    const data = Buffer.from(payload);
    const length =
      data.length < 126
        ? Buffer.from([data.length])
        : data.length < 65_536
          ? Buffer.from([126, data.length >> 8, data.length & 255])
          : Buffer.from([
              127,
              0,
              0,
              0,
              0,
              data.length >>> 24,
              (data.length >> 16) & 255,
              (data.length >> 8) & 255,
              data.length & 255,
            ]);
    length[0] = (length[0] ?? 0) | (masked ? 0x80 : 0);
    const mask = masked ? randomBytes(4) : Buffer.alloc(0);
    const body = masked ? data.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : data;
    this.socket.write(Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode]), length, mask, body]));
  }

  /** The close code that the server sent. */
  async closeCode(): Promise<number | null> {
    const at = await this.#closeFrame();
    return at < 0 ? null : this.received.readUInt16BE(at + 2);
  }

  /** The words that the server sent with its close code. */
  async closeReason(): Promise<string | null> {
    const at = await this.#closeFrame();
    const length = this.received[at + 1] ?? 0;
    await until(() => this.isClosed || this.received.length >= at + 2 + length, 'the close frame is whole');
    return at < 0 ? null : this.received.toString('utf8', at + 4, at + 2 + length);
  }

  async #closeFrame(): Promise<number> {
    await until(() => this.isClosed || this.received.includes(0x88), 'the server closed the connection');
    return this.received.indexOf(0x88);
  }
}
