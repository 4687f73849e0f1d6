import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../limits.ts';
import { PerKey, TokenBucket, WindowCounter } from '../rates.ts';

const MINUTE_MS = 60_000;

/** How much of one kind or another a client may send, and how often it is told the same; each counter takes what it allows. */
export class ClientRates {
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #frames: TokenBucket;
  readonly #unparsed: WindowCounter;
  /** Made with the first ping, which most clients never send. */
  #pings: TokenBucket | null = null;
  /** When a topic was last told of; made with the first notice, which most connections never get. */
  #noticed: PerKey<{ at: number }> | null = null;

  constructor(clock: Clock, limits: ServerLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#frames = new TokenBucket(clock, limits.frameBurst, limits.framesPerSecond);
    this.#unparsed = new WindowCounter(clock, MINUTE_MS);
  }

  /** A frame of any kind. */
  takeFrame(): boolean {
    return this.#frames.take();
  }

  /** A frame that is not RWCI. */
  takeUnparsed(): boolean {
    return this.#unparsed.add() <= this.#limits.unparsedPerMinute;
  }

  /** A ping, a frame or a packet: each costs an answer. */
  takePing(): boolean {
    this.#pings ??= new TokenBucket(this.#clock, this.#limits.pingBurst, this.#limits.pingsPerSecond);
    return this.#pings.take();
  }

  /** A notice of the server about something. */
  takeNotice(topic: string): boolean {
    const { noticeIntervalMs } = this.#limits;
    this.#noticed ??= new PerKey(
      () => ({ at: -Infinity }),
      ({ at }) => this.#clock.monotonic() - at > noticeIntervalMs,
    );
    const noticed = this.#noticed.get(topic);
    const now = this.#clock.monotonic();
    if (now - noticed.at < noticeIntervalMs) return false;
    noticed.at = now;
    return true;
  }
}
