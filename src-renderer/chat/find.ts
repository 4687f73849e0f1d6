import { directId, type ConversationId } from '../../src-shared/chat/state.ts';
import type { ServerId, ServerState } from '../../src-shared/ipc/app-state.ts';
import type { Place } from '../visits.ts';
import { listed, sortNames } from './people.ts';
import { serverName } from './server-name.ts';

/** A place the quick switcher can go to. */
export interface Destination {
  readonly server: ServerId;
  readonly serverName: string;
  /** Null: the server as it was left. */
  readonly conversation: ConversationId | null;
  readonly kind: 'channel' | 'direct' | 'server';
  readonly name: string;
  readonly unread: number;
  /** Somebody online with whom there is no conversation yet. */
  readonly fresh: boolean;
}

/** Rows of the quick switcher at most. */
export const RESULTS_MAX = 50;

/**
 * Every place on all servers: what is unread, then the conversations where the person was last, then the others, the servers and people
 * without a conversation; of each, those of the server in front first. The conversation in front is the last of the conversations. What
 * is muted is never among the unread. `recent`: as `Visits` says it.
 */
export function destinations(
  servers: readonly ServerState[],
  active: ServerId | null,
  recent: readonly Place[] = [],
): Destination[] {
  const isActive = ({ profile }: ServerState): boolean => profile.id === active;
  const inOrder = [...servers.filter(isActive), ...servers.filter((server) => !isActive(server))];
  const front = inOrder.find(isActive)?.chat.active;
  const isFront = ({ conversation, server }: Destination): boolean => server === active && conversation === front;
  const known = inOrder.flatMap(conversationsOf);
  const visited = recent.flatMap(
    (place) => known.find((each) => each.server === place.server && each.conversation === place.conversation) ?? [],
  );
  const read = known.filter((each) => each.unread === 0);
  return [
    ...known.filter((each) => each.unread > 0),
    ...visited.filter((each) => each.unread === 0 && !isFront(each)),
    ...read.filter((each) => !visited.includes(each) && !isFront(each)),
    ...read.filter(isFront),
    ...(servers.length > 1 ? inOrder.map(serverItself) : []),
    ...inOrder.flatMap(peopleOf),
  ];
}

function conversationsOf(server: ServerState): Destination[] {
  return listed(server.chat).map(({ choices, id, kind, name, unread }) => ({
    ...serverItself(server),
    conversation: id,
    kind,
    name,
    unread: choices.mutedUntil !== null || server.profile.muted ? 0 : unread,
  }));
}

function serverItself(server: ServerState): Destination {
  const name = serverName(server);
  return { server: server.profile.id, serverName: name, conversation: null, kind: 'server', name, unread: 0, fresh: false };
}

function peopleOf(server: ServerState): Destination[] {
  const { blocked, conversations, me, members } = server.chat;
  const known = new Set<string>([me, ...blocked, ...conversations.filter(isDirect).map((each) => each.name)]);
  return sortNames(members.filter((name) => !known.has(name))).map((name) => ({
    ...serverItself(server),
    conversation: directId(name),
    kind: 'direct',
    name,
    fresh: true,
  }));
}

function isDirect({ kind }: { readonly kind: string }): boolean {
  return kind === 'direct';
}

/** Those that match, the best first; an empty query keeps the order. `#` looks among channels only, `@` among people. */
export function findDestinations(all: readonly Destination[], query: string): Destination[] {
  const typed = query.trim();
  const kind = typed.startsWith('#') ? 'channel' : typed.startsWith('@') ? 'direct' : null;
  const needle = folded(kind === null ? typed : typed.slice(1));
  const scored: { destination: Destination; score: number }[] = [];
  for (const destination of all) {
    if (kind !== null && destination.kind !== kind) continue;
    const score = matchScore(folded(destination.name), needle);
    if (score > 0) scored.push({ destination, score });
  }
  scored.sort((a, b) => b.score - a.score);
  return scored.slice(0, RESULTS_MAX).map((each) => each.destination);
}

/** Without case and accents: `zoe` finds Zoë. */
function folded(text: string): string {
  return text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
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
