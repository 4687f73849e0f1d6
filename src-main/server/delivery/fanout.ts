import { afterPause, PAUSE_MIN_MS, type Clock } from '../clock.ts';
import { Turn, type Said } from './said.ts';

/**
 * Of so many flushes the quickest tells what one costs: the others took longer because something else had the processor, and that is
 * no reason to wait. (Asking the system for processor time can cost more than it saves.)
 */
const LAST_FLUSHES = 8;
/**
 * How many times as long as it took a flush keeps the next one waiting when that has only what can wait: the news of a crowd
 * that logs in costs a ninth of the time then, and the rest is there for the logins. At most `PATIENCE_MAX_MS`.
 */
const PATIENCE = 8;
const PATIENCE_MAX_MS = 250;
/** A flush waits for no pause when this much is waiting. */
const TURN_MAX_BYTES = 1024 * 1024;
/** Clients that are written to in one go; then whatever else waits has its turn. */
const SLICE = 1024;

/** One who gets what is said to everybody. */
export interface Listener {
  /** The turn is over: what it holds is built once for all listeners. */
  endTurn(turn: Turn): void;
}

/**
 * What is said to everybody, gathered a turn of the event loop at a time, so that each client costs one write a turn and not
 * one a message. Under load the turns grow by themselves: the next flush starts no sooner after the last than one takes,
 * which leaves half of the time for everything else. In an idle room a message waits for nothing but its own turn. With thousands
 * of clients a flush goes in slices, between which pings and logins get through.
 */
export class Fanout {
  readonly #clock: Clock;
  readonly #listeners: () => Listener[];
  readonly #awaitMore: (then: () => void) => boolean;
  #turn = new Turn(0);
  #turnBytes = 0;
  /** The turn that is on its way to the clients, when that takes several slices. */
  #ending: { readonly turn: Turn; readonly listeners: readonly Listener[]; next: number; tookMs: number } | null = null;
  #scheduled: (() => void) | null = null;
  /** Whether all of this turn can wait a little longer. */
  #isPatient = true;
  readonly #lastMs: number[] = [];
  #flushes = 0;
  #costMs = 0;
  #endedAt = Number.NEGATIVE_INFINITY;

  /**
   * `listeners` are asked for at each flush. `awaitMore` says whether more is about to be said that was asked for already, and calls
   * back once it was: a flush under load waits for it, at most for as long as one takes, because to go twice costs twice.
   */
  constructor(clock: Clock, listeners: () => Listener[], awaitMore: (then: () => void) => boolean = () => false) {
    this.#awaitMore = awaitMore;
    this.#clock = clock;
    this.#listeners = listeners;
  }

  /** The number of the next thing said. */
  get end(): number {
    return this.#turn.end;
  }

  add(said: Said): void {
    this.#turn.said.push(said);
    this.#turnBytes += Math.max(said.plain?.wire.length ?? 0, said.plus?.wire.length ?? 0);
    if (!said.canWait && this.#isPatient) {
      this.#isPatient = false;
      if (this.#ending === null) this.#unschedule();
    }
    if (this.#turnBytes > TURN_MAX_BYTES) this.flush();
    else if (this.#scheduled === null) this.#schedule();
  }

  /** When, on the monotonic clock, a flush may begin that somebody waits for; in the past for at once. */
  nextFlushAt(): number {
    return this.#endedAt + this.#costMs;
  }

  /** What was said from a number on and has not gone to everybody. */
  *since(from: number): Iterable<readonly [number: number, said: Said]> {
    if (this.#ending !== null) yield* this.#ending.turn.since(from);
    yield* this.#turn.since(from);
  }

  /** Ends the turn now, and the one before it when that has not reached everybody. */
  flush(): void {
    while (this.#ending !== null || this.#turn.said.length > 0) this.#goOn(Number.POSITIVE_INFINITY);
    this.#unschedule();
  }

  #goOn(slice: number): void {
    this.#ending ??= this.#begin();
    const ending = this.#ending;
    const startedAt = this.#clock.monotonic();
    const end = Math.min(ending.listeners.length, ending.next + slice);
    for (; ending.next < end; ending.next++) ending.listeners[ending.next]?.endTurn(ending.turn);
    this.#endedAt = this.#clock.monotonic();
    ending.tookMs += this.#endedAt - startedAt;
    if (ending.next < ending.listeners.length) return;
    this.#ending = null;
    this.#lastMs[this.#flushes++ % LAST_FLUSHES] = ending.tookMs;
    this.#costMs = Math.min(...this.#lastMs);
  }

  #begin() {
    const turn = this.#turn;
    this.#turn = new Turn(turn.end);
    this.#turnBytes = 0;
    this.#isPatient = true;
    return { turn, listeners: this.#listeners(), next: 0, tookMs: 0 };
  }

  #schedule(): void {
    const gap = this.#isPatient ? Math.max(this.#costMs, Math.min(PATIENCE * this.#costMs, PATIENCE_MAX_MS)) : this.#costMs;
    const pause = this.#ending === null ? this.#endedAt + gap - this.#clock.monotonic() : 0;
    const run = () => {
      this.#scheduled = null;
      if (this.#ending !== null || this.#costMs < PAUSE_MIN_MS || !this.#holdForMore()) this.#runSlice();
    };
    this.#scheduled = afterPause(this.#clock, pause, run);
  }

  #runSlice(): void {
    this.#goOn(SLICE);
    if (this.#ending !== null || this.#turn.said.length > 0) this.#schedule();
  }

  /** Puts the flush off until more was said, or for as long as one takes; false when there is nothing to wait for. */
  #holdForMore(): boolean {
    let isHeld = true;
    const go = () => {
      if (!isHeld) return;
      release();
      this.#scheduled = null;
      this.#runSlice();
    };
    const cancel = this.#clock.after(this.#costMs, go);
    const release = () => {
      isHeld = false;
      cancel();
    };
    if (this.#awaitMore(go)) this.#scheduled = release;
    else release();
    return isHeld;
  }

  #unschedule(): void {
    this.#scheduled?.();
    this.#scheduled = null;
  }
}
