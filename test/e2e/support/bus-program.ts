import { connect, type Socket } from 'node:net';
import { decodeMessage, MESSAGE, type Message } from '../../../src-main/session-bus/message.ts';
import type { SessionBus } from './session-bus.ts';

const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

/** Codes of the D-Bus specification, "Message Format". */
const FIELDS = { path: 1, interface: 2, member: 3, error: 4, replySerial: 5, destination: 6, sender: 7, signature: 8 } as const;

type Fields = Partial<Record<keyof typeof FIELDS, string | number>>;

/** What a program answers: a signature and the bytes of its arguments. */
export interface Answer {
  readonly signature: string;
  readonly body: Buffer;
}

export const NO_ANSWER: Answer = { signature: '', body: Buffer.alloc(0) };

/** A program of a desktop on a bus: it owns a name and answers calls. Speaks just enough D-Bus for that, so that the tests need no package. */
export abstract class BusProgram {
  protected readonly bus: SessionBus;
  readonly #socket: Socket;
  readonly #replies = new Map<number, (message: Message) => void>();
  #received: Buffer = Buffer.alloc(0);
  #serial = 0;

  protected constructor(bus: SessionBus, socket: Socket) {
    this.bus = bus;
    this.#socket = socket;
    socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data]);
      for (let next = decodeMessage(this.#received); next !== null; next = decodeMessage(this.#received)) {
        this.#received = this.#received.subarray(next.length);
        this.#take(next.message);
      }
    });
    socket.on('error', () => undefined);
  }

  /** A connection of this computer's user to the bus, for the constructor. */
  protected static async enter(bus: SessionBus): Promise<Socket> {
    const socket = connect(bus.path);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', resolve);
    });
    const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data: Buffer) => {
        resolve(data.toString());
      }),
    );
    if (!answer.startsWith('OK ')) throw new Error(`the bus refused: ${answer}`);
    socket.write('BEGIN\r\n');
    return socket;
  }

  /** Resolves when the bus knows of it by this name. */
  protected async begin(name: string): Promise<void> {
    await this.#call({ ...BUS, member: 'Hello' });
    const flags = uint32(0);
    await this.#call({ ...BUS, member: 'RequestName', signature: 'su' }, Buffer.concat([aligned(text(name), 4), flags]));
  }

  /** What a call is answered; null: it is of a method that is not there. */
  protected abstract answer(call: Message): Answer | null | 'nothing';

  /** Tells everybody on the bus who listens. */
  protected emit(path: string, from: string, member: string, { body, signature }: Answer = NO_ANSWER): void {
    this.#send(MESSAGE.signal, { path, interface: from, member, ...(signature === '' ? {} : { signature }) }, body);
  }

  stop(): void {
    this.#socket.destroy();
  }

  #call(fields: Fields, body?: Buffer): Promise<Message> {
    return new Promise((resolve, reject) => {
      const serial = this.#send(MESSAGE.call, fields, body);
      this.#replies.set(serial, (message) => {
        if (message.type === MESSAGE.error) reject(new Error(`${String(fields.member)}: ${String(message.error)}`));
        else resolve(message);
      });
    });
  }

  #take(message: Message): void {
    if (message.type === MESSAGE.answer || message.type === MESSAGE.error)
      this.#replies.get(message.replySerial ?? -1)?.(message);
    if (message.type !== MESSAGE.call) return;
    const { sender, serial } = message;
    const back: Fields = { replySerial: serial, ...(sender === undefined ? {} : { destination: sender }) };
    const answer = this.answer(message);
    if (answer === 'nothing') return;
    if (answer === null) this.#send(MESSAGE.error, { ...back, error: 'org.freedesktop.DBus.Error.UnknownMethod' });
    else if (answer.signature === '') this.#send(MESSAGE.answer, back);
    else this.#send(MESSAGE.answer, { ...back, signature: answer.signature }, answer.body);
  }

  #send(type: number, fields: Fields, body: Buffer = Buffer.alloc(0)): number {
    const serial = ++this.#serial;
    let array: Buffer = Buffer.alloc(0);
    for (const [name, value] of Object.entries(fields) as [keyof typeof FIELDS, string | number][]) {
      const kind = name === 'path' ? 'o' : name === 'signature' ? 'g' : typeof value === 'number' ? 'u' : 's';
      const written = kind === 'g' ? signature(String(value)) : typeof value === 'number' ? uint32(value) : text(value);
      array = Buffer.concat([aligned(array, 8), Buffer.from([FIELDS[name]]), signature(kind), written]);
    }
    const start = Buffer.from(['l'.charCodeAt(0), type, 0, 1]);
    const header = Buffer.concat([start, uint32(body.length), uint32(serial), uint32(array.length), array]);
    this.#socket.write(Buffer.concat([aligned(header, 8), body]));
    return serial;
  }
}

/** With zeros up to the next multiple. */
export function aligned(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.ceil(bytes.length / to) * to - bytes.length)]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A string or an object path: its length, its bytes, a NUL. */
export function text(value: string): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
}

export function signature(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(`${value}\0`)]);
}

/** Several strings, one behind the other. */
export function texts(...values: readonly string[]): Buffer {
  return values.reduce<Buffer>((all, value) => Buffer.concat([aligned(all, 4), text(value)]), Buffer.alloc(0));
}
