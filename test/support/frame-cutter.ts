/** Enough of a packet to have its `type`, which our ends write first. */
const HEAD_BYTES = 64;

/** Cuts one direction of a WebSocket connection into the HTTP head and its frames, each as it came. */
export class FrameCutter {
  readonly #onFrame: (bytes: Buffer, type: string | null) => void;
  #rest: Buffer = Buffer.alloc(0);
  #isOpen = false;

  /** @param onFrame gets the head of the connection and each frame, with the `type` of the packet in it where there is one */
  constructor(onFrame: (bytes: Buffer, type: string | null) => void) {
    this.#onFrame = onFrame;
  }

  take(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let length = this.#length(); length !== null && length <= this.#rest.length; length = this.#length()) {
      const frame = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const type = this.#isOpen ? typeOf(frame) : null;
      this.#isOpen = true;
      this.#onFrame(frame, type);
    }
  }

  /** Bytes of what comes next; null while that cannot be known. */
  #length(): number | null {
    if (!this.#isOpen) {
      const end = this.#rest.indexOf('\r\n\r\n');
      return end === -1 ? null : end + 4;
    }
    const head = headOf(this.#rest);
    return head === null ? null : head.bytes + head.payload;
  }
}

/** A frame's head (RFC 6455, 5.2): its bytes, those of the payload, and the key that masks it. */
function headOf(frame: Buffer): { bytes: number; payload: number; key: Buffer | null } | null {
  const second = frame[1];
  if (second === undefined) return null;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const bytes = 2 + extra + (isMasked ? 4 : 0);
  if (frame.length < bytes) return null;
  const payload = extra === 2 ? frame.readUInt16BE(2) : extra === 8 ? Number(frame.readBigUInt64BE(2)) : short;
  return { bytes, payload, key: isMasked ? frame.subarray(bytes - 4, bytes) : null };
}

function typeOf(frame: Buffer): string | null {
  const head = headOf(frame);
  if (head === null) return null;
  const { bytes, key } = head;
  const start = Buffer.from(frame.subarray(bytes, bytes + HEAD_BYTES));
  if (key !== null) for (let i = 0; i < start.length; i++) start[i] = (start[i] ?? 0) ^ (key[i % 4] ?? 0);
  return /^\{"type":"([a-z_]+)"/u.exec(start.toString('latin1'))?.[1] ?? null;
}
