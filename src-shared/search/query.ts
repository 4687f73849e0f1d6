import { foldName, standsAlone, wordsOf } from './words.ts';

/** What somebody searches for, understood. */
export interface Query {
  /** All of them have to be in a message. */
  readonly phrases: readonly Phrase[];
  /** Names of those who may have written it (`foldName`); empty: anybody. */
  readonly from: readonly string[];
  /** Where it may have been written; empty: anywhere. */
  readonly in: readonly Place[];
  /** In ms since the epoch: not before this time, and before that one; null where there is no such bound. */
  readonly since: number | null;
  readonly until: number | null;
  /** It has to hold a link. */
  readonly link: boolean;
}

/** Words side by side, folded (`wordsOf`). */
export interface Phrase {
  readonly words: readonly string[];
  /** The last one may be the beginning of a longer word; never a character that stands for itself. */
  readonly isPrefix: boolean;
}

/** A conversation by its name (`foldName`); `any`: a channel or a person. */
export interface Place {
  readonly kind: 'channel' | 'direct' | 'any';
  readonly name: string;
}

/** UTF-16 units of a query that are read. */
export const QUERY_MAX_CHARS = 1_000;
/** Words, phrases and filters that count, and words in one phrase. */
export const QUERY_MAX_PARTS = 32;
export const PHRASE_MAX_WORDS = 64;

/** A phrase in quotes, an operator with its value, or what stands between spaces. A quote that is not closed reaches to the end. */
const PART = /"([^"]*)("|$)|([a-z]+):(?:"([^"]*)"|([^\s"]+))(?=\s|$)|([^\s"]+)/giu;

/**
 * Understands a query: words, `"phrases"`, `from:`, `in:` (`#channel`, `@person` or either), `before:`, `after:` (a day, a month,
 * a year, `today`, `yesterday`; both leave that day, month or year itself out) and `has:link`. A value with spaces stands in quotes.
 * What is not one of these is a word like any other: there are no errors. Of one operator several times any may hold.
 * @param now in ms since the epoch; days begin and end in this computer's time zone
 */
export function parseQuery(text: string, now: number): Query {
  const query: Draft = { phrases: [], from: [], in: [], since: null, until: null, link: false };
  let parts = 0;
  for (const part of text.slice(0, QUERY_MAX_CHARS).matchAll(PART)) {
    if (++parts > QUERY_MAX_PARTS) break;
    const [whole, quoted, closing, operator, quotedValue, plainValue] = part;
    const value = (quotedValue ?? plainValue ?? '').trim();
    if (quoted !== undefined) addPhrase(query, quoted, closing === '');
    else if (operator === undefined || !addFilter(query, operator.toLowerCase(), value, now)) addPhrase(query, whole, true);
  }
  return query;
}

/** A query while it is read. */
type Draft = { -readonly [Key in keyof Query]: Query[Key] extends readonly (infer Part)[] ? Part[] : Query[Key] };

/** False where that is no filter. */
function addFilter(query: Draft, operator: string, value: string, now: number): boolean {
  if (value === '') return false;
  if (operator === 'from') query.from.push(foldName(value.replace(/^@(?=.)/u, '')));
  else if (operator === 'in') query.in.push(placeOf(value));
  else if (operator === 'has' && value.toLowerCase() === 'link') query.link = true;
  else if (operator === 'before' || operator === 'after') {
    const span = spanOf(value, now);
    if (span === null) return false;
    if (operator === 'before') query.until = Math.min(query.until ?? Infinity, span.start);
    else query.since = Math.max(query.since ?? -Infinity, span.end);
  } else return false;
  return true;
}

/** Whether nothing is asked: then nothing is found. */
export function isEmpty(query: Query): boolean {
  const { phrases, from, in: places, since, until, link } = query;
  return phrases.length + from.length + places.length === 0 && since === null && until === null && !link;
}

function addPhrase(query: Draft, text: string, mayBePrefix: boolean): void {
  const words: string[] = [];
  for (const { folded } of wordsOf(text)) {
    words.push(folded);
    if (words.length === PHRASE_MAX_WORDS) break;
  }
  const last = words.at(-1);
  if (last !== undefined) query.phrases.push({ words, isPrefix: mayBePrefix && !standsAlone(last) });
}

function placeOf(value: string): Place {
  const mark = value.length > 1 ? value[0] : '';
  if (mark === '#') return { kind: 'channel', name: foldName(value.slice(1)) };
  if (mark === '@') return { kind: 'direct', name: foldName(value.slice(1)) };
  return { kind: 'any', name: foldName(value) };
}

const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/u;

/** From when to when the day, month or year lasts; null for what is none. */
function spanOf(value: string, now: number): { readonly start: number; readonly end: number } | null {
  const named = { today: 0, yesterday: 1 }[value.toLowerCase()];
  if (named !== undefined) {
    const day = new Date(now);
    const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate() - named];
    return { start: localTime(year, month, date), end: localTime(year, month, date + 1) };
  }
  const [found, year, month, day] = DATE.exec(value)?.map(Number) ?? [];
  if (found === undefined || year === undefined) return null;
  if (month === undefined || Number.isNaN(month)) return { start: localTime(year, 0, 1), end: localTime(year + 1, 0, 1) };
  if (month < 1 || month > 12) return null;
  if (day === undefined || Number.isNaN(day)) {
    return { start: localTime(year, month - 1, 1), end: localTime(year, month, 1) };
  }
  const daysInMonth = new Date(2000 + (year % 400), month, 0).getDate();
  if (day < 1 || day > daysInMonth) return null;
  return { start: localTime(year, month - 1, day), end: localTime(year, month - 1, day + 1) };
}

/** The beginning of a day here. `Date` takes a year below 100 for one of the 20th century. */
function localTime(year: number, month: number, day: number): number {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month, day);
  return date.getTime();
}
