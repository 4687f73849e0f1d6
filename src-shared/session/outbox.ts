import type { ChatEvent } from '../chat/events.ts';
import { isGone, offers, type ChatState, type Conversation, type MessageEntry } from '../chat/state.ts';
import { SERVER_NAME, type ClientPacket, type ClientPacketOf } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

/** A message to a channel whose echo has not come by then is shown as failed. One with a nonce waits, and the server is asked for a sign of life. */
export const RECEIPT_TIMEOUT_MS = 10_000;

/** After that: a server that has not acknowledged a nonce by then is asked again on a new connection. */
export const SILENCE_TIMEOUT_MS = 20_000;

/** Messages on their way without a receipt at most: a long queue drains at the pace at which the server takes it. */
export const IN_FLIGHT_MAX = 20;

type OwnPacket = ClientPacketOf<'message'> | ClientPacketOf<'direct_message'>;

interface OutboxStore {
  state(): ChatState;
  dispatch(event: ChatEvent): void;
}

/** The other end, as the outbox needs it. */
interface OutboxServer {
  send(packet: ClientPacket): void;
  /** Asks for a sign of life. */
  probe(): void;
  /** It did not answer what it always answers. */
  isSilent(): void;
  /**
   * Resolves when what was dispatched until now survives the end of this program. A message for which the server takes no nonce is
   * not handed to the socket before: nobody could tell later whether it was. Absent: nothing survives.
   */
  kept?(): Promise<void>;
}

/**
 * Sends what waits in the conversations, in order, as soon as it may be sent. The queue itself is the state's `queued`
 * entries; this holds only the timers of what is on its way.
 */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #receipts: Timers<number>;
  readonly #server: OutboxServer;
  #isHeld = false;
  /** Counts connections, so that what waited to be handed to one does not go to the next. */
  #connection = 0;
  #flushing = false;
  #again = false;

  constructor(store: OutboxStore, clock: Clock, server: OutboxServer) {
    this.#store = store;
    this.#receipts = new Timers(clock);
    this.#server = server;
  }

  /** From now on everything waits, until it is known what the server understands. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Ends a `hold` and writes what waited. */
  release(): void {
    this.#isHeld = false;
    this.flush();
  }

  /** Writes what can be written now. An answer that comes within a send does not begin a second round beside the first. */
  flush(): void {
    if (this.#isHeld) return;
    this.#again = true;
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#round();
      }
    } finally {
      this.#flushing = false;
    }
  }

  #round(): void {
    let inFlight = countInFlight(this.#store.state());
    for (const { conversation, entry } of queued(this.#store.state())) {
      const state = this.#store.state();
      if (!state.ready) return;
      const isAnswered = conversation.kind === 'channel' || offers(state, 'ack');
      if (isAnswered && inFlight >= IN_FLIGHT_MAX) continue;
      const packet = packetOf(state, conversation, entry);
      if (packet === null) continue;
      // Before the send: its receipt may come within it, and after a crash in between nothing is sent twice.
      this.#store.dispatch({ type: 'message/written', entry: entry.id });
      if (isAnswered) {
        inFlight++;
        this.#awaitReceipt(entry.id, packet.nonce !== undefined);
      }
      this.#hand(entry.id, packet);
    }
  }

  #hand(entry: number, packet: OwnPacket): void {
    const hand = (): void => {
      this.#server.send(packet);
      this.#store.dispatch({ type: 'message/handed', entry });
    };
    if (packet.nonce !== undefined || this.#server.kept === undefined) {
      hand();
      return;
    }
    const connection = this.#connection;
    void this.#server.kept().then(() => {
      if (connection === this.#connection && this.#isWritten(entry)) hand();
    });
  }

  #awaitReceipt(entry: number, hasNonce: boolean): void {
    this.#receipts.set(entry, RECEIPT_TIMEOUT_MS, () => {
      if (hasNonce) {
        if (this.#isWritten(entry)) this.#awaitAnything(entry);
        return;
      }
      this.#store.dispatch({ type: 'message/expired', entry });
      this.flush();
    });
  }

  /** What may have been stored is not called failed: the connection is, when it is silent for long. */
  #awaitAnything(entry: number): void {
    this.#server.probe();
    this.#receipts.set(entry, SILENCE_TIMEOUT_MS, () => {
      if (this.#isWritten(entry)) this.#server.isSilent();
    });
  }

  #isWritten(id: number): boolean {
    return this.#store
      .state()
      .conversations.some(({ entries }) =>
        entries.some((entry) => entry.id === id && entry.kind === 'message' && entry.delivery === 'written'),
      );
  }

  /** The connection is gone: nothing that was written will be answered. */
  stop(): void {
    this.#connection++;
    this.#isHeld = false;
    this.#receipts.clearAll();
  }
}

function countInFlight(state: ChatState): number {
  let count = 0;
  for (const { entries } of state.conversations) {
    for (const entry of entries) if (entry.kind === 'message' && entry.delivery === 'written') count++;
  }
  return count;
}

/** In the order in which the person sent them. */
function queued(state: ChatState): { conversation: Conversation; entry: MessageEntry }[] {
  const found: { conversation: Conversation; entry: MessageEntry }[] = [];
  for (const conversation of state.conversations) {
    for (const entry of conversation.entries) {
      if (entry.kind === 'message' && entry.delivery === 'queued') found.push({ conversation, entry });
    }
  }
  return found.sort((a, b) => a.entry.id - b.entry.id);
}

/** Null for what has to wait. */
function packetOf(state: ChatState, conversation: Conversation, entry: MessageEntry): OwnPacket | null {
  const nonce = entry.nonce !== undefined && offers(state, 'ack') ? { nonce: entry.nonce } : {};
  if (conversation.kind === 'channel') {
    if (isGone(state, conversation)) return null;
    // Where there are channels a message without one ends the connection on servers in the wild; where there are none the
    // field is not known.
    return state.channels === null
      ? { type: 'message', message: entry.text, ...nonce }
      : { type: 'message', message: entry.text, channel: conversation.name, ...nonce };
  }
  // A plain server breaks when the recipient is not there; ours keeps the message for them.
  const mayWrite = state.server !== null || state.members.includes(conversation.name);
  if (!mayWrite || conversation.name === SERVER_NAME) return null;
  return { type: 'direct_message', recipient: conversation.name, message: entry.text, ...nonce };
}
