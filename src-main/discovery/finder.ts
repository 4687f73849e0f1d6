import { FINDING_OFF } from '../../src-shared/ipc/index.ts';
import type { AppStore } from '../app-store.ts';

/** Looks for servers while the person is at the form to join one. */
export class Finder {
  readonly #store: AppStore;

  constructor({ store }: { readonly store: AppStore }) {
    this.#store = store;
  }

  start(): void {
    this.#store.dispatch({ type: 'finding/changed', finding: { ...FINDING_OFF, status: 'looking' } });
  }

  stop(): void {
    this.#store.dispatch({ type: 'finding/changed', finding: FINDING_OFF });
  }
}
