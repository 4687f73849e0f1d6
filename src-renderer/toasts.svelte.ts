/** Sentences of this window shown at once at most; the oldest go first. */
const TOASTS_MAX = 3;

/** How long one stays unless it is dismissed. */
const TOAST_MS = 8_000;

export interface Toast {
  readonly id: number;
  readonly text: string;
}

/** What came of something the person asked for where no form is open to say it. */
export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  get list(): readonly Toast[] {
    return this.#list;
  }

  say(text: string): void {
    const toast = { id: this.#nextId++, text };
    this.#list = [...this.#list, toast].slice(-TOASTS_MAX);
    setTimeout(() => this.dismiss(toast.id), TOAST_MS);
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}
