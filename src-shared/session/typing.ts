import type { ChatEvent } from '../chat/events.ts';
import { findConversation, type ChatState, type ConversationId } from '../chat/state.ts';
import { TYPING_EXPIRY_MS, TYPING_INTERVAL_MS } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

interface TypingStore {
  state(): ChatState;
  dispatch(event: ChatEvent): void;
}

/** When to tell others that the person is writing, and for how long others count as writing. */
export class Typing {
  readonly #store: TypingStore;
  readonly #clock: Clock;
  readonly #send: () => void;
  readonly #held: Timers<'own'>;
  /** By name; as many as the state shows. */
  readonly #others: Timers<string>;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(store: TypingStore, clock: Clock, send: () => void) {
    this.#store = store;
    this.#clock = clock;
    this.#send = send;
    this.#held = new Timers(clock);
    this.#others = new Timers(clock);
  }

  /**
   * The person is writing. Sends at most once in `TYPING_INTERVAL_MS`: now, or, where the last one is too fresh, as soon as it
   * may be sent if the person still is there with a draft. Only for channels: the packet has no recipient, so for a direct
   * message it would tell the whole room.
   */
  own(conversation: ConversationId): void {
    if (!conversation.startsWith('channel:') || !this.#store.state().ready) return;
    const wait = this.#sentAt + TYPING_INTERVAL_MS - this.#clock.now();
    if (wait <= 0) {
      this.#tell();
      return;
    }
    this.#held.set('own', wait, () => {
      const state = this.#store.state();
      const draft = findConversation(state, conversation)?.draft ?? '';
      if (state.ready && state.active === conversation && isSaying(draft)) this.#tell();
    });
  }

  /** The person has sent what they were writing. */
  ownEnded(): void {
    this.#held.clear('own');
  }

  /** Somebody is writing. Only for a name that the state shows: it bounds how many timers there are. */
  heard(name: string): void {
    if (!this.#store.state().typing.includes(name)) return;
    this.#others.set(name, TYPING_EXPIRY_MS, () => {
      this.#store.dispatch({ type: 'typing/expired', name });
    });
  }

  /** Somebody has said what they were writing, or is gone. */
  ended(name: string): void {
    this.#others.clear(name);
  }

  /** The connection is gone: nothing waits any more. */
  stop(): void {
    this.#held.clearAll();
    this.#others.clearAll();
  }

  #tell(): void {
    this.#sentAt = this.#clock.now();
    this.#send();
  }
}

/** Not nothing, and no command of the person's own app. */
function isSaying(draft: string): boolean {
  return draft.trim() !== '' && !/^\/(?!\/)/.test(draft);
}
