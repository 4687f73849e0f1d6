import { Batch } from './batch.ts';
import type { Fanout, Listener } from './fanout.ts';
import type { Frame } from './frame.ts';
import { frameFor, type Flavour, type Said, type Turn } from './said.ts';
import type { ServerTransport } from '../network/transport.ts';

/** A longer frame for one client goes at once, with what has to go before it. */
const OWN_FRAME_MAX_BYTES = 4 * 1024;

export interface OutgoingLimits {
  /** What may wait to be read before the client goes without typing and presence. */
  readonly sendQueueLeanBytes: number;
  /** What may wait to be read before the client is dropped. */
  readonly sendQueueMaxBytes: number;
}

/** A frame of one's own in the order of what is said to everybody: in front of a number, or in its place. */
interface Own {
  readonly at: number;
  readonly frames: readonly Frame[];
  readonly replaces: boolean;
  readonly written: (() => void) | undefined;
}

/**
 * All that goes to one client, in the order in which it was sent: what is said to everybody goes at the end of each turn, and
 * its own frames at once, or with the turn when something of that has to go before them. Bounded: `tooSlow` is called once when
 * more than the limit waits to be read, and nothing is queued from then on.
 */
export class Outgoing implements Listener {
  readonly #transport: ServerTransport;
  readonly #limits: OutgoingLimits;
  readonly #tooSlow: () => void;
  #flavour: Flavour = 'plain';
  #fanout: Fanout | null = null;
  /** What was said up to this number this client has, or shall not have. */
  #place = 0;
  #own: Own[] | null = null;
  #isClosed = false;

  constructor(transport: ServerTransport, limits: OutgoingLimits, tooSlow: () => void) {
    this.#transport = transport;
    this.#limits = limits;
    this.#tooSlow = tooSlow;
  }

  /** From now on the client hears what is said to everybody. */
  listenTo(fanout: Fanout): void {
    this.#fanout = fanout;
    this.#place = fanout.end;
  }

  /** From now on the client gets what is for those that know RWCI+. */
  becomePlus(): void {
    this.catchUp();
    this.#flavour = 'plus';
  }

  /** Bytes that wait to be read by the client. */
  get queuedBytes(): number {
    return this.#transport.queuedBytes;
  }

  /** Sends to this client alone, behind everything that was sent to it before; `written` when its bytes were handed on. */
  send(frame: Frame, written?: () => void): void {
    // A long one does not wait: what waits is not counted as queued.
    if (frame.wire.length > OWN_FRAME_MAX_BYTES) this.catchUp();
    const at = this.#fanout?.end ?? 0;
    if (this.#own === null && this.#place >= at) this.#write(new Batch([frame]), written);
    else this.#keep({ at, frames: [frame], replaces: false, written });
  }

  /** In place of the next thing that is said to everybody this client gets these frames, which may be none. */
  replaceNext(frames: readonly Frame[] = []): void {
    if (this.#fanout !== null) this.#keep({ at: this.#fanout.end, frames, replaces: true, written: undefined });
  }

  /** Sends what waits in the present turn, so that something else can follow it. */
  catchUp(): void {
    const fanout = this.#fanout;
    if (fanout === null || (this.#own === null && this.#place >= fanout.end)) return;
    this.#writeMixed(fanout.since(this.#place), fanout.end);
  }

  endTurn(turn: Turn): void {
    if (this.#own !== null || (this.#place !== turn.start && this.#place < turn.end)) {
      this.#writeMixed(turn.since(this.#place), turn.end);
    } else if (this.#place === turn.start) {
      this.#place = turn.end;
      // The path of every client in every turn: the socket is asked once.
      const queued = this.#transport.queuedBytes;
      const batch = turn.batch(this.#flavour, queued > this.#limits.sendQueueLeanBytes);
      if (batch.frames.length > 0 && this.#hasRoom(queued)) this.#transport.send(batch);
    }
  }

  /** Nothing is sent from now on. */
  close(): void {
    this.#isClosed = true;
    this.#own = null;
  }

  #keep(own: Own): void {
    if (this.#isClosed) return;
    this.#own ??= [];
    this.#own.push(own);
  }

  /** Writes what was said, up to a number, with this client's own frames in their places: the rare path, a copy of its own. */
  #writeMixed(said: Iterable<readonly [number: number, said: Said]>, end: number): void {
    const own = this.#own ?? [];
    const lean = this.#isBehind();
    const frames: Frame[] = [];
    const written: (() => void)[] = [];
    let next = 0;
    const put = (each: Own): void => {
      frames.push(...each.frames);
      if (each.written !== undefined) written.push(each.written);
      next++;
    };
    for (const [number, each] of said) {
      let isReplaced = false;
      for (let mine = own[next]; mine !== undefined && mine.at <= number; mine = own[next]) {
        put(mine);
        isReplaced = mine.replaces;
      }
      const frame = isReplaced ? null : frameFor(each, this.#flavour, lean);
      if (frame !== null) frames.push(frame);
    }
    // What replaces the next thing said waits for that.
    for (let mine = own[next]; mine !== undefined && mine.at <= end && !mine.replaces; mine = own[next]) put(mine);
    this.#own = next < own.length ? own.slice(next) : null;
    this.#place = Math.max(this.#place, end);
    this.#write(new Batch(frames), written.length === 0 ? undefined : () => written.forEach((run) => run()));
  }

  #write(batch: Batch, written?: () => void): void {
    if (batch.frames.length > 0 && this.#hasRoom(this.#transport.queuedBytes)) this.#transport.send(batch, written);
  }

  #isBehind(): boolean {
    return this.#transport.queuedBytes > this.#limits.sendQueueLeanBytes;
  }

  #hasRoom(queued: number): boolean {
    if (this.#isClosed) return false;
    if (queued <= this.#limits.sendQueueMaxBytes) return true;
    this.#isClosed = true;
    this.#tooSlow();
    return false;
  }
}
