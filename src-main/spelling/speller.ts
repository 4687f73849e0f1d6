import nspell from 'nspell';

/** Suggestions for one word. */
const SUGGESTIONS_MAX = 5;

/** Latin letters with apostrophes between them: what the English dictionary can know. */
const CHECKED = /^\p{Script=Latin}+(?:['’]\p{Script=Latin}+)*$/u;

/** A dictionary in Hunspell's two files. */
export interface DictionaryFiles {
  readonly aff: string;
  readonly dic: string;
}

/** Says which words are not spelt as a dictionary has them. Reading the dictionary takes some tenths of a second. */
export class Speller {
  readonly #spell: ReturnType<typeof nspell>;

  /** `own`: words of the person, which are right. */
  constructor(files: DictionaryFiles, own: readonly string[]) {
    this.#spell = nspell(files.aff, files.dic);
    for (const word of own) this.learn(word);
  }

  /** Those of the words that are wrong. Names of things (`RWCI`, `h2o`, `camelCase`) and words of other scripts are not judged. */
  wrong(words: readonly string[]): string[] {
    return words.filter(
      (word) => CHECKED.test(word) && !/\p{Ll}\p{Lu}|^\p{Lu}+$/u.test(word) && !this.#spell.correct(plain(word)),
    );
  }

  /** What may have been meant, the likeliest first. */
  suggestions(word: string): string[] {
    return this.#spell.suggest(plain(word)).slice(0, SUGGESTIONS_MAX);
  }

  learn(word: string): void {
    this.#spell.add(plain(word));
  }
}

/** The dictionary has the typewriter's apostrophe. */
function plain(word: string): string {
  return word.replaceAll('’', "'");
}
