// A WebSocket client that costs next to nothing: a handshake by hand, then frame headers are read and payloads skipped.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const HEADERS_MAX_BYTES = 8_192;

/** Reads are synchronous and consumed at once, so all the sockets of a process share one buffer. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);

export class RawClient {
  /** Called with (bytes, from, to) for each text frame while it is set; the bytes are overwritten afterwards. */
  onText = null;
  /** Called with a reason when the connection ends without `destroy`. */
  onEnd = null;

  #socket;
  #tally;
  #onOpen;
  #headers = '';
  #isOpen = false;
  #isDestroyed = false;
  /** The header that is being read, when it came in pieces. */
  #head = Buffer.alloc(10);
  #headLength = 0;
  #opcode = 0;
  #left = -1;
  #length = 0;
  #pieces = [];

  /** @param {{ frames: number }} tally counts the text frames of all clients that share it, heartbeats of engine.io excepted */
  constructor({ port, path = '/', tally }) {
    this.#tally = tally;
    this.opened = new Promise((resolve, reject) => {
      this.#onOpen = resolve;
      this.onEnd = (reason) => reject(new Error(reason));
    });
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.#read(length);
          return !this.#isDestroyed;
        },
      },
    });
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#socket.on('close', () => this.#end('the server closed the connection'));
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  }

  /** Sends text, or a frame that `frameOf` made before. */
  send(message) {
    this.#socket.write(typeof message === 'string' ? frameOf(message) : message);
  }

  /** Asks for an orderly end, which `onEnd` tells. */
  close() {
    this.#socket.write(frameOf(Buffer.of(3, 232), CLOSE));
  }

  destroy() {
    this.#isDestroyed = true;
    this.#socket.destroy();
  }

  #end(reason) {
    if (this.#isDestroyed) return;
    this.destroy();
    this.onEnd?.(reason);
  }

  #read(length) {
    let from = 0;
    if (!this.#isOpen) {
      this.#headers += readBuffer.latin1Slice(0, length);
      const end = this.#headers.indexOf('\r\n\r\n');
      if (end === -1 && this.#headers.length < HEADERS_MAX_BYTES) return;
      if (end === -1 || !this.#headers.startsWith('HTTP/1.1 101 ')) {
        this.#end(`no upgrade: ${this.#headers.split('\r\n')[0]}`);
        return;
      }
      this.#isOpen = true;
      from = length - (this.#headers.length - end - 4);
      this.#headers = '';
      this.#onOpen();
    }
    this.#scan(readBuffer, from, length);
  }

  #scan(bytes, from, to) {
    let at = from;
    while (at < to && !this.#isDestroyed) {
      if (this.#left === -1) {
        at = this.#header(bytes, at, to);
        if (this.#left > 0 || this.#left === -1) continue;
      }
      const end = Math.min(to, at + this.#left);
      const isKept = this.onText !== null || this.#opcode >= CLOSE || this.#length === 1;
      this.#left -= end - at;
      if (this.#left > 0) {
        if (isKept) this.#pieces.push(Buffer.from(bytes.subarray(at, end)));
        return;
      }
      this.#left = -1;
      if (this.#pieces.length > 0) {
        const whole = Buffer.concat([...this.#pieces.splice(0), bytes.subarray(at, end)]);
        this.#frame(whole, 0, whole.length);
      } else this.#frame(bytes, at, end);
      at = end;
    }
  }

  /** Reads a frame's header and sets what is left of the frame; one that is not complete is kept. */
  #header(bytes, from, to) {
    let at = from;
    for (;;) {
      const needed = this.#headLength < 2 ? 2 : HEADER_BYTES(this.#head[1]);
      while (this.#headLength < needed && at < to) this.#head[this.#headLength++] = bytes[at++];
      if (this.#headLength < needed) return at;
      if (needed === HEADER_BYTES(this.#head[1])) break;
    }
    const head = this.#head;
    this.#opcode = head[0] & 15;
    this.#length =
      this.#headLength === 2 ? head[1] & 127 : this.#headLength === 4 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2));
    this.#left = this.#length;
    this.#headLength = 0;
    return at;
  }

  #frame(bytes, from, to) {
    if (this.#opcode === TEXT) {
      if (to - from === 1 && bytes[from] === 50) {
        // engine.io's ping is the text 2, its pong 3.
        this.send('3');
        return;
      }
      this.#tally.frames++;
      this.onText?.(bytes, from, to);
    } else if (this.#opcode === PING) this.#socket.write(frameOf(bytes.subarray(from, to), PONG));
    else if (this.#opcode === CLOSE) this.#end(`closed: ${bytes.toString('utf8', from + 2, to)}`);
  }
}

function HEADER_BYTES(second) {
  const length = second & 127;
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

/** A frame as a client sends it; the mask is zero, so that the text can be read and written in place. */
export function frameOf(content, opcode = TEXT) {
  const payload = Buffer.from(content);
  const extended = payload.length < 126 ? 0 : 2;
  const frame = Buffer.alloc(6 + extended + payload.length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (extended === 0 ? payload.length : 126);
  if (extended > 0) frame.writeUInt16BE(payload.length, 2);
  payload.copy(frame, 6 + extended);
  return frame;
}
