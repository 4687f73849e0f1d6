import { callsFor, type ChatState, type ConversationId } from '../../src-shared/chat/state.ts';

/** Whether another conversation than this one has something unread, and whether it calls for the person; null: nothing. */
export function unreadElsewhere(
  { conversations }: Pick<ChatState, 'conversations'>,
  here: ConversationId,
): 'unread' | 'calls' | null {
  const others = conversations.filter(({ choices, id, unread }) => id !== here && unread > 0 && choices.mutedUntil === null);
  if (others.length === 0) return null;
  return others.some((each) => callsFor(each) > 0) ? 'calls' : 'unread';
}
