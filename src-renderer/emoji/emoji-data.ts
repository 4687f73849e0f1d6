import type { Language } from '../../src-shared/language/index.ts';
import { fold } from '../fold.ts';
import { loadShortcodes, type Shortcodes } from './shortcodes.ts';

/** One emoji of the picker and of the completion. */
export interface Emoji {
  readonly unicode: string;
  /** What it shows, in the language asked for. */
  readonly label: string;
  /** Names without colons, the usual one first; some have none. */
  readonly shortcodes: readonly string[];
  /** All that it is found by besides: words in the language asked for and in English, folded. */
  readonly words: readonly string[];
  /** One of `EMOJI_GROUPS`. */
  readonly group: EmojiGroup;
  /** The five skin tones, from the lightest; empty where it has none. */
  readonly skins: readonly string[];
}

/** Groups in the order of the picker. */
export const EMOJI_GROUPS = [
  'smileys',
  'people',
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;
export type EmojiGroup = (typeof EMOJI_GROUPS)[number];

export interface EmojiData {
  /** In the order of Unicode: what belongs together stands together. */
  readonly list: readonly Emoji[];
  readonly shortcodes: Shortcodes;
}

/** A row of emojibase's `compact.json`, as far as it is used. */
interface CompactEmoji {
  readonly unicode: string;
  readonly label: string;
  /** Absent for the letters that flags are made of. */
  readonly group?: number;
  readonly order?: number;
  readonly tags?: readonly string[];
  readonly skins?: readonly { readonly unicode: string }[];
}

/** By emojibase's numbers; 2 are the parts that emoji are made of. */
const GROUP_NUMBERS: readonly (EmojiGroup | null)[] = [
  'smileys',
  'people',
  null,
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
];

const loaded = new Map<Language, Promise<EmojiData>>();

/** All emoji, named in this language. Loaded when they are first asked for. */
export function loadEmoji(language: Language): Promise<EmojiData> {
  let data = loaded.get(language);
  if (data === undefined) {
    data = load(language);
    loaded.set(language, data);
  }
  return data;
}

const NAMED: Readonly<Record<Language, () => Promise<{ default: unknown }>>> = {
  en: () => import('emojibase-data/en/compact.json'),
  de: () => import('emojibase-data/de/compact.json'),
};

async function load(language: Language): Promise<EmojiData> {
  const [named, english, shortcodes] = await Promise.all([NAMED[language](), NAMED.en(), loadShortcodes()]);
  const codes = codesOf(shortcodes);
  const inEnglish = new Map((english.default as readonly CompactEmoji[]).map((emoji) => [emoji.unicode, emoji]));
  const list = (named.default as readonly CompactEmoji[])
    .filter(({ group }) => group !== undefined && GROUP_NUMBERS[group] !== null)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((emoji): Emoji => {
      const also = language === 'en' ? undefined : inEnglish.get(emoji.unicode);
      const words = [emoji, also].flatMap((each) =>
        each === undefined ? [] : [...each.label.split(/[\s:,]+/), ...(each.tags ?? [])],
      );
      return {
        unicode: minimal(emoji.unicode),
        label: emoji.label,
        shortcodes: codes.get(withoutStyle(emoji.unicode)) ?? [],
        words: [...new Set(words.map(fold))],
        group: GROUP_NUMBERS[emoji.group ?? 0] ?? 'symbols',
        skins: oneTone(emoji.skins ?? []),
      };
    });
  return { list, shortcodes };
}

/** Without the marks that ask for a picture where the sign is one anyway: other programs do not write them. */
function minimal(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}

function codesOf(shortcodes: Shortcodes): ReadonlyMap<string, readonly string[]> {
  const codes = new Map<string, string[]>();
  for (const [code, emoji] of shortcodes) {
    const key = withoutStyle(emoji);
    const known = codes.get(key);
    if (known === undefined) codes.set(key, [code]);
    else known.push(code);
  }
  return codes;
}

/** Data sets differ in where they say that a sign is a picture. */
function withoutStyle(emoji: string): string {
  return emoji.replaceAll('\uFE0F', '');
}

/** Emoji of two people have a variant for each pair of tones; those stay where both have the same. */
function oneTone(skins: readonly { readonly unicode: string }[]): readonly string[] {
  return skins
    .map(({ unicode }) => minimal(unicode))
    .filter((unicode) => new Set(unicode.match(/[\u{1F3FB}-\u{1F3FF}]/gu)).size === 1);
}
