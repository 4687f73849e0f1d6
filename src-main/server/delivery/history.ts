import { HISTORY_PAGE_MAX, type ServerPacketOf } from '../../../src-shared/protocol/index.ts';
import type { ServerLimits } from '../limits.ts';
import type { Account, StoredChannel, StoredMessage } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** What a client asks for: a conversation, or null for all it may read, and the ids between which it looks. */
export interface HistoryRequest {
  readonly of: { readonly channel: StoredChannel } | { readonly withId: number } | null;
  readonly after: number | null;
  readonly before: number | null;
  readonly limit: number | null;
}

/** A part of what is asked for, in ascending order; see `history` in docs/PROTOCOL.md. */
export type HistoryPage = Pick<ServerPacketOf<'history'>, 'messages' | 'reached' | 'more'>;

/** Reads history in pages that are bounded in messages, in bytes and in what is looked at for them. */
export class History {
  readonly #storage: Storage;
  readonly #limits: ServerLimits;

  constructor(storage: Storage, limits: ServerLimits) {
    this.#storage = storage;
    this.#limits = limits;
  }

  /** From the old end when `after` is given, else from the new one. */
  read(account: Account, request: HistoryRequest): HistoryPage {
    const isForward = request.after !== null;
    const limit = Math.max(1, Math.min(request.limit ?? HISTORY_PAGE_MAX, HISTORY_PAGE_MAX));
    const last = this.#storage.lastMessageId();
    let after = request.after ?? 0;
    let before = Math.min(request.before ?? Number.MAX_SAFE_INTEGER, last + 1);
    const [wantedAfter, wantedBefore] = [after, before];
    if (request.of === null) {
      // Other people's direct messages lie in between, and are looked at too.
      if (isForward) before = Math.min(before, after + this.#limits.historyScanMax + 1);
      else after = Math.max(after, before - this.#limits.historyScanMax - 1);
    }
    const range = { after: isForward ? after : null, before, limit: limit + 1 };
    const found = this.#find(account, request.of, range).filter(({ id }) => id > after);
    const kept = this.#bounded(isForward ? found : found.reverse(), limit);
    const isCut = kept.length < found.length;
    const end = kept.at(-1)?.id;
    const reached = isCut && end !== undefined ? end : isForward ? before - 1 : after + 1;
    const more = isForward ? reached < wantedBefore - 1 : reached > wantedAfter + 1 && wantedBefore > wantedAfter + 1;
    return { messages: (isForward ? kept : kept.reverse()).map(toPacket), reached: last === 0 ? null : reached, more };
  }

  #find(account: Account, of: HistoryRequest['of'], range: { after: number | null; before: number; limit: number }) {
    if (of === null) return this.#storage.history(account, range);
    if ('channel' in of) return this.#storage.channelHistory(of.channel, range);
    return this.#storage.directHistory(account.id, of.withId, range);
  }

  /** The first messages that fit a page; one always does. */
  #bounded(messages: readonly StoredMessage[], limit: number): StoredMessage[] {
    let bytes = 0;
    const kept: StoredMessage[] = [];
    for (const each of messages) {
      bytes += Buffer.byteLength(each.message);
      if (kept.length === limit || (kept.length > 0 && bytes > this.#limits.historyPageMaxBytes)) break;
      kept.push(each);
    }
    return kept;
  }
}

function toPacket(stored: StoredMessage): HistoryPage['messages'][number] {
  const { id, seq, timestamp, author, message } = stored;
  const stamps = { id, seq, timestamp };
  if (stored.kind === 'channel') return { type: 'message', author, message, channel: stored.channel ?? '', ...stamps };
  if (stored.kind === 'broadcast') return { type: 'broadcast', message, ...stamps };
  return { type: 'direct_message', author, recipient: stored.recipient ?? '', message, ...stamps };
}
