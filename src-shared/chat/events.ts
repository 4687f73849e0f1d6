import type { ServerPacket } from '../protocol/index.ts';
import type { ConnectionState, ConversationId } from './state.ts';

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
  /** Handed to a live socket. */
  | { readonly type: 'message/written'; readonly entry: number }
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
  /** The person has seen what is below the "new messages" line. */
  | { readonly type: 'line/cleared'; readonly conversation: ConversationId }
  | { readonly type: 'attention/changed'; readonly attentive: boolean }
  | { readonly type: 'draft/changed'; readonly conversation: ConversationId; readonly text: string }
  | { readonly type: 'new-account/noticed' };
