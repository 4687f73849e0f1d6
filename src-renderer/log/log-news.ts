import { isFromOthers, isOutgoing } from '../../src-shared/chat/entries.ts';
import type { Entry } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
import { plainText } from '../../src-shared/text/plain-text.ts';
import { formatClock } from '../chat/format-time.ts';

/** Messages read one by one when they come at once; of more only how many there are. */
const READ_AT_ONCE_MAX = 3;

/** Characters read of one message. */
const READ_MAX_CHARS = 500;

/** Lines that are kept for a screen reader to finish. */
export const LINES_MAX = 6;

/** What a screen reader is told; `id` differs from line to line. */
export interface NewsLine {
  readonly id: number;
  readonly text: string;
}

/**
 * Tells of the messages that come to the end of a conversation, once and not one's own: `name, text, time`. What paging brings is
 * no news.
 */
export class LogNews {
  #last: number | null;
  #nextId = 1;

  constructor(entries: readonly Entry[]) {
    this.#last = lastSettled(entries);
  }

  /** The lines for what has come since the last call. */
  take(entries: readonly Entry[], blocked: readonly string[]): NewsLine[] {
    const last = this.#last;
    this.#last = lastSettled(entries);
    if (last === this.#last) return [];
    const from = entries.findLastIndex(({ id }) => id === last);
    // What was last is gone, or there was nothing: where the new ones begin nobody knows, except in an empty conversation.
    if (from === -1 && last !== null) return [];
    const fresh = entries
      .slice(from + 1)
      .filter(isFromOthers)
      .filter((entry) => !isBy(entry, blocked));
    if (fresh.length > READ_AT_ONCE_MAX) return [this.#line(words().timeline.severalNew(fresh.length))];
    return fresh.map((entry) => this.#line(spoken(entry)));
  }

  #line(text: string): NewsLine {
    return { id: this.#nextId++, text };
  }
}

/** The last entry that has its place: own ones that wait for theirs move on. */
function lastSettled(entries: readonly Entry[]): number | null {
  return entries.findLast((entry) => !isOutgoing(entry))?.id ?? null;
}

function isBy(entry: Entry, blocked: readonly string[]): boolean {
  return entry.kind === 'message' && blocked.includes(entry.author);
}

function spoken(entry: Entry): string {
  if (entry.kind !== 'message' && entry.kind !== 'broadcast') return '';
  const name = entry.kind === 'message' ? entry.author : words().timeline.server;
  return `${name}, ${plainText(entry.text).slice(0, READ_MAX_CHARS)}, ${formatClock(entry.at)}`;
}
