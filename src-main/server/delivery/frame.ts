const TEXT_FRAME = 0x81;

/**
 * One packet on its way out, as text and as the bytes of an unmasked WebSocket text frame (RFC 6455, 5.2). It is encoded
 * once however many connections it goes to, and they all share the same bytes.
 */
export class Frame {
  readonly text: string;
  #wire: Buffer | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get wire(): Buffer {
    this.#wire ??= encodeTextFrame(this.text);
    return this.#wire;
  }
}

function encodeTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = TEXT_FRAME;
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header, 'utf8');
  return frame;
}
