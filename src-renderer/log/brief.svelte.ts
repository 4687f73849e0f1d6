/** A value that is there for a while after it was shown, then null. Call within a component: it ends with that. */
export class Brief<T> {
  #value = $state.raw<T | null>(null);

  constructor(ms: number) {
    $effect(() => {
      if (this.#value === null) return undefined;
      const timer = setTimeout(() => (this.#value = null), ms);
      return () => clearTimeout(timer);
    });
  }

  get value(): T | null {
    return this.#value;
  }

  show(value: T): void {
    this.#value = value;
  }
}
