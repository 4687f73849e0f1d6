import { mapConversations, updateConversation, withoutLine } from './conversations.ts';
import { isFromOthers } from './entries.ts';
import { isSeen, type ChatState, type Conversation, type ConversationId } from './state.ts';

/** What is read and what is unread: the one model that list, title, badge and tray are projections of. */

/** What the person sees is read; the line above it stays until they leave. */
export function markRead(state: ChatState): ChatState {
  return updateConversation(state, state.active, (conversation) =>
    isSeen(state, conversation) ? withoutUnread(conversation) : conversation,
  );
}

/** The window shows the newest entry of this conversation, or does so no longer. Of another one than the active that is old news. */
export function see(state: ChatState, conversation: ConversationId, atEnd: boolean): ChatState {
  if (conversation !== state.active) return state;
  const seen = { ...state, atEnd, glancing: state.glancing && !atEnd };
  if (!atEnd || !state.glancing) return markRead(seen);
  // Whoever opens a conversation looks at it, also where the system does not tell which window is in front.
  return updateConversation(seen, conversation, (each) => (each.past === null ? withoutUnread(each) : each));
}

/** Unread is what others wrote from this entry on, also while the person looks at it. */
export function markUnread(state: ChatState, id: ConversationId, entry: number): ChatState {
  return updateConversation(state, id, (conversation) => {
    const at = conversation.entries.findIndex((each) => each.id === entry);
    if (at === -1) return conversation;
    const below = conversation.entries.slice(at).filter((each) => isFromOthers(each) && !isHidden(state, each));
    const first = below[0];
    if (first === undefined) return conversation;
    const mentions = below.filter((each) => each.kind === 'message' && each.mention).length;
    return { ...conversation, unread: below.length, mentions, firstUnread: first.id, keptUnread: true };
  });
}

/** Nothing is unread any more, in one conversation or in all. */
export function markAllRead(state: ChatState, id: ConversationId | null): ChatState {
  return mapConversations(state, (conversation) =>
    id === null || conversation.id === id ? { ...withoutLine(conversation), keptUnread: false } : conversation,
  );
}

/** Counts an entry that came just now or out of the history, unless the person sees it. */
export function countUnread(state: ChatState, id: ConversationId, entry: number, mention: boolean): ChatState {
  return updateConversation(state, id, (conversation) => {
    if (isSeen(state, conversation)) return conversation;
    const { entries, unread, firstUnread } = conversation;
    // Older than all that is kept: it is not shown, and not counted.
    const at = entries.findLastIndex((each) => each.id === entry);
    const found = entries[at];
    if (found === undefined || isHidden(state, found)) return conversation;
    const isFirst = unread === 0 || at < entries.findIndex((each) => each.id === firstUnread);
    return {
      ...conversation,
      unread: unread + 1,
      mentions: conversation.mentions + (mention ? 1 : 0),
      firstUnread: isFirst ? entry : firstUnread,
    };
  });
}

/** From now on these people tell nothing: whose conversation leaves the list takes along what is unread there. */
export function block(state: ChatState, blocked: readonly string[]): ChatState {
  const typing = state.typing.filter((name) => !blocked.includes(name));
  return mapConversations({ ...state, blocked, typing }, (conversation) =>
    conversation.kind === 'direct' && blocked.includes(conversation.name)
      ? withoutUnread(withoutLine(conversation))
      : conversation,
  );
}

/** Written by somebody whom the person blocked. */
export function isHidden({ blocked }: ChatState, entry: Conversation['entries'][number]): boolean {
  return entry.kind === 'message' && blocked.includes(entry.author);
}

function withoutUnread(conversation: Conversation): Conversation {
  const { keptUnread, mentions, unread } = conversation;
  return unread === 0 && mentions === 0 && !keptUnread
    ? conversation
    : { ...conversation, unread: 0, mentions: 0, keptUnread: false };
}
