import { connect, type Socket } from 'node:net';
import type { SessionBus } from './session-bus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

/** Numbers of the D-Bus specification, "Message Format". */
const CALL = 1;
const RETURN = 2;
const ERROR = 3;
const SIGNAL = 4;
const FIELDS = { path: 1, interface: 2, member: 3, error: 4, replySerial: 5, destination: 6, sender: 7, signature: 8 } as const;

type Fields = Partial<Record<keyof typeof FIELDS, string | number>>;

interface Message {
  readonly type: number;
  readonly serial: number;
  readonly fields: Fields;
  /** Its leading strings; nothing here needs more. */
  readonly strings: readonly string[];
}

/**
 * A desktop with a place for tray icons, as far as an app can tell: owns the name of the StatusNotifierWatcher on a bus, says
 * that a host is there and notes which icons register. Speaks just enough D-Bus for that, so that the tests need no package.
 */
export class TrayHost {
  /** Bus names of the icons, in the order of their registration. */
  readonly icons: string[] = [];
  /** Whether a host shows the icons; null: it is a watcher that does not know of hosts. */
  hasHost: boolean | null = true;
  /** How often it was asked for that. */
  asked = 0;
  readonly #bus: SessionBus;
  readonly #socket: Socket;
  readonly #replies = new Map<number, (message: Message) => void>();
  #received: Buffer = Buffer.alloc(0);
  #serial = 0;

  private constructor(bus: SessionBus, socket: Socket) {
    this.#bus = bus;
    this.#socket = socket;
    socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#read();
    });
    socket.on('error', () => undefined);
  }

  /** Resolves when the bus knows of it. */
  static async start(bus: SessionBus): Promise<TrayHost> {
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
    const host = new TrayHost(bus, socket);
    await host.#call({ ...BUS, member: 'Hello' });
    const flags = Buffer.alloc(4);
    await host.#call({ ...BUS, member: 'RequestName', signature: 'su' }, Buffer.concat([aligned(text(WATCHER), 4), flags]));
    return host;
  }

  /** The person clicks an icon. */
  async click(icon: string): Promise<void> {
    await this.#bus.call(icon, '/StatusNotifierItem', 'org.kde.StatusNotifierItem.Activate', 'int32:0', 'int32:0');
  }

  /** Tells everybody on the bus who listens. */
  signal(member: string): void {
    this.#send(SIGNAL, { path: '/StatusNotifierWatcher', interface: WATCHER, member });
  }

  stop(): void {
    this.#socket.destroy();
  }

  #call(fields: Fields, body?: Buffer): Promise<Message> {
    return new Promise((resolve, reject) => {
      const serial = this.#send(CALL, fields, body);
      this.#replies.set(serial, (message) => {
        if (message.type === ERROR) reject(new Error(`${String(fields.member)}: ${String(message.fields.error)}`));
        else resolve(message);
      });
    });
  }

  #read(): void {
    for (;;) {
      if (this.#received.length < 16) return;
      const headerEnd = align(16 + this.#received.readUInt32LE(12), 8);
      const end = headerEnd + this.#received.readUInt32LE(4);
      if (this.#received.length < end) return;
      this.#handle(parse(this.#received.subarray(0, end), headerEnd));
      this.#received = this.#received.subarray(end);
    }
  }

  #handle(message: Message): void {
    if (message.type === RETURN || message.type === ERROR) {
      this.#replies.get(Number(message.fields.replySerial))?.(message);
      return;
    }
    if (message.type !== CALL) return;
    const { member, sender } = message.fields;
    const back: Fields = { replySerial: message.serial, ...(sender === undefined ? {} : { destination: sender }) };
    const [first = '', second = ''] = message.strings;
    if (member === 'RegisterStatusNotifierItem') {
      this.icons.push(first);
      this.#send(RETURN, back);
    } else if (member === 'Get' && second === 'IsStatusNotifierHostRegistered' && this.hasHost !== null) {
      this.asked++;
      const answer = uint32(Number(this.hasHost));
      this.#send(RETURN, { ...back, signature: 'v' }, Buffer.concat([aligned(signature('b'), 4), answer]));
    } else {
      this.#send(ERROR, { ...back, error: 'org.freedesktop.DBus.Error.UnknownMethod' });
    }
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

/** Every message on the bus is little-endian here: all of its programs run on this computer. */
function parse(message: Buffer, headerEnd: number): Message {
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  const fields: Fields = {};
  const arrayEnd = 16 + message.readUInt32LE(12);
  for (let at = 16; at < arrayEnd;) {
    at = align(at, 8);
    const name = names.find((each) => FIELDS[each] === message[at]);
    const kind = String.fromCharCode(message[at + 2] ?? 0);
    at += 4;
    let value: string | number;
    if (kind === 'u') {
      value = message.readUInt32LE(at);
      at += 4;
    } else {
      const size = kind === 'g' ? (message[at] ?? 0) : message.readUInt32LE(at);
      const from = at + (kind === 'g' ? 1 : 4);
      value = message.toString('utf8', from, from + size);
      at = from + size + 1;
    }
    if (name !== undefined) fields[name] = value;
  }
  const strings: string[] = [];
  let at = headerEnd;
  for (const kind of String(fields.signature ?? '')) {
    if (kind !== 's') break;
    at = align(at, 4);
    const size = message.readUInt32LE(at);
    strings.push(message.toString('utf8', at + 4, at + 4 + size));
    at += 4 + size + 1;
  }
  return { type: message[1] ?? 0, serial: message.readUInt32LE(8), fields, strings };
}

function align(offset: number, to: number): number {
  return Math.ceil(offset / to) * to;
}

function aligned(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(align(bytes.length, to) - bytes.length)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A string or an object path: its length, its bytes, a NUL. */
function text(value: string): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
}

function signature(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(`${value}\0`)]);
}
