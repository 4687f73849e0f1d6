import { readFileSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { Speller } from '../../src-main/spelling/speller.ts';
import { serveSpelling, type SpellingAnswer } from '../../src-main/spelling/spelling-thread.ts';
import { OWN_WORD_MAX_CHARS, OWN_WORDS_MAX, Spelling } from '../../src-main/spelling/spelling.ts';

const read = (name: string) => readFileSync(new URL(`../../node_modules/dictionary-en/${name}`, import.meta.url), 'utf8');
const files = { aff: read('index.aff'), dic: read('index.dic') };

describe('English', () => {
  const speller = new Speller(files, ['Hullabalooza']);

  it('has its words, with every ending and either apostrophe', () => {
    expect(speller.wrong(['hello', 'worlds', 'writing', 'don’t', "don't", 'Monday', 'Hello'])).toEqual([]);
    expect(speller.wrong(['helo', 'wrold', 'hello'])).toEqual(['helo', 'wrold']);
  });

  it('is no judge of names of things and of other scripts', () => {
    expect(speller.wrong(['RWCI', 'h2o', 'camelCase', 'Привет', 'かな', '', '’', 'a-b'])).toEqual([]);
  });

  it('knows what may have been meant', () => {
    expect(speller.suggestions('helo')).toContain('hello');
    expect(speller.suggestions('wrold')).toContain('world');
    expect(speller.suggestions('xqzzzt').length).toBeLessThanOrEqual(5);
  });

  it('takes the person’s own words, those kept and those added', () => {
    expect(speller.wrong(['Hullabalooza', 'blorptastic'])).toEqual(['blorptastic']);
    speller.learn('blorptastic');
    expect(speller.wrong(['blorptastic'])).toEqual([]);
  });
});

describe('the thread', () => {
  const { port1, port2 } = new MessageChannel();
  afterEach(() => {
    port1.close();
  });

  it('answers in order, and with what it has learnt', async () => {
    serveSpelling(port2, files, []);
    const answers: SpellingAnswer[] = [];
    const all = new Promise<void>((resolve) => {
      port1.on('message', (answer: SpellingAnswer) => {
        answers.push(answer);
        if (answers.length === 3) resolve();
      });
    });
    port1.postMessage({ kind: 'wrong', id: 1, words: ['helo', 'blorp'] });
    port1.postMessage({ kind: 'learn', word: 'blorp' });
    port1.postMessage({ kind: 'wrong', id: 2, words: ['helo', 'blorp'] });
    port1.postMessage({ kind: 'suggestions', id: 3, words: ['helo'] });
    await all;
    expect(answers.slice(0, 2)).toEqual([
      { id: 1, words: ['helo', 'blorp'] },
      { id: 2, words: ['helo'] },
    ]);
    expect(answers[2]?.words).toContain('hello');
  });
});

describe('in the app', () => {
  const spellingWith = (isOn: boolean, ownWords: readonly string[] = []) => {
    const file = { ownWords };
    const errors: string[] = [];
    const log = { error: (message: string) => errors.push(message) };
    return { file, errors, spelling: new Spelling({ program: '/nowhere/spelling-thread.cjs', file, isOn: () => isOn, log }) };
  };

  it('nothing is started while the setting is off', async () => {
    const { errors, spelling } = spellingWith(false);
    expect(await spelling.wrong(['helo'])).toEqual([]);
    expect(await spelling.suggestions('helo')).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('a thread that cannot start leaves every word unmarked, and says so in the log', async () => {
    const { errors, spelling } = spellingWith(true);
    expect(await spelling.wrong(['helo'])).toEqual([]);
    expect(errors).toEqual(['the spelling could not be checked']);
  });

  it('own words are kept once each, the newest last, and not without end', () => {
    const { file, spelling } = spellingWith(false, ['a', 'b']);
    spelling.learn('a');
    expect(file.ownWords).toEqual(['b', 'a']);
    spelling.learn('');
    spelling.learn('x'.repeat(OWN_WORD_MAX_CHARS + 1));
    expect(file.ownWords).toEqual(['b', 'a']);
    for (let i = 0; i < OWN_WORDS_MAX; i++) spelling.learn(`word${String(i)}`);
    expect(file.ownWords).toHaveLength(OWN_WORDS_MAX);
    expect(file.ownWords.at(-1)).toBe(`word${String(OWN_WORDS_MAX - 1)}`);
  });
});
