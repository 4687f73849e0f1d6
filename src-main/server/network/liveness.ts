import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../limits.ts';

/** Of a ping that asks for nothing but a sign of life. */
const NO_MARK = 0;

/** Whether a client is still there, as far as what it sends and how it answers pings tell. */
export class Liveness {
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #ping: (mark: number) => void;
  #probe: { readonly answer: Promise<boolean>; readonly resolve: (alive: boolean) => void } | null = null;
  #heardAt: number;
  #pingedAt: number | null = null;

  constructor(clock: Clock, limits: ServerLimits, ping: (mark: number) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#ping = ping;
    this.#heardAt = clock.monotonic();
  }

  /** The client sent something, if only an answer to a ping. */
  hear(): void {
    this.#heardAt = this.#clock.monotonic();
    this.#probe?.resolve(true);
  }

  /** Whether the client answers a ping in time; callers at once share one ping. */
  probe(): Promise<boolean> {
    if (this.#probe !== null) return this.#probe.answer;
    let settle: (alive: boolean) => void = () => undefined;
    const answer = new Promise<boolean>((resolve) => (settle = resolve));
    const cancel = this.#clock.after(this.#limits.takeoverProbeMs, () => {
      this.#probe?.resolve(false);
    });
    this.#probe = {
      answer,
      resolve: (alive) => {
        cancel();
        this.#probe = null;
        settle(alive);
      },
    };
    this.#ping(NO_MARK);
    return answer;
  }

  /**
   * Pings a client that would be silent for too long by the next beat.
   * @param trusted false when the server itself was asleep, so that silence says nothing about the client
   * @param nextBeatMs when the next beat comes
   * @returns false for a client that has stayed silent after a ping for too long
   */
  beat(trusted: boolean, nextBeatMs: number): boolean {
    const now = this.#clock.monotonic();
    const isWaiting = this.#pingedAt !== null && this.#heardAt < this.#pingedAt;
    if (isWaiting && trusted) return now - (this.#pingedAt ?? now) < this.#limits.pongTimeoutMs;
    if (!trusted || now + nextBeatMs - this.#heardAt > this.#limits.pingIntervalMs) {
      this.#pingedAt = now;
      this.#ping(NO_MARK);
    }
    return true;
  }

  /** The connection is closed: who waits for an answer has it. */
  end(): void {
    this.#probe?.resolve(false);
  }
}
