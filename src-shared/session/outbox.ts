import type { ChatEvent } from '../chat/events.ts';
import { isGone, type ChatState, type Conversation, type MessageEntry } from '../chat/state.ts';
import { SERVER_NAME, type ClientPacket } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

/** A message to a channel whose echo has not come by then is shown as failed. */
export const RECEIPT_TIMEOUT_MS = 10_000;

/** Messages on their way without a receipt at most: a long queue drains at the pace at which the server takes it. */
export const IN_FLIGHT_MAX = 20;

interface OutboxStore {
  state(): ChatState;
  dispatch(event: ChatEvent): void;
}

/**
 * Sends what waits in the conversations, in order, as soon as it may be sent. The queue itself is the state's `queued`
 * entries; this holds only the timers of what is on its way.
 */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #receipts: Timers<number>;
  readonly #send: (packet: ClientPacket) => void;
  #flushing = false;
  #again = false;

  constructor(store: OutboxStore, clock: Clock, send: (packet: ClientPacket) => void) {
    this.#store = store;
    this.#receipts = new Timers(clock);
    this.#send = send;
  }

  /** Writes what can be written now. An answer that comes within a send does not begin a second round beside the first. */
  flush(): void {
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
      if (conversation.kind === 'channel' && inFlight >= IN_FLIGHT_MAX) continue;
      const packet = packetOf(state, conversation, entry);
      if (packet === null) continue;
      // Before the send: its receipt may come within it, and after a crash in between nothing is sent twice.
      this.#store.dispatch({ type: 'message/written', entry: entry.id });
      if (conversation.kind === 'channel') {
        inFlight++;
        this.#awaitReceipt(entry.id);
      }
      this.#send(packet);
    }
  }

  #awaitReceipt(entry: number): void {
    this.#receipts.set(entry, RECEIPT_TIMEOUT_MS, () => {
      this.#store.dispatch({ type: 'message/expired', entry });
      this.flush();
    });
  }

  /** The connection is gone: nothing that was written will be answered. */
  stop(): void {
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
  return found.sort((a, b) => a.entry.at - b.entry.at || a.entry.id - b.entry.id);
}

/** Null for what has to wait. */
function packetOf(state: ChatState, conversation: Conversation, entry: MessageEntry): ClientPacket | null {
  if (conversation.kind === 'channel') {
    if (isGone(state, conversation)) return null;
    // Where there are channels a message without one ends the connection on servers in the wild; where there are none the
    // field is not known.
    return state.channels === null
      ? { type: 'message', message: entry.text }
      : { type: 'message', message: entry.text, channel: conversation.name };
  }
  // A plain server breaks when the recipient is not there; ours keeps the message for them.
  const mayWrite = state.server !== null || state.members.includes(conversation.name);
  if (!mayWrite || conversation.name === SERVER_NAME) return null;
  return { type: 'direct_message', recipient: conversation.name, message: entry.text };
}
