import { untrack } from 'svelte';

interface Rest<T> {
  /** How long what is shown stays at least before `next` takes its place, in ms. */
  readonly ms: (next: T) => number;
  /** Whose value it is: that of another is shown at once. */
  readonly of: () => unknown;
}

/**
 * A value that is read from much that changes, and that seldom changes itself; made while a component is. What reads `current` hears of
 * changes of the value alone: a `$derived` would have all that stands behind it looked through whenever something in front of it is
 * set, and behind the list of five hundred people stand some ten thousand things.
 */
export class Held<T> {
  #value: T;
  #of: unknown = null;
  /** When `current` became what it is, by `performance.now()`. */
  #since = -Infinity;

  constructor(read: () => T, { ms, of }: Rest<T> = { ms: () => 0, of: () => null }) {
    this.#value = $state.raw(untrack(read));
    this.#of = untrack(of);
    $effect.pre(() => {
      const next = read();
      const whose = of();
      return untrack(() => this.#rest(next, whose, ms(next)));
    });
  }

  get current(): T {
    return this.#value;
  }

  /** Shows a value now or when it is its time; returns what keeps it from being shown. */
  #rest(next: T, whose: unknown, ms: number): (() => void) | undefined {
    if (next === this.#value) return undefined;
    const show = () => {
      this.#value = next;
      this.#of = whose;
      this.#since = performance.now();
    };
    const left = whose === this.#of ? this.#since + ms - performance.now() : 0;
    if (left <= 0) {
      show();
      return undefined;
    }
    const timer = setTimeout(show, left);
    return () => {
      clearTimeout(timer);
    };
  }
}
