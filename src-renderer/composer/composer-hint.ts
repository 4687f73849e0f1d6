import { isGone, type ChatState, type Conversation } from '../../src-shared/chat/state.ts';

/** Why a message written now would wait or not go at all, as a sentence with the person's name apart; null when it goes at once. */
export interface ComposerHint {
  readonly before: string;
  readonly name: string | null;
  readonly after: string;
}

export function composerHint(chat: ChatState, conversation: Conversation): ComposerHint | null {
  if (!chat.ready) return { before: 'Not connected: what you write will be sent when connected.', name: null, after: '' };
  if (isGone(chat, conversation)) {
    return { before: 'This channel is no longer on the server: what you write here is not sent.', name: null, after: '' };
  }
  // A server that does not speak RWCI+ may break over a direct message to somebody who is not there.
  const absent = conversation.kind === 'direct' && chat.server === null && !chat.members.includes(conversation.name);
  return absent ? { before: 'Will be sent when', name: conversation.name, after: 'is here.' } : null;
}
