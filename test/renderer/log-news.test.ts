import { describe, expect, it } from 'vitest';
import type { Entry, MessageEntry } from '../../src-shared/chat/state.ts';
import { LogNews } from '../../src-renderer/log/log-news.ts';

let nextId = 1;
const message = (author: string, text: string, change: Partial<MessageEntry> = {}): MessageEntry => ({
  kind: 'message',
  id: nextId++,
  author,
  at: 0,
  text,
  delivery: null,
  reason: null,
  mention: false,
  ...change,
});
const own = (delivery: MessageEntry['delivery']): MessageEntry => message('me', 'mine', { delivery });

/** What is read, list after list, without the times. */
function read(blocked: readonly string[], first: readonly Entry[], ...lists: (readonly Entry[])[]): string[] {
  const news = new LogNews(first);
  return lists.flatMap((list) => news.take(list, blocked)).map(({ text }) => text.replace(/, [^,]*$/, ''));
}

describe('what a screen reader is told', () => {
  const before = message('ann', 'before');

  it('is what others write, once', () => {
    const [hi, yes] = [message('bob', 'hi'), message('ann', 'yes')];
    const list = [before, hi];
    expect(read([], [before], list, list, [...list, yes])).toEqual(['bob, hi', 'ann, yes']);
  });

  it('is nothing of what is one’s own, also where it waits at the end', () => {
    const [sent, waits] = [own('delivered'), own('queued')];
    const hi = message('bob', 'hi');
    expect(read([], [before], [before, sent], [before, sent, waits], [before, sent, hi, waits])).toEqual(['bob, hi']);
  });

  it('is nothing of what paging brings or of blocked people', () => {
    const older = message('bob', 'older');
    expect(read([], [before], [older, before])).toEqual([]);
    expect(read(['bob'], [before], [before, message('bob', 'hi')])).toEqual([]);
  });

  it('is how many there are, where many come at once', () => {
    const many = Array.from({ length: 12 }, (_, at) => message('bob', String(at)));
    expect(new LogNews([before]).take([before, ...many], []).map(({ text }) => text)).toEqual(['12 new messages']);
  });

  it('begins with the first message of an empty conversation', () => {
    expect(read([], [], [message('bob', 'first')])).toEqual(['bob, first']);
  });
});
