import { readConfusables } from './confusables.ts';
import { NAME_MAX_CODE_POINTS, SERVER_NAME } from './limits.ts';

/**
 * The rules for names on our server, for users and for channels. The client uses them to say what is wrong while the
 * person still types; foreign servers have rules of their own.
 */

/** A name as the server keeps it with the keys it must be unique by, or the rule it breaks, in words. */
export type NameCheck =
  | {
      readonly ok: true;
      /** In NFC; checking it again gives the same. */
      readonly name: string;
      /** Equal for names that differ in case or compatibility form only. */
      readonly key: string;
      /** Equal for names that look alike. */
      readonly look: string;
    }
  | { readonly ok: false; readonly rule: NameRule; readonly reason: string };

/** What a name can break. `signs`: characters that are not text, or not one line of it. */
export type NameRule = 'empty' | 'long' | 'signs' | 'spaces' | 'hash' | 'reserved';

/** Names that break programs which keep names as the keys of an object; nobody and nothing may have one. */
const RESERVED_KEYS = ['__proto__', 'prototype', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];

/** Names that would let somebody speak as the server or for everybody, or that break naive programs. */
const RESERVED = [
  SERVER_NAME,
  ...['system', 'admin', 'administrator', 'moderator', 'operator', 'host', 'root', 'sysop', 'security', 'daemon'],
  ...['rwci', 'localhost', 'broadcast', 'announcement', 'everyone', 'everybody', 'here', 'all', 'channel', 'nobody'],
  ...['none', 'anonymous', 'unknown', 'null', 'undefined', 'true', 'false', 'nan', 'object', 'function'],
  ...RESERVED_KEYS,
];

let reserved: ReadonlySet<string> | undefined;
let reservedKeys: ReadonlySet<string> | undefined;

/** Whether `name` may be a user's name: RFC #001 leaves this to the server; docs/PROTOCOL.md, "Names". */
export function checkUserName(name: string): NameCheck {
  const checked = checkName(name, 'A name');
  reserved ??= new Set(RESERVED.map(lookKey));
  if (checked.ok && reserved.has(checked.look)) return refuse('reserved', `The name ${checked.name} is reserved.`);
  return checked;
}

/** Whether `name` may be a channel's name: the rules of a user's name but fewer are reserved, and neither white space nor a leading #. */
export function checkChannelName(name: string): NameCheck {
  if (name.startsWith('#')) return refuse('hash', 'Leave out the #: the name of a channel begins after it.');
  const checked = checkName(name, 'A channel name');
  if (checked.ok && /\s/u.test(checked.name)) return refuse('spaces', 'A channel name has no spaces. Try - instead.');
  reservedKeys ??= new Set(RESERVED_KEYS.map(lookKey));
  if (checked.ok && reservedKeys.has(checked.look)) return refuse('reserved', `The name ${checked.name} is reserved.`);
  return checked;
}

/** The same key for names that differ in case or compatibility form only (NFKC and full case folding). */
export function nameKey(name: string): string {
  return fold(name.normalize('NFKC')).normalize('NFKC');
}

/** The same key for names that look alike, in whatever case: UTS #39's skeleton before and after case folding. */
export function lookKey(name: string): string {
  return skeleton(fold(skeleton(name.normalize('NFKC'))));
}

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const NOT_TEXT = /[\p{Cs}\p{Co}\p{Cn}\uFFFC\uFFFD]/u;
const OTHER_SPACE = /(?! )\p{Zs}/u;
/** Two marks that fit any letter are as many as real names stack; scripts of their own (Tibetan, Burmese) need four. */
const STACKED_MARKS = /(?:(?=\p{Script=Inherited})\p{M}){3}|\p{M}{5}/u;

function checkName(raw: string, subject: string): NameCheck {
  // Before any normalisation, which may lengthen a hostile text eighteenfold.
  if (raw.length > NAME_MAX_CODE_POINTS * 4) return refuse('long', tooLong(subject));
  const name = raw.normalize('NFC');
  if (name === '') return refuse('empty', `${subject} cannot be empty.`);
  if (CONTROL.test(name)) return refuse('signs', `${subject} cannot hold line breaks or other control characters.`);
  if (INVISIBLE.test(name)) return refuse('signs', `${subject} cannot hold invisible or direction-changing characters.`);
  if (NOT_TEXT.test(name)) return refuse('signs', `${subject} can hold only characters that Unicode assigns.`);
  if (name !== name.trim()) return refuse('spaces', `${subject} cannot begin or end with a space.`);
  if (OTHER_SPACE.test(name) || name.includes('  '))
    return refuse('spaces', `${subject} can hold only single, ordinary spaces.`);
  if (STACKED_MARKS.test(name)) return refuse('signs', `${subject} cannot pile so many marks on one letter.`);
  if (/^\p{M}/u.test(name)) return refuse('signs', `${subject} cannot begin with a combining mark.`);
  const key = nameKey(name);
  if ([...name].length > NAME_MAX_CODE_POINTS || [...key].length > NAME_MAX_CODE_POINTS)
    return refuse('long', tooLong(subject));
  return { ok: true, name, key, look: lookKey(name) };
}

function refuse(rule: NameRule, reason: string): NameCheck {
  return { ok: false, rule, reason };
}

function tooLong(subject: string): string {
  return `${subject} has at most ${NAME_MAX_CODE_POINTS} characters.`;
}

/** Case folding a code point at a time, because `toLowerCase` of a whole text treats a final sigma in its own way. */
function fold(text: string): string {
  let folded = '';
  for (const char of text) folded += char.toUpperCase().toLowerCase();
  // The dot that folding a Turkish capital I leaves behind.
  return folded.replaceAll('i\u0307', 'i').replaceAll('ς', 'σ');
}

let prototypes: ReadonlyMap<string, string> | undefined;

function skeleton(text: string): string {
  prototypes ??= readConfusables();
  let mapped = '';
  for (const char of text.normalize('NFD')) mapped += prototypes.get(char) ?? char;
  return mapped.normalize('NFD');
}
