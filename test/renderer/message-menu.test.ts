import { describe, expect, it } from 'vitest';
import type { BroadcastEntry, Entry, MessageEntry } from '../../src-shared/chat/state.ts';
import { messageMenu, type MenuPlace } from '../../src-renderer/log/message-menu.ts';
import { messageVerbs, ONLY_COPY, type MessageAsks } from '../../src-renderer/log/message-verbs.ts';
import type { MenuEntry } from '../../src-renderer/shared/menu.ts';

let nextId = 1;
const message = (author: string, delivery: MessageEntry['delivery'] = null): MessageEntry => ({
  kind: 'message',
  id: nextId++,
  author,
  at: 0,
  text: 'hello',
  delivery,
  reason: null,
  mention: false,
});
const broadcast: BroadcastEntry = { kind: 'broadcast', id: nextId++, at: 0, text: 'hello' };

/** What was asked of the log, in order. */
class Asked {
  readonly list: string[] = [];
  readonly #note = (what: string) => (about: number | string) => void this.list.push(`${what} ${String(about)}`);
  readonly asks: MessageAsks = {
    me: 'me',
    gone: false,
    onretry: this.#note('retry'),
    ondiscard: this.#note('discard'),
    onmarkunread: this.#note('unread'),
    onquote: this.#note('quote'),
    onmention: this.#note('mention'),
  };
  readonly own = { copy: this.#note('copy'), profile: this.#note('profile') };
}

const NOWHERE: MenuPlace = { selected: '', href: null };

function menuOf(entry: MessageEntry, present: readonly Entry[] | null, change: Partial<MessageAsks> = {}, place = NOWHERE) {
  const asked = new Asked();
  const rows = messageMenu(entry, place, messageVerbs(entry, present, { ...asked.asks, ...change }, asked.own));
  return { rows, asked };
}

const labels = (rows: readonly MenuEntry[]): string[] => rows.map((row) => (row === 'line' ? '-' : row.label));

describe('the menu of a message', () => {
  it('of somebody else has all that can be done with what they wrote and with them', () => {
    const entry = message('ann');
    const { rows, asked } = menuOf(entry, [entry]);
    expect(labels(rows)).toEqual(['Copy text', 'Quote', 'Mention ann', 'Show profile', 'Mark as unread']);
    for (const row of rows) if (row !== 'line' && 'onselect' in row) row.onselect();
    expect(asked.list).toEqual(['copy hello', 'quote hello', 'mention ann', 'profile ann', `unread ${String(entry.id)}`]);
  });

  it('of one’s own has nothing about the person, and is unread only where others wrote after it', () => {
    const [own, reply] = [message('me', 'delivered'), message('ann')];
    expect(labels(menuOf(own, [own]).rows)).toEqual(['Copy text', 'Quote']);
    expect(labels(menuOf(own, [own, reply]).rows)).toEqual(['Copy text', 'Quote', 'Mark as unread']);
  });

  it('of one that has not gone offers to send it again and to delete it', () => {
    const [failed, queued] = [message('me', 'failed'), message('me', 'queued')];
    const { rows, asked } = menuOf(failed, [failed]);
    expect(labels(rows)).toEqual(['Copy text', 'Quote', '-', 'Retry', 'Delete']);
    for (const row of rows.slice(-2)) if (row !== 'line' && 'onselect' in row) row.onselect();
    expect(asked.list).toEqual([`retry ${String(failed.id)}`, `discard ${String(failed.id)}`]);
    expect(labels(menuOf(queued, [queued]).rows)).toEqual(['Copy text', 'Quote', '-', 'Delete']);
    expect(labels(menuOf(failed, [failed], { gone: true }).rows)).toEqual(['Copy text', 'Quote', '-', 'Delete']);
  });

  it('of the past has no unread, and where nothing can be written nothing that writes', () => {
    const entry = message('ann');
    expect(labels(menuOf(entry, null).rows)).toEqual(['Copy text', 'Quote', 'Mention ann', 'Show profile']);
    const silent = { onquote: undefined, onmention: undefined };
    expect(labels(menuOf(entry, [entry], silent).rows)).toEqual(['Copy text', 'Show profile', 'Mark as unread']);
  });

  it('begins with what it was opened on: marked text, a link', () => {
    const { rows, asked } = menuOf(message('ann'), null, {}, { selected: 'ell', href: 'https://rwci.example/' });
    expect(labels(rows).slice(0, 3)).toEqual(['Copy selection', 'Copy link', 'Copy text']);
    for (const row of rows.slice(0, 2)) if (row !== 'line' && 'onselect' in row) row.onselect();
    expect(asked.list).toEqual(['copy ell', 'copy https://rwci.example/']);
  });

  it('of a broadcast can only be copied', () => {
    const asked = new Asked();
    expect(labels(messageMenu(broadcast, NOWHERE, { ...ONLY_COPY, copy: asked.own.copy }))).toEqual(['Copy text']);
  });
});
