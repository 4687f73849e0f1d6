import { describe, expect, it } from 'vitest';
import { completionOptions, peopleInOrder, type Completable } from '../../src-renderer/composer/completion-options.ts';
import { completionWord } from '../../src-renderer/composer/completion-word.ts';
import { Completion } from '../../src-renderer/composer/completion.svelte.ts';
import { edited } from '../../src-renderer/composer/edit.ts';
import { NickCycle } from '../../src-renderer/composer/nick-cycle.ts';
import { ranked } from '../../src-renderer/composer/ranking.ts';
import { loadEmoji } from '../../src-renderer/emoji/emoji-data.ts';
import type { MessageEntry } from '../../src-shared/chat/state.ts';
import { actionsWith } from './composer-actions.ts';

/** The word at the `|`. */
function wordAt(written: string, isHost = false) {
  const caret = written.indexOf('|');
  return completionWord(written.replace('|', ''), caret, isHost);
}

let entries = 0;
const message = (author: string): MessageEntry => ({
  ...{ kind: 'message', id: ++entries, at: 0, author, text: 'x', delivery: null, reason: null, mention: false },
});

function from(change: Partial<Completable> = {}): Completable {
  return { conversation: { entries: [] }, actions: actionsWith(), emoji: null, skinTone: 0, ...change };
}

describe('what is completed', () => {
  it.each([
    ['@|', 'person', ''],
    ['hello @bo|', 'person', 'bo'],
    ['(@bo|', 'person', 'bo'],
    ['line\n@bo|', 'person', 'bo'],
    ['see #gen|', 'channel', 'gen'],
    [':ta|', 'emoji', 'ta'],
    [':+1|', 'emoji', '+1'],
    ['/|', 'command', ''],
    ['/jo|', 'command', 'jo'],
    ['/w bo|', 'person', 'bo'],
    ['/w @bo|', 'person', 'bo'],
    ['/join #ge|', 'channel', 'ge'],
    ['/unblock |', 'blocked', ''],
    ['/help se|', 'command', 'se'],
    ['/me waves at @bo|', 'person', 'bo'],
  ])('%s is a %s', (written, kind, query) => {
    expect(wordAt(written)).toMatchObject({ kind, query });
  });

  it.each([
    ...[':)|', ':D|', ':p|', ':-)|', 'at 10:30|', 'http://a|', 'mail@bob|', 'a#b|'],
    ...['hello /jo|', '//jo|', '/usr/bi|', '@bo|b', '/me bo|', '/w bob hel|', '@bob |', '/kick bo|'],
    ...['`@bo|', '```\n@bo|', 'some `code` and `:tad|'],
  ])('%s is nothing to complete', (written) => {
    expect(wordAt(written)).toBeNull();
  });

  it('arguments of a host’s commands are completed for hosts', () => {
    expect(wordAt('/kick bo|', true)).toMatchObject({ kind: 'person', query: 'bo' });
  });

  it('behind code, names are names again', () => {
    expect(wordAt('`code` @bo|')).toMatchObject({ kind: 'person', query: 'bo' });
  });
});

describe('the order of suggestions', () => {
  it('is the beginning of the name, then of a word in it, then anywhere, in whatever case and with whatever accents', () => {
    const names = ['Karol', 'Mary Rolf', 'Rosa', 'Röschen', 'ann'];
    expect(ranked(names, 'ro', (name) => name, 9)).toEqual(['Rosa', 'Röschen', 'Mary Rolf', 'Karol']);
    expect(ranked(names, 'rö', (name) => name, 2)).toEqual(['Rosa', 'Röschen']);
    expect(ranked(names, '', (name) => name, 9)).toEqual(names);
  });

  it('has first who spoke last, then the alphabet, never oneself and nobody blocked', () => {
    const said = [message('zoe'), message('bob'), message('me'), message('gone')];
    const actions = actionsWith({ people: () => ['ann', 'zoe', 'bob'] });
    expect(peopleInOrder({ actions, conversation: { entries: said } })).toEqual(['bob', 'zoe', 'ann']);
  });

  it('lists commands by their names and then by their other names', () => {
    const named = (query: string) =>
      completionOptions({ kind: 'command', query, start: 0, end: 0, bare: false }, from()).map(({ insert }) => insert);
    expect(named('w')).toEqual(['/w ', '/who ']);
    expect(named('ignore')).toEqual(['/block ']);
    expect(named('find')).toEqual(['/search ']);
    expect(named('kick')).toEqual([]);
    expect(named('')).toContain('/me ');
  });

  it('has the emoji whose short code it is first, in the person’s skin tone', async () => {
    const { list } = await loadEmoji('en');
    const options = completionOptions(
      { kind: 'emoji', query: '+1', start: 0, end: 3, bare: false },
      from({ emoji: list, skinTone: 5 }),
    );
    expect(options[0]).toMatchObject({ picture: '👍🏿', insert: '👍🏿 ' });
  });
});

