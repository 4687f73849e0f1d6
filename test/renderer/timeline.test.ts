import { describe, expect, it } from 'vitest';
import type { Entry, MessageEntry, PresenceEntry } from '../../src-shared/chat/state.ts';
import { buildTimeline, GROUP_MS, messageLabel, PLAIN_VIEW, type TimelineView } from '../../src-renderer/log/timeline.ts';

const NOON = new Date(2024, 4, 10, 12).getTime();
const DAY_MS = 24 * 60 * 60_000;

let nextId = 1;
const message = (author: string, at: number, change: Partial<MessageEntry> = {}): MessageEntry => ({
  kind: 'message',
  id: nextId++,
  author,
  at,
  text: 'hi',
  delivery: null,
  reason: null,
  mention: false,
  ...change,
});
const presence = (kind: 'join' | 'quit', name: string, at = NOON): PresenceEntry => ({ kind, id: nextId++, name, at });

/** A row in short: a day, the line, `Bob:` for a head, `Bob` for the rest of a group. */
const shape = (entries: readonly Entry[], view: Partial<TimelineView> = {}): string[] =>
  buildTimeline(entries, { ...PLAIN_VIEW, ...view }).map((row) => {
    switch (row.kind) {
      case 'message':
        return `${row.entry.author}${row.head ? ':' : ''}`;
      case 'presence':
      case 'hidden':
        return `${row.kind} ${row.entries.length}`;
      case 'hole':
        return `hole ${row.count}`;
      case 'gap':
        return row.missing === null ? 'gap' : `gap ${row.missing}`;
      default:
        return row.kind;
    }
  });

