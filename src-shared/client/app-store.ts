import { reduceApp, type AppEvent, type AppState } from '../ipc/app-state.ts';
import type { EventBatch, Snapshot } from '../ipc/contract.ts';

/** Pushes to the window are at least this far apart: under load many events go in one. */
const PUSH_INTERVAL_MS = 50;

/** A push waits for the disk at most so long, in ms. */
const HOLD_MAX_MS = 1_000;

/**
 * Hears of an event with the state it led to and the one before it. When a watcher dispatches, those behind it hear of what followed
 * first: what was before an event is not what they heard of last.
 */
type Watcher = (state: AppState, event: AppEvent, before: AppState) => void;

/**
 * The state that counts. Numbers every event, applies it with the shared reducer and hands the numbered events on in batches,
 * so that a window's replica is the same state.
 */
export class AppStore {
  #state: AppState;
  #sequence = 0;
  #pending: AppEvent[] = [];
  /** Null: none is set. */
  #timer: unknown = null;
  #holds = 0;
  #lastPush = 0;
  readonly #push: (batch: EventBatch) => void;
  readonly #onError: (error: unknown) => void;
  readonly #watchers = new Set<Watcher>();

  /** `onError` gets what `push` or a watcher throws. */
  constructor(initial: AppState, push: (batch: EventBatch) => void, onError: (error: unknown) => void) {
    this.#state = initial;
    this.#push = push;
    this.#onError = onError;
  }

  get state(): AppState {
    return this.#state;
  }

  /** The state and the number of its last event. Events still waiting to be pushed are in it; replicas skip their numbers. */
  snapshot(): Snapshot {
    return { sequence: this.#sequence, state: this.#state };
  }

  dispatch(event: AppEvent): void {
    const before = this.#state;
    this.#state = reduceApp(before, event);
    this.#sequence++;
    this.#pending.push(event);
    this.#schedule();
    const after = this.#state;
    for (const watcher of this.#watchers) {
      this.#guarded(() => {
        watcher(after, event, before);
      });
    }
  }

  /** Calls `watcher` after each event; returns the function that ends it. One that throws disturbs neither the others nor who dispatched. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** The window learns of all there is to tell at once: the person waits for it. What is held waits on. */
  pushNow(): void {
    if (this.#pending.length > 0) this.#flush();
  }

  /** The window learns of the last event and of what follows when `until` is settled, after `HOLD_MAX_MS` in any case. */
  holdPush(until: Promise<unknown>): void {
    this.#holds++;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      clearTimeout(timer);
      this.#holds--;
      if (this.#holds === 0 && this.#pending.length > 0) this.#schedule();
    };
    const timer = setTimeout(release, HOLD_MAX_MS);
    until.then(release, release);
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#lastPush + PUSH_INTERVAL_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#flush();
    }, wait);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#holds > 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.#lastPush = performance.now();
    const batch = { first: this.#sequence - events.length + 1, events };
    this.#guarded(() => {
      this.#push(batch);
    });
  }

  /** Most events come from a socket: an exception that got back there would leave it in the middle of a frame. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#onError(error);
    }
  }
}
