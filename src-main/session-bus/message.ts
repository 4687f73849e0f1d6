/**
 * Messages of D-Bus (D-Bus Specification, "Message Protocol"), as much as it takes to ask a desktop what it has: strings, numbers and
 * truth values out, the same and lists and variants of them in. Little-endian out; either in.
 */

export const MESSAGE = { call: 1, answer: 2, error: 3, signal: 4 } as const;

/** "Maximum Message Length" is 128 MiB; nothing that is asked here is answered at such length. */
const MESSAGE_MAX_BYTES = 1024 * 1024;

/** Codes of the header's fields. */
const FIELD = { path: 1, interface: 2, member: 3, error: 4, replySerial: 5, destination: 6, sender: 7, signature: 8 } as const;
type FieldName = keyof typeof FIELD;

export interface Message {
  readonly type: number;
  readonly serial: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly error?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
  /** Arguments, in order; one of a kind that is not read here ends the list. */
  readonly body: readonly unknown[];
}

/** A method call with strings as arguments. */
export function encodeCall(
  serial: number,
  call: { readonly destination: string; readonly path: string; readonly interface: string; readonly member: string },
  args: readonly string[] = [],
): Buffer {
  const body = new Writer();
  for (const arg of args) body.text(arg);
  const fields = new Writer();
  const field = (name: FieldName, kind: string, write: () => void) => {
    fields.align(8);
    fields.byte(FIELD[name]);
    fields.signature(kind);
    write();
  };
  field('path', 'o', () => {
    fields.text(call.path);
  });
  for (const name of ['interface', 'member', 'destination'] as const)
    field(name, 's', () => {
      fields.text(call[name]);
    });
  if (args.length > 0)
    field('signature', 'g', () => {
      fields.signature('s'.repeat(args.length));
    });
  const message = new Writer();
  // Endianness, type, flags, version.
  for (const byte of ['l'.charCodeAt(0), MESSAGE.call, 0, 1]) message.byte(byte);
  message.uint32(body.length);
  message.uint32(serial);
  message.uint32(fields.length);
  return Buffer.concat([message.bytes(), fields.bytes(), padding(message.length + fields.length, 8), body.bytes()]);
}

/**
 * The first message of what came and how many bytes it takes; null as long as it is not all here.
 * @throws {RangeError} when this is no message, or one longer than any that is waited for
 */
export function decodeMessage(bytes: Buffer): { readonly message: Message; readonly length: number } | null {
  if (bytes.length < 16) return null;
  const isLittle = bytes[0] === 'l'.charCodeAt(0);
  if (!isLittle && bytes[0] !== 'B'.charCodeAt(0)) throw new RangeError('not a message');
  const header = new Reader(bytes, isLittle, 4);
  const bodyLength = header.uint32();
  const serial = header.uint32();
  const fieldsEnd = 16 + header.uint32();
  const bodyStart = aligned(fieldsEnd, 8);
  const length = bodyStart + bodyLength;
  if (length > MESSAGE_MAX_BYTES) throw new RangeError('a message that is too long');
  if (bytes.length < length) return null;
  const fields = readFields(new Reader(bytes.subarray(0, fieldsEnd), isLittle, 16), fieldsEnd);
  const { signature = '', ...rest } = fields;
  const body = readArguments(new Reader(bytes.subarray(0, length), isLittle, bodyStart), String(signature));
  return { message: { type: bytes[1] ?? 0, serial, ...rest, body }, length };
}

type Fields = Partial<Omit<Message, 'type' | 'serial' | 'body'>> & { signature?: string };

function readFields(reader: Reader, end: number): Fields {
  const names = new Map<number, string>(Object.entries(FIELD).map(([name, code]) => [code, name]));
  const fields: Record<string, unknown> = {};
  while (reader.at < end) {
    reader.align(8);
    const name = names.get(reader.byte());
    const value = reader.value(reader.signature());
    if (name !== undefined) fields[name] = value;
  }
  return fields;
}

function readArguments(reader: Reader, signature: string): unknown[] {
  const body: unknown[] = [];
  for (let rest = signature; rest !== '';) {
    const kind = /^(?:a?[ybnqiuxtdsogv])/u.exec(rest)?.[0];
    if (kind === undefined) break;
    body.push(reader.value(kind));
    rest = rest.slice(kind.length);
  }
  return body;
}

class Writer {
  #parts: Buffer[] = [];
  length = 0;

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  align(to: number): void {
    this.#add(padding(this.length, to));
  }

  byte(value: number): void {
    this.#add(Buffer.from([value]));
  }

  uint32(value: number): void {
    this.align(4);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.#add(bytes);
  }

  text(value: string): void {
    this.uint32(Buffer.byteLength(value));
    this.#add(Buffer.from(`${value}\0`));
  }

  signature(value: string): void {
    this.byte(value.length);
    this.#add(Buffer.from(`${value}\0`));
  }

  #add(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.length += bytes.length;
  }
}

/** Reads beyond the end throw a RangeError, as those of a Buffer do. */
class Reader {
  readonly #bytes: Buffer;
  readonly #isLittle: boolean;
  at: number;

  constructor(bytes: Buffer, isLittle: boolean, at: number) {
    this.#bytes = bytes;
    this.#isLittle = isLittle;
    this.at = at;
  }

  align(to: number): void {
    this.at = aligned(this.at, to);
  }

  byte(): number {
    return this.#bytes.readUInt8(this.at++);
  }

  uint32(): number {
    return this.#number(4, (bytes, at) => (this.#isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)));
  }

  signature(): string {
    return this.#string(this.byte());
  }

  /** A value of one complete type: a basic one, a list of such, or a variant. */
  value(kind: string): unknown {
    if (kind.startsWith('a')) return this.#list(kind.slice(1));
    switch (kind) {
      case 'y':
        return this.byte();
      case 'b':
        return this.uint32() === 1;
      case 'n':
      case 'q':
        return this.#number(2, (bytes, at) => (this.#isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)));
      case 'i':
        return this.#number(4, (bytes, at) => (this.#isLittle ? bytes.readInt32LE(at) : bytes.readInt32BE(at)));
      case 'u':
        return this.uint32();
      case 'x':
      case 't':
      case 'd':
        this.align(8);
        this.at += 8;
        return null;
      case 's':
      case 'o':
        return this.#string(this.uint32());
      case 'g':
        return this.signature();
      case 'v': {
        const inner = this.signature();
        if (!/^a?[ybnqiuxtdsog]$/u.test(inner)) throw new RangeError(`a variant of ${inner}`);
        return this.value(inner);
      }
      default:
        throw new RangeError(`a value of ${kind}`);
    }
  }

  #list(kind: string): unknown[] {
    const length = this.uint32();
    if ('xtd'.includes(kind)) this.align(8);
    const end = this.at + length;
    const values: unknown[] = [];
    while (this.at < end) values.push(this.value(kind));
    return values;
  }

  #string(length: number): string {
    const from = this.at;
    this.at += length + 1;
    if (this.at > this.#bytes.length) throw new RangeError('a string beyond the end');
    return this.#bytes.toString('utf8', from, from + length);
  }

  #number(size: number, read: (bytes: Buffer, at: number) => number): number {
    this.align(size);
    const value = read(this.#bytes, this.at);
    this.at += size;
    return value;
  }
}

function aligned(offset: number, to: number): number {
  return Math.ceil(offset / to) * to;
}

function padding(length: number, to: number): Buffer {
  return Buffer.alloc(aligned(length, to) - length);
}
