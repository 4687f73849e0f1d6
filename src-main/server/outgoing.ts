import type { Batch } from './batch.ts';
import type { Fanout, Listener } from './fanout.ts';
import type { Frame } from './frame.ts';
import type { ServerTransport } from './transport.ts';

/**
 * All that goes to one client, in the order in which it was sent: its own frames at once, what is said to everybody at the end
 * of each turn. Bounded: `tooSlow` is called once when more than `maxBytes` wait to be read, and nothing is queued from then on.
 */
export class Outgoing implements Listener {
  readonly #transport: ServerTransport;
  readonly #maxBytes: number;
  readonly #tooSlow: () => void;
  #fanout: Fanout | null = null;
  /** How much of the present turn this client has, or shall not have. */
  #place = 0;
  #isClosed = false;

  constructor(transport: ServerTransport, maxBytes: number, tooSlow: () => void) {
    this.#transport = transport;
    this.#maxBytes = maxBytes;
    this.#tooSlow = tooSlow;
  }

  /** From now on the client hears what is said to everybody. */
  listenTo(fanout: Fanout): void {
    this.#fanout = fanout;
    this.#place = fanout.length;
  }

  /** Sends to this client alone, behind everything that was sent to it before. */
  send(frame: Frame, written?: () => void): void {
    this.catchUp();
    if (this.#hasRoom()) this.#transport.send(frame, written);
  }

  /** The next frame that is said to everybody is not for this client. */
  skipNext(): void {
    this.catchUp();
    this.#place++;
  }

  /** Sends what waits in the present turn, so that something else can follow it. */
  catchUp(): void {
    const missed = this.#fanout?.since(this.#place) ?? null;
    if (missed === null) return;
    this.#place += missed.frames.length;
    this.#write(missed);
  }

  endTurn(batch: Batch): void {
    const place = this.#place;
    this.#place = 0;
    if (place === 0) this.#write(batch);
    else if (place < batch.frames.length) this.#write(batch.from(place));
  }

  /** Nothing is sent from now on. */
  close(): void {
    this.#isClosed = true;
  }

  #write(batch: Batch): void {
    if (this.#hasRoom()) this.#transport.sendBatch(batch);
  }

  #hasRoom(): boolean {
    if (this.#isClosed) return false;
    if (this.#transport.queuedBytes <= this.#maxBytes) return true;
    this.#isClosed = true;
    this.#tooSlow();
    return false;
  }
}
