import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Batch } from '../delivery/batch.ts';
import type { LimitName } from '../limits.ts';
import type { ServerTransport, TransportEvents } from './transport.ts';

/**
 * A client on a WebSocket. Frames are written to the socket below it as they are, since `ws` would build the same header
 * for every client again; control frames and everything inbound are the business of `ws`, which writes whole frames too.
 */
export class WsTransport implements ServerTransport {
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;

  constructor(webSocket: WebSocket, socket: Duplex) {
    this.#webSocket = webSocket;
    this.#socket = socket;
  }

  listen(events: TransportEvents): void {
    const webSocket = this.#webSocket;
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) events.onBinary();
      else events.onMessage(data.toString('utf8'), data.length);
    });
    webSocket.on('ping', () => {
      events.onPing();
    });
    webSocket.on('pong', (data: Buffer) => {
      events.onSignOfLife(readMark(data));
    });
    // Bad frames and resets end in `close`; without a listener they would end the process.
    webSocket.on('error', (error) => {
      events.onBadFrame(ruleOf(error));
    });
    webSocket.on('close', () => {
      events.onClose();
    });
  }

  send(batch: Batch, written?: () => void): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    if (written === undefined) this.#socket.write(batch.wire);
    else {
      this.#socket.write(batch.wire, (error) => {
        if (error === null || error === undefined) written();
      });
    }
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  ping(mark: number): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.ping(String(mark));
  }

  close(code: number, reason: string): void {
    this.#webSocket.close(code, reason);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }
}

/** The limit that a frame went beyond, or else the name that `ws` has for what is wrong with it. */
function ruleOf(error: Error): string {
  const { code = 'badFrame' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return 'frameMaxBytes' satisfies LimitName;
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return (error.message.includes('chunks') ? 'frameMaxBufferedChunks' : 'frameMaxFragments') satisfies LimitName;
    default:
      return code;
  }
}

/** The mark of our ping that a pong answers; null for a pong that answers none. */
function readMark(data: Buffer): number | null {
  const text = data.toString('latin1');
  return /^\d{1,15}$/u.test(text) ? Number(text) : null;
}
