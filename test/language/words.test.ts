import { afterEach, describe, expect, test } from 'vitest';
import { chooseSpeech, LANGUAGE_NAMES, LANGUAGES, pluralIn, speak, words } from '../../src-shared/language/index.ts';

afterEach(() => speak({ language: 'en', locale: undefined }));

/** Every way through a language's words to something that is said, as `area.name`. */
function placesOf(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return typeof each === 'object' && each !== null ? placesOf(each, place) : [place];
  });
}

/** The names of the values that stand in a sentence: `{name}`. */
function valuesOf(sentence: unknown): string[] {
  return typeof sentence === 'string' ? [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort() : [];
}

function at(value: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], value);
}

describe('the language', () => {
  test('is the first of the system’s that the app speaks, with its region', () => {
    expect(chooseSpeech('system', ['fr-FR', 'de-AT', 'en-GB'])).toEqual({ language: 'de', locale: 'de-AT' });
  });

  test('is English where the app speaks none of the system’s', () => {
    expect(chooseSpeech('system', ['fr-FR', 'ja'])).toEqual({ language: 'en', locale: 'en' });
  });

  test.each(['en-US@posix', 'C', 'en_GB', ''])('takes no locale from %j, which Intl does not know', (tag) => {
    expect(chooseSpeech('system', [tag, 'en-GB'])).toEqual({ language: 'en', locale: 'en-GB' });
    expect(chooseSpeech('system', [tag])).toEqual({ language: 'en', locale: 'en' });
  });

  test('is what the person chose, whatever the system says', () => {
    expect(chooseSpeech('en', ['de-DE', 'en-GB'])).toEqual({ language: 'en', locale: 'en-GB' });
    expect(chooseSpeech('de', ['en-GB'])).toEqual({ language: 'de', locale: 'de' });
  });

  test('changes what is said from then on', () => {
    expect(words().common.cancel).toBe('Cancel');
    speak({ language: 'de', locale: 'de-DE' });
    expect(words().common.cancel).toBe('Abbrechen');
  });

  test('counts by its own rules, with its own digits', () => {
    const plural = pluralIn('de');
    expect(plural(1, { one: '# Person', other: '# Personen' })).toBe('1 Person');
    expect(plural(1_200, { one: '# Person', other: '# Personen' })).toBe('1.200 Personen');
  });
});

type Sentence = (...values: readonly unknown[]) => string;
type Say = Sentence | string;

/** A sentence takes numbers, or names and the like. */
function spokenWith(say: Sentence, values: readonly number[]): string {
  try {
    return say(...values);
  } catch {
    return say(...values.map(String));
  }
}

describe('the catalogue', () => {
  speak({ language: 'en', locale: undefined });
  const english = words();

  test.each(LANGUAGES)('says the same things in %s, of the same values', (language) => {
    speak({ language, locale: language });
    const spoken = words();
    expect(LANGUAGE_NAMES[language]).not.toBe('');
    expect(placesOf(spoken).sort()).toEqual(placesOf(english).sort());
    for (const place of placesOf(english)) {
      const [ours, theirs] = [at(english, place), at(spoken, place)];
      expect(typeof theirs, place).toBe(typeof ours);
      expect(valuesOf(theirs), place).toEqual(valuesOf(ours));
      if (typeof theirs === 'string') expect(theirs.trim(), place).not.toBe('');
    }
  });

  test.each(LANGUAGES)('puts in %s what is given into each sentence, one or many', (language) => {
    speak({ language, locale: language });
    const spoken = words();
    for (const place of placesOf(english)) {
      const [ours, theirs] = [at(english, place), at(spoken, place)] as Say[];
      if (typeof ours !== 'function' || typeof theirs !== 'function') continue;
      expect(theirs.length, place).toBe(ours.length);
      for (const values of [
        [71, 82, 93],
        [1, 82, 93],
      ]) {
        const [expected, said] = [spokenWith(ours, values), spokenWith(theirs, values)];
        expect(said, place).not.toMatch(/#(?!\d)|undefined|NaN|\[object/u);
        for (const value of values.slice(0, ours.length).filter((each) => each !== 1)) {
          expect(said.includes(String(value)), `${place} of ${String(value)}: ${said}`).toBe(expected.includes(String(value)));
        }
      }
    }
  });

  test.each(LANGUAGES.filter((language) => language !== 'en'))('left no sentence in English in %s', (language) => {
    speak({ language, locale: language });
    const spoken = words();
    const same = placesOf(english).filter((place) => {
      const ours = at(english, place);
      return (
        typeof ours === 'string' &&
        /\p{Ll}{2}\S* \S*\p{Ll}{2}/u.test(ours.replace(/\{\w+\}/gu, '')) &&
        ours === at(spoken, place)
      );
    });
    // Names are names in every language.
    expect(same.filter((place) => at(english, place) !== 'RWCI Desktop')).toEqual([]);
  });
});
