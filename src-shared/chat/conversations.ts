import { CONVERSATIONS_MAX, type ChatState, type Conversation, type ConversationId } from './state.ts';

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

/** Adds a conversation unless it is there or there are `CONVERSATIONS_MAX`. */
export function addConversation(state: ChatState, conversation: Conversation): ChatState {
  if (state.conversations.length >= CONVERSATIONS_MAX) return state;
  if (state.conversations.some((each) => each.id === conversation.id)) return state;
  return { ...state, conversations: [...state.conversations, conversation] };
}

/** The conversation in front counts as read while the person looks at it. */
export function markRead(state: ChatState): ChatState {
  if (!state.attentive) return state;
  return updateConversation(state, state.active, (conversation) =>
    conversation.unread === 0 && conversation.mentions === 0 ? conversation : { ...conversation, unread: 0, mentions: 0 },
  );
}
