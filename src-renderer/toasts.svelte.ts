/** Sentences of this window shown at once at most; the oldest go first. */
const TOASTS_MAX = 3;

/** How long one stays unless it is dismissed. */
const TOAST_MS = 8_000;

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** The way back from it, where there is one. */
  readonly action?: { readonly label: string; readonly act: () => void };
}

/** What came of something the person asked for where no form is open to say it. */
export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  get list(): readonly Toast[] {
    return this.#list;
  }

  /** `action` is offered while the toast is there, and done at most once. */
  say(text: string, action?: Toast['action']): void {
    const id = this.#nextId++;
    const once = action && {
      label: action.label,
      act: () => {
        this.dismiss(id);
        action.act();
      },
    };
    const toast: Toast = once === undefined ? { id, text } : { id, text, action: once };
    this.#list = [...this.#list, toast].slice(-TOASTS_MAX);
    setTimeout(() => this.dismiss(toast.id), TOAST_MS);
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}
