import { USUAL_PRESENCE, type OwnPresence } from '../chat/accounts.ts';
import type { ChatEvent } from '../chat/events.ts';
import { channelId, offers, type ChatState } from '../chat/state.ts';
import type { ClientPacket, ServerPacket } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { OFFLINE, Requests, type Answer, type RoomRequest } from './requests.ts';

interface Parts {
  readonly store: { state(): ChatState; dispatch(event: ChatEvent): void };
  readonly clock: Clock;
  readonly nonce: () => string;
  readonly send: (packet: ClientPacket) => void;
}

/** Asked of nobody who answers. */
const UNANSWERED: Answer = { ok: true, packet: null };

/** What the person asks of the room besides messages: channels, looking after people, how they want to be seen. */
export class RoomDesk {
  readonly #parts: Parts;
  readonly #requests: Requests;
  /** The channel that the person waits for. */
  #creating: string | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#requests = new Requests(parts.clock, parts.nonce, parts.send);
  }

  /** Asks a server of RWCI+; a plain one, which might break over it, is asked nothing. */
  ask(request: RoomRequest): Promise<Answer> {
    const { ready, server } = this.#parts.store.state();
    if (!ready || server === null) return Promise.resolve(OFFLINE);
    return this.#requests.ask(request);
  }

  /** Asks for a channel and opens it when it is there. A server of the dialect gives no answer. */
  async createChannel(channel: string): Promise<Answer> {
    if (this.#parts.store.state().ready) this.#creating = channel;
    const answer = await this.#askDialect({ type: 'channel_create', channel });
    if (!answer.ok && this.#creating === channel) this.#creating = null;
    return answer;
  }

  deleteChannel(channel: string): Promise<Answer> {
    return this.#askDialect({ type: 'channel_delete', channel });
  }

  /** From now on, and after each login again; while there is none, from the next one on. */
  async setPresence(presence: OwnPresence): Promise<Answer> {
    const { ready } = this.#parts.store.state();
    const answer = ready ? await this.ask({ type: 'presence', ...presence }) : UNANSWERED;
    if (answer.ok) this.#parts.store.dispatch({ type: 'presence/chosen', presence });
    return answer;
  }

  /** The server knows what this client understands. */
  introduced(): void {
    const state = this.#parts.store.state();
    const { ownPresence } = state;
    const isUsual = ownPresence.state === USUAL_PRESENCE.state && ownPresence.text === USUAL_PRESENCE.text;
    // What it says to that the person was told when they chose it.
    if (offers(state, 'presence') && !isUsual) void this.#requests.ask({ type: 'presence', ...ownPresence });
  }

  /** Whether a packet is of concern to nobody else. */
  takes(packet: ServerPacket): boolean {
    return this.#requests.takes(packet);
  }

  /** Takes note of a packet that the state has taken in. */
  heard(packet: ServerPacket): void {
    if (packet.type !== 'channel_create' || packet.channel !== this.#creating) return;
    this.#creating = null;
    this.#parts.store.dispatch({ type: 'conversation/opened', conversation: channelId(packet.channel) });
  }

  /** The connection is gone. */
  stop(): void {
    this.#creating = null;
    this.#requests.stop();
  }

  #askDialect(packet: { readonly type: 'channel_create' | 'channel_delete'; readonly channel: string }): Promise<Answer> {
    const { ready, server } = this.#parts.store.state();
    if (!ready || server !== null) return this.ask(packet);
    this.#parts.send(packet);
    return Promise.resolve(UNANSWERED);
  }
}
