import type { ChatEvent } from '../chat/events.ts';
import { offers, type ChatState } from '../chat/state.ts';
import { HISTORY_PAGE_MAX, type ClientPacket, type ServerPacket, type ServerPacketOf } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

/** A page of the history that has not come by then does not come. */
export const PAGE_TIMEOUT_MS = 15_000;

/** Pages read after one reconnect; of a longer absence the rest stays a gap. */
export const PAGES_MAX = 100;

interface CatchUpStore {
  state(): ChatState;
  dispatch(event: ChatEvent): void;
}

/**
 * Reads in the server's history what was said while there was no connection (docs/PROTOCOL.md, "history"), page by page. Where that
 * fails, the gap in the conversations stays and the next reconnect begins where this one ended.
 */
export class CatchUp {
  readonly #store: CatchUpStore;
  readonly #clock: Clock;
  readonly #send: (packet: ClientPacket) => void;
  readonly #nonce: () => string;
  readonly #timers: Timers<'page'>;
  /** The request under way, by its nonce; `after` is null where only the newest id is asked for. */
  #asked: { readonly nonce: string; readonly after: number | null } | null = null;
  #pages = 0;

  constructor(store: CatchUpStore, clock: Clock, nonce: () => string, send: (packet: ClientPacket) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#send = send;
    this.#nonce = nonce;
    this.#timers = new Timers(clock);
  }

  /** Once a connection, when the server knows what this client understands. */
  start(): void {
    const state = this.#store.state();
    if (!offers(state, 'history')) return;
    this.#pages = 0;
    if (state.known.upTo === null || !state.known.isWhole) this.#ask(state.known.upTo);
  }

  /** Whether a packet is of concern to nobody else: a page, asked for or not, or the refusal of one. */
  takes(packet: ServerPacket): boolean {
    if (packet.type !== 'history' && packet.type !== 'error') return false;
    const asked = this.#asked;
    if (asked === null || packet.nonce !== asked.nonce) return packet.type === 'history';
    this.stop();
    if (packet.type === 'error') return true;
    if (asked.after === null) this.#know(packet.messages.at(-1)?.id ?? packet.reached ?? 0, 'from-here');
    else this.#take(packet, asked.after);
    return true;
  }

  /** The connection is gone: no answer comes any more. */
  stop(): void {
    this.#asked = null;
    this.#timers.clearAll();
  }

  #take(page: ServerPacketOf<'history'>, after: number): void {
    // Null on a server without messages.
    const reached = page.reached ?? 0;
    if (reached < after) {
      // It has nothing as new as what is known: another server answers at this address, or this one was set back.
      this.#know(reached, 'other-server');
      return;
    }
    this.#store.dispatch({ type: 'packet/received', packet: page, at: this.#clock.now() });
    this.#know(reached, page.more ? 'partly' : 'filled');
    if (page.more && reached > after && ++this.#pages < PAGES_MAX) this.#ask(reached);
  }

  #ask(after: number | null): void {
    const nonce = this.#nonce();
    this.#asked = { nonce, after };
    this.#timers.set('page', PAGE_TIMEOUT_MS, () => {
      this.stop();
    });
    this.#send(
      after === null ? { type: 'history', limit: 1, nonce } : { type: 'history', after, limit: HISTORY_PAGE_MAX, nonce },
    );
  }

  #know(upTo: number, how: Extract<ChatEvent, { type: 'history/known' }>['how']): void {
    this.#store.dispatch({ type: 'history/known', upTo, how });
  }
}
