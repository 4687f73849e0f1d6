import type { Clock } from '../clock.ts';
import type { Allowance } from '../rates.ts';

interface Job {
  readonly bytes: number;
  readonly run: () => void;
  /** Instead of `run`, when too much waits; `isFirst` for the first of a row of refusals, until the queue was empty again. */
  readonly refuse: (isFirst: boolean) => void;
}

/**
 * Runs what one account asks for in order and no faster than its allowance: at once while there is some, else later, and
 * not at all when too much waits already.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #allowance: () => Allowance;
  readonly #max: { readonly jobs: number; readonly bytes: number };
  readonly #jobs: Job[] = [];
  #bytes = 0;
  #cancel: (() => void) | null = null;
  #toldRefused = false;

  constructor(clock: Clock, allowance: () => Allowance, max: { readonly jobs: number; readonly bytes: number }) {
    this.#clock = clock;
    this.#allowance = allowance;
    this.#max = max;
  }

  push(job: Job): void {
    if (this.#jobs.length === 0 && this.#allowance().take(job.bytes)) {
      job.run();
      return;
    }
    if (this.#jobs.length >= this.#max.jobs || this.#bytes + job.bytes > this.#max.bytes) {
      const isFirst = !this.#toldRefused;
      this.#toldRefused = true;
      job.refuse(isFirst);
      return;
    }
    this.#jobs.push(job);
    this.#bytes += job.bytes;
    this.#schedule();
  }

  /**
   * Ends the pacing when its connection is closed: what waits is run now, on credit against the account's next minute, so
   * that a program that writes forty lines and leaves has said them all, and one that does it again and again has not.
   */
  finish(): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const job of this.#jobs.splice(0)) {
      if (!this.#allowance().borrow(job.bytes, { count: this.#max.jobs, bytes: this.#max.bytes })) break;
      job.run();
    }
  }

  /** Ends the pacing and forgets what waits. */
  drop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#jobs.length = 0;
  }

  #schedule(): void {
    this.#cancel ??= this.#clock.after(this.#allowance().wait(this.#jobs[0]?.bytes ?? 0), () => {
      this.#cancel = null;
      this.#runDue();
    });
  }

  #runDue(): void {
    for (let job = this.#jobs[0]; job !== undefined && this.#allowance().take(job.bytes); job = this.#jobs[0]) {
      this.#jobs.shift();
      this.#bytes -= job.bytes;
      job.run();
    }
    if (this.#jobs.length > 0) this.#schedule();
    else this.#toldRefused = false;
  }
}
