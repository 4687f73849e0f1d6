import { describe, expect, it } from 'vitest';
import type { CommandActions, CommandAnswer } from '../../src-renderer/composer/command-actions.ts';
import { COMMANDS, isForOthers, readTyped, WHO_MAX } from '../../src-renderer/composer/commands.ts';
import { findPerson } from '../../src-renderer/composer/find-person.ts';
import { note, type Note } from '../../src-renderer/composer/note.ts';
import { LANGUAGES, wordsIn } from '../../src-shared/language/index.ts';
import { actionsWith } from './composer-actions.ts';

async function run(typed: string, change: Partial<CommandActions> = {}): Promise<CommandAnswer> {
  const actions = actionsWith(change);
  const read = readTyped(typed, actions.moderate !== null);
  if (read.kind !== 'command') throw new Error(`${typed} is no command`);
  return read.command.run(read.rest, actions);
}

/** A note as the person reads it. */
function shown(said: Note | null): string {
  return said === null ? '' : said.text.replace(/\{(\w+)\}/g, (_, name: string) => said.values[name] ?? '?');
}

/** What the verbs were called with. */
function recorder() {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  return { calls, record };
}

describe('what is typed', () => {
  it('is text unless it begins with one slash and a word', () => {
    expect(readTyped('hello', false)).toEqual({ kind: 'text', text: 'hello' });
    expect(readTyped(' /me', false)).toEqual({ kind: 'text', text: ' /me' });
    expect(readTyped('/', false)).toEqual({ kind: 'text', text: '/' });
    expect(readTyped('/ shrug', false)).toEqual({ kind: 'text', text: '/ shrug' });
  });

  it('is text with one slash less where it begins with two', () => {
    expect(readTyped('//me waves', false)).toEqual({ kind: 'text', text: '/me waves' });
    expect(readTyped('///', false)).toEqual({ kind: 'text', text: '//' });
  });

  it.each(['/usr/bin', '/nonsense', '/me-too', '/w2', '/kick bob'])('%s is no command', (typed) => {
    expect(readTyped(typed, false)).toMatchObject({ kind: 'unknown' });
  });

  it('is a command in any case and by its other names', () => {
    expect(readTyped('/ME waves', false)).toMatchObject({ kind: 'command', command: { name: 'me' }, rest: 'waves' });
    expect(readTyped('/msg bob hi\nthere', false)).toMatchObject({
      kind: 'command',
      command: { name: 'w' },
      rest: 'bob hi\nthere',
    });
    expect(readTyped('/kick bob', true)).toMatchObject({ kind: 'command', command: { name: 'kick' } });
  });

  it('tells others of typing only where it is for them', () => {
    expect(['hello', '//x', ' /x'].map(isForOthers)).toEqual([true, true, true]);
    expect(['', '  ', '/', '/w', '/me waves'].map(isForOthers)).toEqual([false, false, false, false, false]);
  });
});

