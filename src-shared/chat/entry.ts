/** What stands in a conversation: messages, who came and went, what the server says to all, and holes. */

/**
 * How far an own message has come. `queued`: not yet written to a socket. `written`: on its way, no receipt. `delivered`: the
 * server has replicated it. `unconfirmed`: sent to somebody directly, for which a plain server gives no receipt.
 * `failed`: it has no receipt and will get none by itself; only the person may send it again.
 */
export type Delivery = 'queued' | 'written' | 'delivered' | 'unconfirmed' | 'failed';

/**
 * Why an own message failed. `connection-lost`: after it was written, so that it may have arrived. `no-receipt`: the server did
 * not answer in time. `channel-gone`: the channel it was written in is no more, and it was said to nobody else. `refused`: the
 * server said so, and said why.
 */
export type FailureReason = 'connection-lost' | 'no-receipt' | 'channel-gone' | 'refused';

/** Where a message stands in the order of a server that numbers them (docs/PROTOCOL.md, "Layer 3"). */
export interface Place {
  readonly id: number;
  /** Its number in its conversation; null as long as only the acknowledgement of an own one is known. */
  readonly seq: number | null;
}

interface EntryBase {
  /** Unique in this state; grows in the order of appearance, not the order on screen. */
  readonly id: number;
  /** Milliseconds since the epoch, by the server's clock where it said so, else by this computer's. For show: nothing goes by it. */
  readonly at: number;
}

export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  readonly author: string;
  readonly text: string;
  /** Null for what others wrote. */
  readonly delivery: Delivery | null;
  /** Set where `delivery` is `failed`, else null. */
  readonly reason: FailureReason | null;
  /** The person's own name occurs in it as a word. */
  readonly mention: boolean;
  /** What the server knows an own message by, however often it is sent. Without one it was written to a server that takes none. */
  readonly nonce?: string;
  readonly place?: Place;
  /** The server's own words, where `reason` is `refused`. */
  readonly detail?: string;
}

export interface PresenceEntry extends EntryBase {
  readonly kind: 'join' | 'quit';
  readonly name: string;
}

export interface BroadcastEntry extends EntryBase {
  readonly kind: 'broadcast';
  readonly text: string;
  readonly place?: Place;
}

/** The connection was down between these times, and what was said meanwhile was not read in the history: messages may be missing. */
export interface GapEntry extends EntryBase {
  readonly kind: 'gap';
  readonly from: number;
}

export type Entry = MessageEntry | PresenceEntry | BroadcastEntry | GapEntry;
