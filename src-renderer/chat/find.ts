import type { ChatState, ConversationId } from '../../src-shared/chat/state.ts';
import { directId } from '../../src-shared/chat/state.ts';
import { sortNames } from './people.ts';

/** A place the quick switcher can go to. */
export interface Destination {
  readonly id: ConversationId;
  readonly kind: 'channel' | 'direct';
  readonly name: string;
  readonly unread: number;
  /** Somebody online with whom there is no conversation yet. */
  readonly fresh: boolean;
}

/** Rows of the quick switcher at most. */
export const RESULTS_MAX = 50;

/** Channels, direct messages and people; unread first, the rest as the sidebar has it. */
export function destinations(chat: ChatState): Destination[] {
  const known = chat.conversations.map(({ id, kind, name, unread }) => ({ id, kind, name, unread, fresh: false }));
  const ids = new Set<string>(known.map((each) => each.id));
  const people = sortNames(chat.members.filter((name) => name !== chat.me && !ids.has(directId(name))));
  const fresh = people.map((name) => ({ id: directId(name), kind: 'direct' as const, name, unread: 0, fresh: true }));
  return [...known.filter((each) => each.unread > 0), ...known.filter((each) => each.unread === 0), ...fresh];
}

/** Those that match, the best first; an empty query keeps the order. `#` looks among channels only, `@` among people. */
export function findDestinations(all: readonly Destination[], query: string): Destination[] {
  const typed = query.trim();
  const kind = typed.startsWith('#') ? 'channel' : typed.startsWith('@') ? 'direct' : null;
  const needle = (kind === null ? typed : typed.slice(1)).toLocaleLowerCase();
  const scored: { destination: Destination; score: number }[] = [];
  for (const destination of all) {
    if (kind !== null && destination.kind !== kind) continue;
    const score = matchScore(destination.name.toLocaleLowerCase(), needle);
    if (score > 0) scored.push({ destination, score });
  }
  scored.sort((a, b) => b.score - a.score);
  return scored.slice(0, RESULTS_MAX).map((each) => each.destination);
}

/** 0: no match. Higher: equal, then prefix, then a word's beginning, then inside, then the letters in order. */
function matchScore(name: string, needle: string): number {
  if (needle === '') return 1;
  if (name === needle) return 6;
  if (name.startsWith(needle)) return 5;
  const at = name.indexOf(needle);
  if (at > 0) return /[\s._-]/.test(name[at - 1] ?? '') ? 4 : 3;
  let from = 0;
  for (const letter of needle) {
    const found = name.indexOf(letter, from);
    if (found === -1) return 0;
    from = found + letter.length;
  }
  return 2;
}