describe('every command', () => {
  it('has help in every language, one name and other names of its own', () => {
    const names = COMMANDS.flatMap(({ aliases, name }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const language of LANGUAGES) {
      const { commands } = wordsIn(language).composer;
      expect(COMMANDS.map(({ name }) => name).sort()).toEqual(Object.keys(commands).sort());
    }
  });

  it.each(['/me', '/w', '/w bob', '/join', '/who is it', '/search', '/block', '/block bob now', '/clear all'])(
    '%s with the wrong arguments says how it is written, and the text stays',
    async (typed) => {
      const { done, note: said } = await run(typed);
      expect(done).toBe(false);
      expect(shown(said)).toMatch(/^Write it like this: \/\w+/);
    },
  );
});

describe('saying', () => {
  it('/me goes as it is, and /shrug behind what was typed', async () => {
    const { calls, record } = recorder();
    await run('/me  waves', { say: record('say') });
    await run('/shrug', { say: record('say') });
    await run('/shrug so what', { say: record('say') });
    expect(calls).toEqual([
      ['say', '/me waves'],
      ['say', '¯\\_(ツ)_/¯'],
      ['say', 'so what ¯\\_(ツ)_/¯'],
    ]);
  });

  it('/w finds the person, /r the last one who wrote', async () => {
    const { calls, record } = recorder();
    await run('/w @BOB hi\nthere', { tell: record('tell') });
    await run('/w ann lee hello', { tell: record('tell') });
    await run('/r thanks', { tell: record('tell'), lastWriter: () => 'bob' });
    expect(calls).toEqual([
      ['tell', 'bob', 'hi\nthere'],
      ['tell', 'Ann Lee', 'hello'],
      ['tell', 'bob', 'thanks'],
    ]);
    expect(shown((await run('/w bib hi')).note)).toBe('Nobody called bib is known here.');
    expect(await run('/r thanks')).toMatchObject({ done: false });
  });
});

describe('a person among the arguments', () => {
  const people = ['ann', 'Ann Lee', 'bob', 'Änne'];
  it.each([
    ['bob hi', 'bob', true, 'hi'],
    ['@bob', 'bob', true, ''],
    ['BOB  hi  there', 'bob', true, 'hi  there'],
    ['Ann Lee hi', 'Ann Lee', true, 'hi'],
    ['ann leers', 'ann', true, 'leers'],
    ['"Ann Lee" hi', 'Ann Lee', true, 'hi'],
    ['anne hi', 'Änne', true, 'hi'],
    ['bobby hi', 'bobby', false, 'hi'],
    ['', '', false, ''],
  ])('%s is %s', (typed, name, known, text) => {
    expect(findPerson(typed, people)).toEqual({ name, known, text });
  });
});

describe('the room', () => {
  it('/join opens a channel, with or without its sign, and says why not', async () => {
    const { calls, record } = recorder();
    const openChannel = (name: string) => {
      record('open')(name);
      return Promise.resolve(name === 'bad' ? note('Not this one.') : null);
    };
    expect(await run('/join #news', { openChannel })).toEqual({ done: true, note: null });
    expect(await run('/j bad', { openChannel })).toEqual({ done: false, note: note('Not this one.') });
    expect(calls).toEqual([
      ['open', 'news'],
      ['open', 'bad'],
    ]);
  });

  it('/who names those who are here, not all of a crowd', async () => {
    expect(shown((await run('/who')).note)).toMatch(/^3 people are here: .*me.*ann.*bob.*\.$/);
    const crowd = Array.from({ length: 500 }, (_, i) => `guest-${String(i)}`);
    const said = shown((await run('/who', { members: () => crowd })).note);
    expect(said).toMatch(/^500 people are here: /);
    expect(said).toMatch(new RegExp(`, and ${String(500 - WHO_MAX)} more\\.$`));
  });

  it('/block and /unblock turn one person', async () => {
    const { calls, record } = recorder();
    await run('/block bob', { block: record('block') });
    await run('/unblock zoe', { block: record('block'), blocked: () => ['zoe'] });
    expect(calls).toEqual([
      ['block', 'bob', true],
      ['block', 'zoe', false],
    ]);
    expect(await run('/unblock bob', { block: record('block') })).toMatchObject({ done: false });
  });

  it('/clear and /search ask the room', async () => {
    const { calls, record } = recorder();
    await run('/clear', { clear: record('clear') });
    await run('/search two words', { search: record('search') });
    expect(calls).toEqual([['clear'], ['search', 'two words']]);
  });

  it('/kick and /ban are the host’s, with the reason', async () => {
    const { calls, record } = recorder();
    const moderate: CommandActions['moderate'] = (...args) => {
      record('moderate')(...args);
      return Promise.resolve(null);
    };
    await run('/kick bob too loud', { moderate });
    await run('/ban Ann Lee', { moderate });
    expect(calls).toEqual([
      ['moderate', 'kick', 'bob', 'too loud'],
      ['moderate', 'ban', 'Ann Lee', ''],
    ]);
  });

  it('/away, /busy and /back say how one wants to be seen, and why they could not', async () => {
    const { calls, record } = recorder();
    const setPresence: CommandActions['setPresence'] = (...args) => {
      record('presence')(...args);
      return Promise.resolve(args[1] === 'soup' ? note('No soup.') : null);
    };
    for (const typed of ['/away', '/away at lunch', '/busy  writing', '/back']) {
      expect(await run(typed, { setPresence })).toEqual({ done: true, note: null });
    }
    expect(calls.map(([, ...args]) => args)).toEqual([
      ['away', ''],
      ['away', 'at lunch'],
      ['busy', 'writing'],
      ['online', ''],
    ]);
    expect(await run('/away soup', { setPresence })).toEqual({ done: false, note: note('No soup.') });
    expect((await run('/back now', { setPresence })).done).toBe(false);
  });

  it('/topic gives all that was written to the channel', async () => {
    const topics: string[] = [];
    const topic: CommandActions['topic'] = (text) => {
      topics.push(text);
      return Promise.resolve({ done: true, note: null });
    };
    await run('/topic soup and salad', { topic });
    await run('/topic', { topic });
    expect(topics).toEqual(['soup and salad', '']);
  });
});

describe('/help', () => {
  it('lists what the person can use, and explains one', async () => {
    expect(shown((await run('/help')).note)).toContain('/search');
    expect(shown((await run('/help')).note)).not.toContain('/kick');
    expect(shown((await run('/help', { moderate: () => Promise.resolve(null) })).note)).toContain('/kick');
    expect(shown((await run('/help /msg')).note)).toBe('/w NAME TEXT: Write to one person. Also /msg, /whisper.');
    expect(shown((await run('/help who')).note)).toMatch(/^\/who: /);
    expect(shown((await run('/help nonsense')).note)).toBe('There is no command /nonsense.');
  });
});
