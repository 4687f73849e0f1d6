import type { ServerPacket } from '../protocol/index.ts';
import type { ConnectionState, ConversationId } from './state.ts';

/** All that can change a `ChatState`. Times are in ms since the epoch and come with the event: a reducer reads no clock. */
export type ChatEvent =
  | { readonly type: 'connection/changed'; readonly connection: ConnectionState; readonly at: number }
  /** A packet of the server, as decoded. */
  | { readonly type: 'packet/received'; readonly packet: ServerPacket; readonly at: number }
  /** The login sequence is over. */
  | { readonly type: 'login/settled'; readonly at: number }
  | { readonly type: 'message/composed'; readonly conversation: ConversationId; readonly text: string; readonly at: number }
  /** Handed to a live socket. */
  | { readonly type: 'message/written'; readonly entry: number }
  /** No receipt came in time. */
  | { readonly type: 'message/expired'; readonly entry: number }
  | { readonly type: 'message/retried'; readonly entry: number; readonly at: number }
  | { readonly type: 'message/discarded'; readonly entry: number }
  | { readonly type: 'typing/expired'; readonly name: string }
  | { readonly type: 'conversation/opened'; readonly conversation: ConversationId }
  /** The person has seen what is below the "new messages" line. */
  | { readonly type: 'line/cleared'; readonly conversation: ConversationId }
  | { readonly type: 'attention/changed'; readonly attentive: boolean }
  | { readonly type: 'draft/changed'; readonly conversation: ConversationId; readonly text: string }
  | { readonly type: 'new-account/noticed' };
