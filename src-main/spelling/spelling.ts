import { Worker } from 'node:worker_threads';
import type { Log } from '../../src-shared/client/log.ts';
import type { SpellingAnswer, SpellingRequest } from './spelling-thread.ts';

/** Words that the person added, at most, and characters in one. */
export const OWN_WORDS_MAX = 2_000;
export const OWN_WORD_MAX_CHARS = 64;

/** Requests that wait for an answer; the oldest are given up. */
const WAITING_MAX = 50;

interface Parts {
  /** The built program of the thread. */
  readonly program: string;
  /** The person's own words, kept over a restart. */
  readonly file: { ownWords: readonly string[] };
  readonly isOn: () => boolean;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Spelling, checked on this computer: a thread of its own with the dictionary that the app brings along. It is started by the first
 * question while the setting is on, and ended with it; nothing is loaded before, and nothing is ever downloaded.
 */
export class Spelling {
  readonly #parts: Parts;
  readonly #waiting = new Map<number, (words: readonly string[]) => void>();
  #worker: Worker | null = null;
  #lastId = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Those of the words that are wrong; none while the setting is off or the checker failed. */
  wrong(words: readonly string[]): Promise<readonly string[]> {
    return this.#ask('wrong', words);
  }

  /** What may have been meant, the likeliest first. */
  suggestions(word: string): Promise<readonly string[]> {
    return this.#ask('suggestions', [word]);
  }

  /** From now on this word is right; the oldest of too many are forgotten. */
  learn(word: string): void {
    if (word === '' || word.length > OWN_WORD_MAX_CHARS) return;
    const { file } = this.#parts;
    file.ownWords = [...file.ownWords.filter((each) => each !== word), word].slice(-OWN_WORDS_MAX);
    this.#worker?.postMessage({ kind: 'learn', word } satisfies SpellingRequest);
  }

  /** Ends the thread where it is not wanted any more. */
  settingChanged(): void {
    if (!this.#parts.isOn()) this.close();
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = null;
    for (const answer of this.#waiting.values()) answer([]);
    this.#waiting.clear();
  }

  #ask(kind: 'wrong' | 'suggestions', words: readonly string[]): Promise<readonly string[]> {
    if (!this.#parts.isOn() || words.length === 0) return Promise.resolve([]);
    const id = ++this.#lastId;
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      if (this.#waiting.size > WAITING_MAX) this.#answer({ id: id - WAITING_MAX, words: [] });
      worker.postMessage({ kind, id, words } satisfies SpellingRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#parts.program, { workerData: this.#parts.file.ownWords, name: 'spelling' });
    worker.on('message', (answer: SpellingAnswer) => {
      this.#answer(answer);
    });
    worker.on('error', (error) => {
      this.#parts.log.error('the spelling could not be checked', error);
      if (this.#worker === worker) this.close();
    });
    // An app that ends does not wait for it.
    worker.unref();
    return worker;
  }

  #answer({ id, words }: SpellingAnswer): void {
    this.#waiting.get(id)?.(words);
    this.#waiting.delete(id);
  }
}
