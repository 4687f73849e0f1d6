import type { MayDo, Sanction } from '../../src-shared/chat/accounts.ts';
import { closedTo, includesRole, roleOf } from '../../src-shared/chat/permissions.ts';
import type { ChatState, Conversation } from '../../src-shared/chat/state.ts';

/** Why the person may write nothing here. */
export type Closed =
  | { readonly kind: 'muted'; readonly mute: Sanction }
  | { readonly kind: 'channel'; readonly mayWrite: Exclude<MayDo, 'everybody'> };

/** Null where they may, as far as the server told. `now` in ms since the epoch. */
export function closedBy(chat: ChatState, conversation: Pick<Conversation, 'kind' | 'name'>, now: number): Closed | null {
  if (!chat.ready) return null;
  const mayWrite = conversation.kind === 'channel' ? closedTo(chat, conversation.name) : null;
  if (mayWrite !== null) return { kind: 'channel', mayWrite };
  const mute = chat.ownMute;
  // A mute ends by itself, by the server's clock.
  if (mute === null || (mute.until !== null && mute.until <= now)) return null;
  return hears(chat, conversation) ? null : { kind: 'muted', mute };
}

/** Whom one may still ask why. */
function hears(chat: ChatState, { kind, name }: Pick<Conversation, 'kind' | 'name'>): boolean {
  return kind === 'direct' && (name === chat.me || includesRole('moderators', roleOf(chat, name)));
}
