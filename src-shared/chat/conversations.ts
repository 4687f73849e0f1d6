import {
  CHANNELS_MAX,
  DIRECT_MAX,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Entry,
  type MessageEntry,
} from './state.ts';

/** Applies `change` to every conversation; where all stay the same object, so does the state. */
export function mapConversations(state: ChatState, change: (conversation: Conversation) => Conversation): ChatState {
  let changed = false;
  const conversations = state.conversations.map((conversation) => {
    const next = change(conversation);
    if (next !== conversation) changed = true;
    return next;
  });
  return changed ? { ...state, conversations } : state;
}

/** Applies `change` to one conversation; without it nothing changes. */
export function updateConversation(
  state: ChatState,
  id: ConversationId,
  change: (conversation: Conversation) => Conversation,
): ChatState {
  return mapConversations(state, (conversation) => (conversation.id === id ? change(conversation) : conversation));
}

/** Applies `change` to the conversation that holds the message with this id, if there is one. */
export function updateOwner(
  state: ChatState,
  id: number,
  change: (conversation: Conversation, entry: MessageEntry) => Conversation,
): ChatState {
  return mapConversations(state, (conversation) => {
    const entry = conversation.entries.find((each) => each.id === id);
    return entry?.kind === 'message' ? change(conversation, entry) : conversation;
  });
}

/** Adds a conversation unless it is there or there are as many of its kind as may be. */
export function addConversation(state: ChatState, conversation: Conversation): ChatState {
  if (state.conversations.some((each) => each.id === conversation.id)) return state;
  const count = state.conversations.filter((each) => each.kind === conversation.kind).length;
  if (count >= (conversation.kind === 'channel' ? CHANNELS_MAX : DIRECT_MAX)) return state;
  return { ...state, conversations: [...state.conversations, conversation] };
}

/**
 * The conversation with other entries; where the first unread one was pushed out, the line moves down to the oldest left. One that
 * was not here yet may be further back.
 */
export function withEntries(conversation: Conversation, entries: readonly Entry[]): Conversation {
  const isFirst = (entry: Entry) => entry.id === conversation.firstUnread;
  const isPushedOut = conversation.entries.some(isFirst) && !entries.some(isFirst);
  return { ...conversation, entries, firstUnread: isPushedOut ? (entries[0]?.id ?? null) : conversation.firstUnread };
}

/** Nothing in it is new to the person any more. */
export function withoutLine(conversation: Conversation): Conversation {
  const { unread, mentions, firstUnread } = conversation;
  if (unread === 0 && mentions === 0 && firstUnread === null) return conversation;
  return { ...conversation, unread: 0, mentions: 0, firstUnread: null };
}
