import { words } from '../../src-shared/language/index.ts';
import type { ChatState, Conversation, ConversationId } from '../../src-shared/chat/state.ts';

/** Colours a person's name can have: `[data-hue]` of tokens.css, 0 to this minus one. */
export const HUES = 12;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One or two characters for an avatar: the first of the first and of the last word. Accents stay whole; an emoji stands alone. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '');
  const first = firstGrapheme(words[0] ?? name);
  if (/\p{Extended_Pictographic}/u.test(first)) return first;
  const last = words.length > 1 ? firstGrapheme(words[words.length - 1] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

function firstGrapheme(text: string): string {
  for (const part of graphemes.segment(text)) return part.segment;
  return '?';
}

/** The same for the same exact name, everywhere and always (FNV-1a, 32 bit). */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash ^= name.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return ((hash >>> 16) ^ (hash & 0xffff)) % HUES;
}

const names = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Names as a person looks for them: by the alphabet, oneself where one belongs. */
export function sortNames(list: readonly string[]): string[] {
  return [...list].sort((a, b) => names.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** What stands in the way of a conversation's name: `general, 3 unread, 1 mention`. */
export function conversationLabel(name: string, unread: number, mentions: number): string {
  const parts = [name];
  const say = words().room.row;
  if (unread > 0) parts.push(say.unread(unread));
  if (mentions > 0) parts.push(say.mentions(mentions));
  return parts.join(', ');
}

/** The composer's name and place holder. */
export function composerLabel(conversation: { kind: 'channel' | 'direct'; name: string }): string {
  const { messageChannel, messagePerson } = words().composer;
  return conversation.kind === 'channel' ? messageChannel(conversation.name) : messagePerson(conversation.name);
}

/** The conversations of the list: those with people whom the person blocked are not in it. */
export function listed({ blocked, conversations }: Pick<ChatState, 'blocked' | 'conversations'>): readonly Conversation[] {
  if (blocked.length === 0) return conversations;
  return conversations.filter(({ kind, name }) => kind === 'channel' || !blocked.includes(name));
}

/** Conversations as the sidebar shows them from top to bottom. */
export function conversationOrder(conversations: readonly Conversation[]): ConversationId[] {
  const of = (kind: Conversation['kind']): ConversationId[] =>
    conversations.filter((each) => each.kind === kind).map((each) => each.id);
  return [...of('channel'), ...of('direct')];
}

/** The next conversation in the sidebar's order that has something unread, going round; null where there is no other. */
export function neighbourUnread(
  conversations: readonly Conversation[],
  active: ConversationId,
  step: 1 | -1,
): ConversationId | null {
  const unread = new Set(conversations.filter((each) => each.unread > 0 || each.id === active).map((each) => each.id));
  const to = neighbour(
    conversationOrder(conversations).filter((id) => unread.has(id)),
    active,
    step,
  );
  return to === active ? null : to;
}

/** The conversation `step` places from the active one, going round; null where there is no other. */
export function neighbour(order: readonly ConversationId[], active: ConversationId, step: 1 | -1): ConversationId | null {
  if (order.length < 2) return null;
  const at = order.indexOf(active);
  return order[(Math.max(at, 0) + step + order.length) % order.length] ?? null;
}
