import type { ClientPacket, ClientPacketOf, ServerPacket, ServerPacketOf } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

/** What has no answer by then gets none. */
export const ANSWER_TIMEOUT_MS = 15_000;

/** Requests without an answer at once; a person makes one at a time. */
export const REQUESTS_MAX = 100;

/** What a person asks of a server of RWCI+, each answered under its nonce (docs/PROTOCOL.md, "Layer 3"). */
export const REQUEST_TYPES = [
  'presence',
  'channel_create',
  'channel_update',
  'channel_delete',
  'channel_restore',
  'broadcast',
  'kick',
  'ban',
  'unban',
  'mute',
  'unmute',
  'role',
  'password_reset',
  'account_delete',
  'ban_list',
  'audit',
  'settings',
] as const;

type RequestPacket = ClientPacketOf<(typeof REQUEST_TYPES)[number]>;
type WithoutNonce<P> = P extends unknown ? Omit<P, 'nonce'> : never;
export type RoomRequest = WithoutNonce<RequestPacket>;

/** What came of a request. `offline`: there is no login. `silent`: no answer came. `refused`: the server said no, and said why. */
export type Answer =
  | { readonly ok: true; readonly packet: ServerPacketOf<'ack' | 'ban_list' | 'audit'> | null }
  | { readonly ok: false; readonly reason: 'offline' | 'silent' }
  | { readonly ok: false; readonly reason: 'refused'; readonly code: string; readonly message: string };

/** There is no login to ask with. */
export const OFFLINE = { ok: false, reason: 'offline' } as const satisfies Answer;

/** What came of asking for another password of one's own. `wrong-password`: the one typed as the current one is not. */
export type PasswordAnswer = Answer | { readonly ok: false; readonly reason: 'wrong-password' };

/** Requests under way, each with its own end: the answer, the deadline, or the end of the connection. */
export class Requests {
  readonly #nonce: () => string;
  readonly #send: (packet: ClientPacket) => void;
  readonly #timers: Timers<string>;
  readonly #asked = new Map<string, (answer: Answer) => void>();

  constructor(clock: Clock, nonce: () => string, send: (packet: ClientPacket) => void) {
    this.#timers = new Timers(clock);
    this.#nonce = nonce;
    this.#send = send;
  }

  ask(request: RoomRequest): Promise<Answer> {
    if (this.#asked.size >= REQUESTS_MAX) return Promise.resolve({ ok: false, reason: 'silent' });
    const nonce = this.#nonce();
    const answer = new Promise<Answer>((resolve) => this.#asked.set(nonce, resolve));
    this.#timers.set(nonce, ANSWER_TIMEOUT_MS, () => {
      this.#answer(nonce, { ok: false, reason: 'silent' });
    });
    this.#send({ ...request, nonce });
    return answer;
  }

  /** Whether a packet answers a request of this. */
  takes(packet: ServerPacket): boolean {
    switch (packet.type) {
      case 'error': {
        const { code, message, nonce } = packet;
        return nonce !== undefined && this.#answer(nonce, { ok: false, reason: 'refused', code, message });
      }
      case 'ack':
      case 'audit':
      case 'ban_list':
        return packet.nonce !== undefined && this.#answer(packet.nonce, { ok: true, packet });
      default:
        return false;
    }
  }

  /** The connection is gone: no answer comes any more. */
  stop(): void {
    for (const nonce of [...this.#asked.keys()]) this.#answer(nonce, { ok: false, reason: 'silent' });
  }

  #answer(nonce: string, answer: Answer): boolean {
    const resolve = this.#asked.get(nonce);
    this.#asked.delete(nonce);
    this.#timers.clear(nonce);
    resolve?.(answer);
    return resolve !== undefined;
  }
}
