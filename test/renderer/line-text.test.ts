import { afterEach, describe, expect, it } from 'vitest';
import type { PresenceEntry } from '../../src-shared/chat/state.ts';
import { speak } from '../../src-shared/language/index.ts';
import { condensePresence, listNames, presencePhrase } from '../../src-renderer/log/line-text.ts';

let nextId = 1;
const presence = (kind: 'join' | 'quit', name: string): PresenceEntry => ({ kind, id: nextId++, name, at: 0 });
const said = (...entries: readonly PresenceEntry[]) => condensePresence(entries).map(presencePhrase);

afterEach(() => {
  speak({ language: 'en', locale: undefined });
});

describe('comings and goings', () => {
  it('name two, count more', () => {
    expect(said(presence('join', 'a'))).toEqual([{ text: '{name} joined', values: { name: 'a' } }]);
    expect(said(presence('join', 'a'), presence('join', 'b'))).toEqual([
      { text: '{name} and {other} joined', values: { name: 'a', other: 'b' } },
    ]);
    const three = [presence('quit', 'a'), presence('quit', 'b'), presence('quit', 'c')];
    expect(said(...three)).toEqual([{ text: '3 people left', values: {} }]);
    expect(condensePresence(three)[0]?.names).toEqual(['a', 'b', 'c']);
  });

  it('say of each person once what it came to', () => {
    const entries = [presence('join', 'a'), presence('quit', 'b'), presence('quit', 'a'), presence('join', 'b')];
    expect(said(...entries).map(({ text }) => text)).toEqual(['{name} joined and left', '{name} left and came back']);
  });

  it('list names as the language does', () => {
    speak({ language: 'de', locale: 'de' });
    expect(listNames(['Ann', 'Bo', 'Carl'])).toBe('Ann, Bo und Carl');
    expect(presencePhrase({ verb: 'joined', names: ['a', 'b', 'c'] }).text).toBe('3 Personen sind beigetreten');
  });
});
