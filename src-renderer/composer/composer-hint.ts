import { isGone, type ChatState, type Conversation } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';

/** Why a message written now would wait or not go at all: a sentence in which `{name}` is the person who has to come, if there is one. */
export interface ComposerHint {
  readonly text: string;
  readonly name: string | null;
}

export function composerHint(chat: ChatState, conversation: Conversation): ComposerHint | null {
  const { hints } = words().composer;
  if (!chat.ready) return { text: hints.offline, name: null };
  if (isGone(chat, conversation)) return { text: hints.gone, name: null };
  // A server that does not speak RWCI+ may break over a direct message to somebody who is not there.
  const absent = conversation.kind === 'direct' && chat.server === null && !chat.members.includes(conversation.name);
  return absent ? { text: hints.absent, name: conversation.name } : null;
}
