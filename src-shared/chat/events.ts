import type { ServerPacket, ServerPacketOf } from '../protocol/index.ts';
import type { OwnPresence } from './accounts.ts';
import type { Choices, ConnectionState, ConversationId, Entry, Past } from './state.ts';

/** All that can change a `ChatState`. Times are in ms since the epoch and come with the event: a reducer reads no clock. */
export type ChatEvent =
  | { readonly type: 'connection/changed'; readonly connection: ConnectionState; readonly at: number }
  /** A packet of the server, as decoded. */
  | { readonly type: 'packet/received'; readonly packet: ServerPacket; readonly at: number }
  /** The login sequence is over. */
  | { readonly type: 'login/settled'; readonly at: number }
  /** `nonce`: random, and never used for another message. */
  | {
      readonly type: 'message/composed';
      readonly conversation: ConversationId;
      readonly text: string;
      readonly nonce?: string;
      readonly at: number;
    }
  /** About to be handed to a live socket: from now on it may have arrived. */
  | { readonly type: 'message/written'; readonly entry: number }
  /** Was handed to it. */
  | { readonly type: 'message/handed'; readonly entry: number }
  /** No receipt came in time. */
  | { readonly type: 'message/expired'; readonly entry: number }
  /** `nonce`: for a message that has none, or that goes to another channel than before. */
  | { readonly type: 'message/retried'; readonly entry: number; readonly nonce?: string; readonly at: number }
  | { readonly type: 'message/discarded'; readonly entry: number }
  /**
   * What is known of the server's history. `from-here`: nothing newer than this id is missed from now on. `partly`: what was missed
   * is here up to this id. `filled`: all of it. `other-server`: the ids known so far were not this server's.
   */
  | {
      readonly type: 'history/known';
      readonly upTo: number;
      readonly how: 'from-here' | 'partly' | 'filled' | 'other-server';
    }
  | { readonly type: 'typing/expired'; readonly name: string }
  | { readonly type: 'conversation/opened'; readonly conversation: ConversationId }
  /** The window shows the newest entry of this conversation, or does so no longer. */
  | { readonly type: 'conversation/seen'; readonly conversation: ConversationId; readonly atEnd: boolean }
  /** The person marks a conversation as unread, from this entry on. */
  | { readonly type: 'conversation/marked-unread'; readonly conversation: ConversationId; readonly entry: number }
  /** The person wants nothing to be unread, in one conversation or (null) in all. */
  | { readonly type: 'conversation/marked-read'; readonly conversation: ConversationId | null }
  /** What a choice leaves out stays as it is. */
  | { readonly type: 'conversation/chosen'; readonly conversation: ConversationId; readonly choices: Partial<Choices> }
  /** Its entries are gone from this computer; what was not delivered stays. */
  | { readonly type: 'conversation/cleared'; readonly conversation: ConversationId }
  /** Entries out of the local history, oldest first, that belong before the first one here. */
  | {
      readonly type: 'page/loaded';
      readonly conversation: ConversationId;
      readonly entries: readonly Entry[];
      readonly hasOlder: boolean;
    }
  /** What the server's history has before the first message that is shown; null: it has nothing more. */
  | {
      readonly type: 'older/received';
      readonly conversation: ConversationId;
      readonly page: ServerPacketOf<'history'> | null;
      readonly at: number;
    }
  /** A stretch of the past takes the place of the present; null: the present is back. */
  | { readonly type: 'past/shown'; readonly conversation: ConversationId; readonly past: Past | null }
  /** The person has seen what is below the "new messages" line. */
  | { readonly type: 'line/cleared'; readonly conversation: ConversationId }
  | { readonly type: 'attention/changed'; readonly attentive: boolean }
  | { readonly type: 'keywords/changed'; readonly keywords: readonly string[] }
  | { readonly type: 'blocked/changed'; readonly blocked: readonly string[] }
  | { readonly type: 'draft/changed'; readonly conversation: ConversationId; readonly text: string }
  | { readonly type: 'new-account/noticed' }
  /** How the person wants to be seen from now on. */
  | { readonly type: 'presence/chosen'; readonly presence: OwnPresence };
