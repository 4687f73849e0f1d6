import { PAGE_MAX } from '../../../src-shared/client/history.ts';
import type { Found, SearchPage } from '../../../src-shared/client/records.ts';
import { foldName, isEmpty, marks, parseQuery, type Place, type Query } from '../../../src-shared/search/index.ts';
import type { KeptServer } from './kept-server.ts';
import { wholeNumber } from './rows.ts';

/** What the window makes a link of begins so. */
const LINK = /(?<![\p{L}\p{N}_])https?:\/\/[^\s\p{C}<>"]/iu;

interface Candidate extends Found {
  readonly row: number;
}

/** As `History.search` says, without an index: what a browser keeps is read through in no time. `cursor`: the row of the last one found. */
export function search(
  servers: readonly KeptServer[],
  text: string,
  now: number,
  cursor: number | null,
  limit: number,
): SearchPage {
  const query = parseQuery(text, now);
  if (isEmpty(query)) return { found: [], cursor: null };
  const all = candidates(servers, query).sort((a, b) => b.entry.at - a.entry.at || b.row - a.row);
  const start = cursor === null ? 0 : all.findIndex(({ row }) => row === cursor) + 1;
  // What the cursor stood for is not kept any more, and nothing that was older than it.
  if (cursor !== null && start === 0) return { found: [], cursor: null };
  const most = Math.min(PAGE_MAX, Math.max(1, wholeNumber(limit)));
  const found: Candidate[] = [];
  for (let at = start; at < all.length; at++) {
    const candidate = all[at] as Candidate;
    if (!hasWords(candidate.entry.text, query)) continue;
    if (found.length === most) return { found: found.map(withoutRow), cursor: found.at(-1)?.row ?? null };
    found.push(candidate);
  }
  return { found: found.map(withoutRow), cursor: null };
}

/** What everything but the words of a query holds for. */
function candidates(servers: readonly KeptServer[], query: Query): Candidate[] {
  const all: Candidate[] = [];
  for (const { row, threads } of servers) {
    for (const [conversation, { entries }] of threads) {
      if (!isIn(conversation, query.in)) continue;
      for (const { entry, row: number } of entries) {
        if (entry.kind !== 'message' && entry.kind !== 'broadcast') continue;
        if (isWanted(entry, query)) all.push({ server: row.row, conversation, entry, row: number });
      }
    }
  }
  return all;
}

function isIn(conversation: Found['conversation'], places: readonly Place[]): boolean {
  if (places.length === 0) return true;
  const colon = conversation.indexOf(':');
  const kind = conversation.startsWith('dm:') ? 'direct' : 'channel';
  const name = foldName(conversation.slice(colon + 1));
  return places.some((place) => place.name === name && (place.kind === 'any' || place.kind === kind));
}

function isWanted(entry: Found['entry'], { from, link, since, until }: Query): boolean {
  if ((since !== null && entry.at < since) || (until !== null && entry.at >= until)) return false;
  if (from.length > 0 && (entry.kind !== 'message' || !from.includes(foldName(entry.author)))) return false;
  return !link || LINK.test(entry.text);
}

function hasWords(text: string, query: Query): boolean {
  return query.phrases.every((phrase) => marks(text, { ...query, phrases: [phrase] }).length > 0);
}

function withoutRow({ conversation, entry, server }: Candidate): Found {
  return { server, conversation, entry };
}