describe('the timeline', () => {
  it('groups messages of one author for five minutes from the first', () => {
    const entries = [message('bob', NOON), message('bob', NOON + GROUP_MS), message('bob', NOON + GROUP_MS + 1)];
    expect(shape(entries)).toEqual(['day', 'bob:', 'bob', 'bob:']);
  });

  it('begins a group where another author spoke', () => {
    expect(shape([message('bob', NOON), message('ann', NOON), message('bob', NOON)])).toEqual(['day', 'bob:', 'ann:', 'bob:']);
  });

  it('separates days, and begins a group after it', () => {
    const midnight = new Date(NOON).setHours(24, 0, 0, 0);
    expect(shape([message('bob', midnight - 1), message('bob', midnight)])).toEqual(['day', 'bob:', 'day', 'bob:']);
  });

  it('shows no day twice when an own message that waited stands after newer ones', () => {
    const entries = [message('bob', NOON), message('me', NOON - DAY_MS, { delivery: 'queued' }), message('bob', NOON)];
    expect(shape(entries)).toEqual(['day', 'bob:', 'me:', 'bob:']);
  });

  it('lets what somebody does stand on its own, with their name', () => {
    const entries = [message('bob', NOON), message('bob', NOON, { text: '/me waves' }), message('bob', NOON)];
    expect(shape(entries)).toEqual(['day', 'bob:', 'bob:', 'bob:']);
  });

  it('keeps the row of a message that did not change', () => {
    const entries = [message('bob', NOON), message('bob', NOON)];
    const [before, after] = [entries, [...entries, message('ann', NOON)]].map((each) => buildTimeline(each, PLAIN_VIEW));
    expect(after?.slice(1, 3).every((row, at) => row === before?.[at + 1])).toBe(true);
    // Where it begins a group now, it is another one.
    const moved = buildTimeline(entries, { ...PLAIN_VIEW, breaks: new Set([entries[1]?.id ?? 0]) });
    expect(moved[2]).toMatchObject({ head: true });
    expect(buildTimeline(entries, PLAIN_VIEW)[2]).toBe(before?.[2]);
  });

  it('puts the line above the first unread entry and breaks the group there', () => {
    const entries = [message('bob', NOON), message('bob', NOON)];
    expect(shape(entries, { firstUnread: entries[1]?.id ?? null })).toEqual(['day', 'bob:', 'new', 'bob:']);
  });

  it('shows comings and goings in a row as one, and not across the line', () => {
    const entries = [presence('join', 'a'), presence('join', 'b'), presence('quit', 'a')];
    expect(shape(entries)).toEqual(['day', 'presence 3']);
    expect(shape(entries, { firstUnread: entries[2]?.id ?? null })).toEqual(['day', 'presence 2', 'new', 'presence 1']);
  });

  it('shows messages of blocked people as one line until they are revealed', () => {
    const entries = [
      message('bob', NOON),
      message('eve', NOON),
      message('eve', NOON),
      message('bob', NOON),
      message('eve', NOON),
    ];
    const blocked = ['eve', 'mallory'];
    expect(shape(entries, { blocked })).toEqual(['day', 'bob:', 'hidden 2', 'bob:', 'hidden 1']);
    const revealed = new Set([entries[1]?.id ?? 0, entries[2]?.id ?? 0]);
    expect(shape(entries, { blocked, revealed })).toEqual(['day', 'bob:', 'eve:', 'eve', 'bob:', 'hidden 1']);
    // Two of them in a row are one line, and the line says which messages it hides.
    const two = [message('eve', NOON), message('mallory', NOON)];
    expect(buildTimeline(two, { ...PLAIN_VIEW, blocked })[1]).toMatchObject({ entries: two.map(({ id }) => id) });
  });

  it('does not tell of the comings and goings of blocked people, which break nothing either', () => {
    const entries = [message('eve', NOON), presence('quit', 'eve'), message('eve', NOON), presence('join', 'ann')];
    expect(shape(entries, { blocked: ['eve'] })).toEqual(['day', 'hidden 2', 'presence 1']);
  });

  it('groups nothing across a break', () => {
    const entries = [message('bob', NOON), message('bob', NOON), presence('join', 'a'), presence('join', 'b')];
    const breaks = new Set([entries[1]?.id ?? 0, entries[3]?.id ?? 0]);
    expect(shape(entries, { breaks })).toEqual(['day', 'bob:', 'bob:', 'presence 1', 'presence 1']);
  });

  it('says where messages are missing', () => {
    const numbered = (seq: number): MessageEntry => message('bob', NOON, { place: { id: seq, seq } });
    const gap: Entry = { kind: 'gap', id: nextId++, at: NOON, from: NOON - 1 };
    expect(shape([numbered(3), numbered(5)])).toEqual(['day', 'bob:', 'hole 1', 'bob:']);
    expect(shape([numbered(3), gap, numbered(5)])).toEqual(['day', 'bob:', 'gap 1', 'bob:']);
    expect(shape([numbered(3), gap])).toEqual(['day', 'bob:', 'gap']);
    expect(shape([numbered(3), gap, numbered(4)])).toEqual(['day', 'bob:', 'bob']);
    expect(shape([numbered(3)], { isWhole: true })).toEqual(['day', 'hole 2', 'bob:']);
  });

  it('keeps broadcasts and gaps on their own', () => {
    const entries: Entry[] = [
      message('bob', NOON),
      { kind: 'broadcast', id: nextId++, at: NOON, text: 'hear' },
      { kind: 'gap', id: nextId++, at: NOON, from: NOON - 1 },
      message('bob', NOON),
    ];
    expect(shape(entries)).toEqual(['day', 'bob:', 'broadcast', 'gap', 'bob:']);
  });

  it('gives every row a key of its own that stays when more comes', () => {
    const entries = [message('bob', NOON), presence('join', 'a'), presence('join', 'b'), message('bob', NOON + DAY_MS)];
    const keys = buildTimeline(entries, PLAIN_VIEW).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
    const more = buildTimeline([...entries, message('ann', NOON + DAY_MS)], PLAIN_VIEW).map((row) => row.key);
    expect(more.slice(0, keys.length)).toEqual(keys);
  });
});

describe('a message’s accessible name', () => {
  it('begins with the author, then time and text', () => {
    expect(messageLabel(message('bob', NOON), '14:02')).toBe('bob, 14:02: hi');
    expect(messageLabel(message('bob', NOON), '14:02', true)).toBe('bob, Guest, 14:02: hi');
  });

  it('says what became of an own message that has not arrived', () => {
    const label = (delivery: MessageEntry['delivery']): string => messageLabel(message('me', NOON, { delivery }), '14:02');
    expect(label('queued')).toBe('me, 14:02: hi, waiting to be sent');
    expect(label('written')).toBe('me, 14:02: hi, sending');
    expect(label('failed')).toBe('me, 14:02: hi, not sent');
    expect(label('delivered')).toBe('me, 14:02: hi');
  });
});
