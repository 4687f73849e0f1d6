import type { BroadcastEntry, ConversationId, GapEntry, MessageEntry, PresenceEntry } from '../chat/index.ts';

/** What the local history keeps, as it goes to and from the thread that keeps it: plain data. */

/** A server and the account used there, by its number in the history. Not its address: a server that moves keeps its history. */
export type ServerKey = number;

/** Who is on which server. */
export interface Login {
  /** How the settings name this server. */
  readonly profile: string;
  readonly account: string;
  readonly address: string;
}

/** An entry that has its place: all but own messages that wait or failed, which are in the outbox. */
export type KeptEntry = MessageEntry | BroadcastEntry | PresenceEntry | GapEntry;

/**
 * Where an entry stands among the others of its conversation. Order is by `era`, then `anchor`, then the order of writing.
 */
export interface Position {
  /** Grows when a server begins to use its ids again: it was set back. */
  readonly era: number;
  /** The entry's own id by the server's order, or, for what has none, that of the last one before it; null: as the newest kept. */
  readonly anchor: number | null;
}

/** What is known of a conversation besides its entries. */
export interface KeptConversation {
  readonly id: ConversationId;
  readonly unread: number;
  readonly mentions: number;
  /** The entry below the "new messages" line. */
  readonly firstUnread: number | null;
  readonly draft: string;
  /** What the person chose for this conversation, as the chat state holds it; JSON. */
  readonly choices: string;
}

/** Something to keep. Operations that are written together are kept all or none. */
export type HistoryOp =
  /** New, or in the place of the one with this `entry.id`. Another entry with the same `place.id` in the era gives way. */
  | {
      readonly type: 'entry';
      readonly server: ServerKey;
      readonly conversation: ConversationId;
      readonly entry: KeptEntry;
      readonly position: Position;
    }
  | { readonly type: 'entry-removed'; readonly server: ServerKey; readonly entry: number }
  /** An own message that waits, is on its way or failed: new, or in the place of the one with this `entry.id`. */
  | {
      readonly type: 'outbox';
      readonly server: ServerKey;
      readonly conversation: ConversationId;
      readonly entry: MessageEntry;
    }
  | { readonly type: 'outbox-removed'; readonly server: ServerKey; readonly entry: number }
  | { readonly type: 'conversation'; readonly server: ServerKey; readonly conversation: KeptConversation }
  /** The conversation goes on under another name, with all that is in it. */
  | {
      readonly type: 'conversation-renamed';
      readonly server: ServerKey;
      readonly from: ConversationId;
      readonly to: ConversationId;
    }
  /** The server was set back: its ids do not name what is kept any more. The order stays. */
  | { readonly type: 'places-forgotten'; readonly server: ServerKey }
  /** All else that is to be there again at the next start, as JSON that only the writer understands. */
  | { readonly type: 'server'; readonly server: ServerKey; readonly name: string; readonly state: string };

/** What is kept of one server, for its chat state to begin with. */
export interface KeptServer {
  readonly key: ServerKey;
  /** As last given by `server`; null before. */
  readonly state: string | null;
  /** In the order in which they were first kept. */
  readonly conversations: readonly KeptConversation[];
  /** In the order of their `id`. */
  readonly outbox: readonly { readonly conversation: ConversationId; readonly entry: MessageEntry }[];
  /** No entry of this server has this id or a greater one. */
  readonly nextEntryId: number;
}

/** A stretch of a conversation, oldest first. */
export interface Page {
  readonly entries: readonly KeptEntry[];
  /** Whether there are entries before the first and behind the last. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** One message found. */
export interface Found {
  readonly server: ServerKey;
  readonly conversation: ConversationId;
  readonly entry: MessageEntry | BroadcastEntry;
}

export interface SearchPage {
  /** The newest first. */
  readonly found: readonly Found[];
  /** Give this as `cursor` for what comes behind; null at the end. */
  readonly cursor: number | null;
}

/** How long entries are kept. `nothing`: none is written at all; own messages that wait are kept in any case. */
export type Retention =
  { readonly keep: 'all' } | { readonly keep: 'days'; readonly days: number } | { readonly keep: 'nothing' };

export type ExportFormat = 'text' | 'json' | 'html';
