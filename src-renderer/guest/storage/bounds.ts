import type { KeptServer } from './kept-server.ts';
import type { Thread } from './thread.ts';

/** How much a browser keeps. What goes, the server's history still has where it has one; the oldest go, so that nothing is missing between. */

/** Entries that a start finds, of one conversation and in all: what a phone reads in a tenth of a second. */
export const START_CONVERSATION_MAX_ENTRIES = 300;
export const START_MAX_ENTRIES = 2_000;

/** Entries in all while the page is open: more than a conversation shows at once, so that scrolling finds what left the window. */
export const SESSION_MAX_ENTRIES = 5_000;

/** UTF-16 units of text in all: a server may send messages of a megabyte. */
export const MAX_CHARS = 4 * 1024 * 1024;

/** Conversations of all servers: a server may make up any number. */
export const CONVERSATIONS_MAX = 2_000;

/** Servers and accounts that were at this address of the page. */
export const SERVERS_MAX = 8;

/** Beyond a bound so much more goes, that not every message is followed by a look at all. */
const SLACK = 0.9;

interface Place {
  readonly server: KeptServer;
  readonly thread: Thread;
}

/** At the start. */
export function boundAtStart(servers: readonly KeptServer[]): void {
  for (const { server, thread } of places(servers)) {
    server.forgetOldest(thread, Math.max(0, thread.entries.length - START_CONVERSATION_MAX_ENTRIES));
  }
  boundTo(servers, START_MAX_ENTRIES);
}

/** While the page is open. */
export function bound(servers: readonly KeptServer[]): void {
  boundTo(servers, SESSION_MAX_ENTRIES);
}

function boundTo(servers: readonly KeptServer[], maxEntries: number): void {
  const all = places(servers);
  forgetLargest(all, maxEntries, ({ entries }) => entries.length);
  forgetLargest(all, MAX_CHARS, ({ chars }) => chars);
  let surplus = all.length - CONVERSATIONS_MAX;
  for (const { server, thread } of all) if (surplus > 0 && server.dropUnused(thread)) surplus--;
}

/** The largest conversation loses its oldest entries, again and again, until all together are no larger than this. */
function forgetLargest(all: readonly Place[], max: number, sizeOf: (thread: Thread) => number): void {
  const sized = all.map((place) => ({ ...place, size: sizeOf(place.thread) }));
  let total = sized.reduce((sum, { size }) => sum + size, 0);
  if (total <= max) return;
  while (total > max * SLACK) {
    const largest = sized.reduce((a, b) => (b.size > a.size ? b : a));
    largest.server.forgetOldest(largest.thread, Math.ceil(largest.thread.entries.length * (1 - SLACK)));
    const size = sizeOf(largest.thread);
    total -= largest.size - size;
    largest.size = size;
  }
}

function places(servers: readonly KeptServer[]): Place[] {
  return servers.flatMap((server) => [...server.threads.values()].map((thread) => ({ server, thread })));
}
