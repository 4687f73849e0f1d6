import type { ConversationId } from '../chat/state.ts';
import { HISTORY_PAGE_MAX, type ClientPacket, type ServerPacket, type ServerPacketOf } from '../protocol/index.ts';
import { PAGE_TIMEOUT_MS } from './catch-up.ts';
import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

type Page = ServerPacketOf<'history'>;

/** Reads the server's history further back, where the person scrolls there: one page a request (docs/PROTOCOL.md, "history"). */
export class OlderPages {
  readonly #nonce: () => string;
  readonly #send: (packet: ClientPacket) => void;
  readonly #timers: Timers<string>;
  /** By the nonce of the request. */
  readonly #asked = new Map<string, (page: Page | null) => void>();

  constructor(clock: Clock, nonce: () => string, send: (packet: ClientPacket) => void) {
    this.#nonce = nonce;
    this.#send = send;
    this.#timers = new Timers(clock);
  }

  /** What the conversation has before the message with the id `before`, or its newest; null when no answer comes. */
  ask(conversation: ConversationId, before: number | null): Promise<Page | null> {
    const nonce = this.#nonce();
    const asked = new Promise<Page | null>((resolve) => this.#asked.set(nonce, resolve));
    this.#timers.set(nonce, PAGE_TIMEOUT_MS, () => {
      this.#answer(nonce, null);
    });
    const name = conversation.slice(conversation.indexOf(':') + 1);
    this.#send({
      type: 'history',
      ...(conversation.startsWith('dm:') ? { username: name } : { channel: name }),
      ...(before === null ? {} : { before }),
      limit: HISTORY_PAGE_MAX,
      nonce,
    });
    return asked;
  }

  /** Whether a packet answers a request of this. */
  takes(packet: ServerPacket): boolean {
    if (packet.type !== 'history' && packet.type !== 'error') return false;
    if (packet.nonce === undefined || !this.#asked.has(packet.nonce)) return false;
    this.#answer(packet.nonce, packet.type === 'history' ? packet : null);
    return true;
  }

  /** The connection is gone: no answer comes any more. */
  stop(): void {
    for (const nonce of [...this.#asked.keys()]) this.#answer(nonce, null);
  }

  #answer(nonce: string, page: Page | null): void {
    const resolve = this.#asked.get(nonce);
    this.#asked.delete(nonce);
    this.#timers.clear(nonce);
    resolve?.(page);
  }
}
