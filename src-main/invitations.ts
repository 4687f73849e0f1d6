import { formatInvitation, parseInvitation } from '../src-shared/invitation/index.ts';
import type { Outcome } from '../src-shared/ipc/index.ts';
import { words } from '../src-shared/language/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';

/** What came as a link from anywhere and waits for the person: one at a time, and nothing is done about it before the answer. */
export class Invitations {
  readonly #store: AppStore;
  readonly #onNotice: (sentence: string) => void;

  /** `onNotice` hears of what looked like an invitation and is none. */
  constructor(parts: { readonly store: AppStore; readonly onNotice: (sentence: string) => void }) {
    this.#store = parts.store;
    this.#onNotice = parts.onNotice;
  }

  /** Puts the question about a link; it takes the place of one that still waits. What is no invitation changes nothing. */
  open(link: string): Outcome {
    const invitation = parseInvitation(link);
    if (invitation === null) return { ok: false, message: words().invitation.none };
    this.#store.dispatch({ type: 'invitation/waits', invitation });
    return { ok: true };
  }

  /** The same for a link that the system handed over: nobody sees an answer, so a notice says what was wrong, once. */
  arrived(link: string): void {
    const outcome = this.open(link);
    if (outcome.ok || this.#store.state.notices.some(({ text }) => text === outcome.message)) return;
    this.#onNotice(outcome.message);
  }

  /** The person has answered this one. */
  answered(link: string): void {
    const { invitation } = this.#store.state;
    if (invitation === null || formatInvitation(invitation) !== link) return;
    this.#store.dispatch({ type: 'invitation/waits', invitation: null });
  }
}
