import { en } from './en/index.ts';

/** What the app says, by area and name: a sentence, or a function that makes one of a number or another sentence. */
export type Words = typeof en;

export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The languages that this program has learnt; English it always has. */
const catalogue = new Map<Language, Words>([['en', en]]);

/** Languages in their own words, for the list to choose from. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** A language, and the locale by which its dates and numbers are written; undefined: the engine's own. */
export interface Speech {
  readonly language: Language;
  readonly locale: string | undefined;
}

let speech: Speech = { language: 'en', locale: undefined };

/** Gives this program one more language. The window learns one when it is to be spoken, so that it does not load what it does not say. */
export function learn(language: Language, itsWords: Words): void {
  catalogue.set(language, itsWords);
}

/** Whether a language can be spoken. */
export function isLearnt(language: Language): boolean {
  return catalogue.has(language);
}

/** The words of the language that was set last with `speak`; English before. */
export function words(): Words {
  return wordsIn(speech.language);
}

/** The words of one language, where another process or a file has its own; English for one that was not learnt. */
export function wordsIn(language: Language): Words {
  return catalogue.get(language) ?? en;
}

/** The language that was set last with `speak`. */
export function language(): Language {
  return speech.language;
}

/** For `Intl`: the locale that was set last with `speak`. */
export function locale(): string | undefined {
  return speech.locale;
}

/** Sets the language of this process, at its start and when the person chooses another one. */
export function speak(chosen: Speech): void {
  speech = chosen;
}

/**
 * `setting` by the person; `system`: what the system prefers, the best first, English where we have none of these. Of `system` only
 * BCP 47 counts: a POSIX one (`en-US@posix`) would make `Intl` throw.
 */
export function chooseSpeech(setting: Language | 'system', system: readonly string[]): Speech {
  const tags = system.filter(isTag);
  const language = setting === 'system' ? (tags.map(languageOf).find(isKnown) ?? 'en') : setting;
  // With its region, which says whether a clock has 12 hours or 24.
  return { language, locale: tags.find((tag) => languageOf(tag) === language) ?? language };
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function languageOf(tag: string): string {
  return tag.split('-', 1)[0]?.toLowerCase() ?? '';
}

function isKnown(language: string): language is Language {
  return (LANGUAGES as readonly string[]).includes(language);
}
