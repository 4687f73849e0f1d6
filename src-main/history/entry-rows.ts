import type { MessageEntry } from '../../src-shared/chat/index.ts';
import type { Found, KeptEntry } from '../../src-shared/client/records.ts';
import { fromPlain, toInteger, toPlain } from './plain-text.ts';

/** What the columns of `entries` hold of an entry itself. */
export interface EntryColumns {
  readonly entry: number;
  readonly kind: number;
  readonly at: number;
  /** A name, as `toPlain` has it. */
  readonly author: string | null;
  readonly text: string | null;
  readonly place: number | null;
  readonly seq: number | null;
  readonly rest: string | null;
}

const MESSAGE = 0;
const BROADCAST = 1;
const JOIN = 2;
const QUIT = 3;
const GAP = 4;

/** Kinds up to this one have words that can be found. */
export const LAST_KIND_WITH_WORDS = BROADCAST;

/** What a message has in any case and most have so. */
const USUAL = { delivery: null, reason: null, mention: false } as const;

/** An entry as columns; what has none of its own goes into `rest`, so that whatever an entry is made of comes back. */
export function toColumns(entry: KeptEntry): EntryColumns {
  const base = { entry: toInteger(entry.id), at: toInteger(entry.at), author: null, text: null, place: null, seq: null };
  switch (entry.kind) {
    case 'message': {
      const { id: _, at: _at, kind: _kind, author, text, place, ...more } = entry;
      return { ...base, kind: MESSAGE, author: toPlain(author), text: toPlain(text), ...placeOf(place), rest: restOf(more) };
    }
    case 'broadcast': {
      const { id: _, at: _at, kind: _kind, text, place, ...more } = entry;
      return { ...base, kind: BROADCAST, text: toPlain(text), ...placeOf(place), rest: restOf(more) };
    }
    case 'join':
    case 'quit': {
      const { id: _, at: _at, kind, name, ...more } = entry;
      return { ...base, kind: kind === 'join' ? JOIN : QUIT, author: toPlain(name), rest: restOf(more) };
    }
    case 'gap': {
      const { id: _, at: _at, kind: _kind, ...more } = entry;
      return { ...base, kind: GAP, rest: restOf(more) };
    }
  }
}

/** The entry that `toColumns` made these of. */
export function fromColumns(row: EntryColumns): KeptEntry {
  const base = { id: row.entry, at: row.at };
  const rest = parseRest(row.rest);
  const place = row.place === null ? {} : { place: { id: row.place, seq: row.seq } };
  const author = fromPlain(row.author ?? '');
  const text = fromPlain(row.text ?? '');
  switch (row.kind) {
    case MESSAGE:
      return { ...base, kind: 'message', author, text, ...USUAL, ...rest, ...place };
    case BROADCAST:
      return { ...base, kind: 'broadcast', text, ...rest, ...place };
    case JOIN:
    case QUIT:
      return { ...base, kind: row.kind === JOIN ? 'join' : 'quit', name: author, ...rest };
    default:
      return { ...base, kind: 'gap', from: base.at, ...rest };
  }
}

/** What was damaged is as if it had not been: the entry is shown all the same. */
function parseRest(rest: string | null): object {
  if (rest === null) return {};
  try {
    const value: unknown = JSON.parse(rest);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** The same for a row that has words. */
export function foundFromColumns(row: EntryColumns): Found['entry'] {
  return fromColumns(row) as Found['entry'];
}

function placeOf(place: MessageEntry['place']): { place: number | null; seq: number | null } {
  if (place === undefined) return { place: null, seq: null };
  return { place: toInteger(place.id), seq: place.seq === null ? null : toInteger(place.seq) };
}

function restOf(more: object): string | null {
  const unusual = Object.entries(more).filter(
    ([name, value]) => !(name in USUAL) || USUAL[name as keyof typeof USUAL] !== value,
  );
  return unusual.length === 0 ? null : JSON.stringify(Object.fromEntries(unusual));
}
