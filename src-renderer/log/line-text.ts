import type { GapEntry, PresenceEntry } from '../../src-shared/chat/state.ts';
import { locale, words, type Words } from '../../src-shared/language/index.ts';
import { formatSpan } from '../chat/format-time.ts';

/** The lines of the log that stand where messages do not. */

/** When the connection was down, and how many messages are missing from that time; `missing` null: nobody knows. */
export function gapText({ at, from }: GapEntry, missing: number | null, today: number): string {
  const say = words().timeline;
  return say.offline(formatSpan(from, at, today), missing === null ? say.perhapsMissing : say.missing(missing));
}

type Verb = 'joined' | 'left' | 'visited' | 'returned';

/** People of whom the same is to be told, each once. `visited`: came and went, `returned`: went and came. */
export interface PresencePart {
  readonly verb: Verb;
  readonly names: readonly string[];
}

/** What the comings and goings of a row come to, a name once. */
export function condensePresence(entries: readonly PresenceEntry[]): PresencePart[] {
  const spans = new Map<string, { first: PresenceEntry['kind']; last: PresenceEntry['kind'] }>();
  for (const entry of entries) {
    const span = spans.get(entry.name);
    if (span === undefined) spans.set(entry.name, { first: entry.kind, last: entry.kind });
    else span.last = entry.kind;
  }
  const byVerb = new Map<Verb, string[]>();
  for (const [name, { first, last }] of spans) {
    const verb = first === last ? (first === 'join' ? 'joined' : 'left') : first === 'join' ? 'visited' : 'returned';
    const names = byVerb.get(verb);
    if (names === undefined) byVerb.set(verb, [name]);
    else names.push(name);
  }
  return [...byVerb].map(([verb, names]) => ({ verb, names }));
}

/** A part as a sentence for `Phrase`, with the names it says: of up to two people their names, of more only how many. */
export function presencePhrase({ verb, names }: PresencePart): { text: string; values: Record<string, string> } {
  const forms: Words['timeline'][Verb] = words().timeline[verb];
  const [name = '', other] = names;
  if (names.length > 2) return { text: forms.many(names.length), values: {} };
  return other === undefined ? { text: forms.one, values: { name } } : { text: forms.two, values: { name, other } };
}

/** Names as the language lists them: `Ann, Bob and Carl`. */
export function listNames(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);
}