describe('the list', () => {
  function list(): Completion {
    return new Completion(
      () => from({ actions: actionsWith({ people: () => ['bob', 'bernd', 'Ann Lee'] }) }),
      () => Promise.resolve(),
    );
  }

  it('goes round and puts in what is chosen, with one space behind it', () => {
    const completion = list();
    completion.typed('hi @b', 5);
    expect(completion.options.map(({ name }) => name)).toEqual(['bernd', 'bob']);
    completion.step(-1);
    expect(completion.chosen).toBe(1);
    const edit = completion.accept('hi @b');
    expect(edit === null ? '' : edited('hi @b', edit)).toBe('hi @bob ');
    expect(completion.isOpen).toBe(false);
    completion.typed('hi @be you', 6);
    const second = completion.accept('hi @be you');
    expect(second === null ? '' : edited('hi @be you', second)).toBe('hi @bernd you');
  });

  it('stays closed for a word for which it was closed, and opens for the next one', () => {
    const completion = list();
    completion.typed('@b', 2);
    completion.close();
    completion.typed('@be', 3);
    expect(completion.isOpen).toBe(false);
    completion.typed('@be @', 5);
    expect(completion.isOpen).toBe(true);
  });

  it('goes where the caret leaves the word', () => {
    const completion = list();
    completion.typed('@b', 2);
    completion.moved(2);
    expect(completion.isOpen).toBe(true);
    completion.moved(0);
    expect(completion.isOpen).toBe(false);
  });

  it('lets Enter send what is complete', () => {
    const completion = list();
    completion.typed('@bob', 4);
    expect(completion.isComplete).toBe(true);
    completion.typed('@bo', 3);
    expect(completion.isComplete).toBe(false);
    completion.typed('/who', 4);
    expect(completion.isComplete).toBe(true);
    completion.typed('/shrug', 6);
    expect(completion.isComplete).toBe(true);
    completion.typed('/w', 2);
    expect(completion.isComplete).toBe(false);
    completion.typed('/block BOB', 10);
    expect(completion.isComplete).toBe(true);
  });

  it('finds emoji once they are loaded, unless something else was typed meanwhile', async () => {
    const { list: all } = await loadEmoji('en');
    let loaded: () => void = () => undefined;
    let emoji: Completable['emoji'] = null;
    const completion = new Completion(
      () => from({ emoji }),
      () => new Promise((resolve) => (loaded = resolve)),
    );
    completion.typed(':tad', 4);
    expect(completion.isOpen).toBe(false);
    emoji = all;
    loaded();
    await Promise.resolve();
    expect(completion.options[0]?.picture).toBe('🎉');
    emoji = null;
    completion.typed(':tad', 4);
    completion.typed('', 0);
    emoji = all;
    loaded();
    await Promise.resolve();
    expect(completion.isOpen).toBe(false);
  });
});

describe('Tab at the beginning of a line', () => {
  const names = () => ['bob', 'Bernd', 'Björn', 'ann'];
  function press(cycle: NickCycle, text: string, caret = text.length): string | null {
    const edit = cycle.next(text, caret, names);
    return edit === null ? null : edited(text, edit);
  }

  it('addresses the first whose name begins so, then the next, and goes round', () => {
    const cycle = new NickCycle();
    expect(press(cycle, 'b')).toBe('bob: ');
    expect(press(cycle, 'bob: ')).toBe('Bernd: ');
    expect(press(cycle, 'Bernd: ')).toBe('Björn: ');
    expect(press(cycle, 'Björn: ')).toBe('bob: ');
  });

  it('does so in any line, and begins anew when something else was typed', () => {
    const cycle = new NickCycle();
    expect(press(cycle, 'hello\nbj')).toBe('hello\nBjörn: ');
    expect(press(cycle, 'a')).toBe('ann: ');
    expect(press(cycle, 'ann: b')).toBeNull();
  });

  it('is no matter of names elsewhere', () => {
    expect(press(new NickCycle(), '')).toBeNull();
    expect(press(new NickCycle(), 'hello b')).toBeNull();
    expect(press(new NickCycle(), 'xyz')).toBeNull();
    expect(press(new NickCycle(), 'bob', 1)).toBeNull();
  });
});
