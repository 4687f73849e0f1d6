import {
  ENTRIES_MAX,
  findConversation,
  isOutgoing,
  isPlaced,
  isUndelivered,
  PAST_MAX,
  type ChatEvent,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Entry,
  type Past,
} from '../chat/index.ts';
import type { Session } from '../session/index.ts';
import { PAGE_MAX, type History } from './history.ts';
import type { ServerKey } from './records.ts';

/** Entries fetched at once when the person scrolls: some screens full. */
const STEP = 80;

/** What is there of an opened conversation at least, where there is so much. */
const OPENED_MIN = 50;

/** A server may look through much that is not of this conversation, and say so in pages without a message. */
const EMPTY_PAGES_MAX = 20;

interface Parts {
  readonly history: Pick<History, 'page'>;
  readonly server: ServerKey;
  readonly now: () => number;
  readonly state: () => ChatState;
  readonly dispatch: (event: ChatEvent) => void;
  /** Resolves when what was dispatched is in the history. */
  readonly kept: () => Promise<void>;
  readonly session: () => Pick<Session, 'older'> | null;
  /** Hears why a page could not be read. */
  readonly onProblem: (error: unknown) => void;
}

/** Brings the stretches of one server's conversations that a window shows: out of the local history, then out of the server's. */
export class Pager {
  readonly #parts: Parts;
  /** One request a conversation at a time. */
  readonly #busy = new Set<ConversationId>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Sees to it that an opened conversation has something to show, and what is unread in it. */
  async fill(id: ConversationId): Promise<void> {
    const conversation = this.#find(id);
    if (conversation === undefined || !conversation.hasOlder) return;
    const { entries, firstUnread, unread } = conversation;
    const isLineHere = firstUnread === null || entries.some((entry) => entry.id === firstUnread);
    if (entries.length >= OPENED_MIN && isLineHere) return;
    await this.#once(id, () => this.#olderInPresent(id, isLineHere ? STEP : Math.min(unread + OPENED_MIN, PAGE_MAX)));
  }

  /** More before the first entry shown, or behind the last one of the past. */
  async more(id: ConversationId, direction: 'older' | 'newer'): Promise<void> {
    await this.#once(id, async () => {
      const past = this.#find(id)?.past ?? null;
      if (past === null) await (direction === 'older' ? this.#olderInPresent(id, STEP) : undefined);
      else await (direction === 'older' ? this.#olderInPast(id, past) : this.#newerInPast(id, past));
    });
  }

  /** Shows an entry among those around it. False where it is not kept. */
  async show(id: ConversationId, entry: number): Promise<boolean> {
    await this.#parts.kept();
    const page = await this.#parts.history.page(this.#parts.server, id, { around: entry }, STEP);
    if (page.entries.length === 0) return false;
    const past: Past = { entries: page.entries, hasOlder: true, hasNewer: true, focus: entry };
    this.#parts.dispatch({ type: 'past/shown', conversation: id, past });
    return true;
  }

  async #once(id: ConversationId, run: () => Promise<void>): Promise<void> {
    if (this.#busy.has(id)) return;
    this.#busy.add(id);
    try {
      await run();
    } catch (error) {
      // Without older messages one can still read and write.
      this.#parts.onProblem(error);
    } finally {
      this.#busy.delete(id);
    }
  }

  #find(id: ConversationId): Conversation | undefined {
    return findConversation(this.#parts.state(), id);
  }

  async #olderInPresent(id: ConversationId, limit: number): Promise<void> {
    // What has just come in stands between what is shown and what is kept.
    await this.#parts.kept();
    const { dispatch, history, server } = this.#parts;
    const first = this.#find(id)?.entries.find(isKept);
    const page = await history.page(server, id, first === undefined ? { newest: true } : { before: first.id }, limit);
    const now = this.#find(id);
    if (now === undefined) return;
    if (page.entries.length === 0) {
      await this.#olderOfServer(id, now.entries);
      return;
    }
    if (now.entries.length + page.entries.length <= ENTRIES_MAX) {
      dispatch({ type: 'page/loaded', conversation: id, entries: page.entries, hasOlder: true });
      return;
    }
    // There is no room for it beside the present.
    const entries = [...page.entries, ...now.entries.filter(isKept)].slice(0, PAST_MAX);
    dispatch({ type: 'past/shown', conversation: id, past: { entries, hasOlder: true, hasNewer: true, focus: null } });
  }

  async #olderInPast(id: ConversationId, past: Past): Promise<void> {
    const { dispatch, history, server } = this.#parts;
    const first = past.entries[0];
    if (first === undefined) return;
    const page = await history.page(server, id, { before: first.id }, STEP);
    if (this.#find(id)?.past !== past) return;
    if (page.entries.length === 0) {
      await this.#olderOfServer(id, past.entries);
      return;
    }
    const entries = [...page.entries, ...past.entries].slice(0, PAST_MAX);
    dispatch({ type: 'past/shown', conversation: id, past: { entries, hasOlder: true, hasNewer: true, focus: null } });
  }

  async #newerInPast(id: ConversationId, past: Past): Promise<void> {
    const { dispatch, history, kept, server } = this.#parts;
    const last = past.entries.at(-1);
    if (last === undefined) return;
    await kept();
    const page = await history.page(server, id, { after: last.id }, STEP);
    const now = this.#find(id);
    if (now?.past !== past) return;
    const entries = [...past.entries, ...page.entries];
    if (page.hasNewer) {
      dispatch({
        type: 'past/shown',
        conversation: id,
        past: { entries: entries.slice(-PAST_MAX), hasOlder: true, hasNewer: true, focus: null },
      });
      return;
    }
    // Up to the present: what is shown goes on there.
    const first = now.entries.find(isKept);
    const overlap = first === undefined ? entries.length : entries.findIndex((entry) => entry.id === first.id);
    const older = overlap === -1 ? [] : entries.slice(0, overlap);
    if (older.length > 0) dispatch({ type: 'page/loaded', conversation: id, entries: older, hasOlder: true });
    dispatch({ type: 'past/shown', conversation: id, past: null });
  }

  async #olderOfServer(id: ConversationId, shown: readonly Entry[]): Promise<void> {
    const { dispatch, now, session, state } = this.#parts;
    const { capabilities } = state().server ?? {};
    if (capabilities?.includes('history') !== true) {
      // Nobody has more; what is not known yet is asked when there is a connection.
      if (state().ready) dispatch({ type: 'older/received', conversation: id, page: null, at: now() });
      return;
    }
    let before = shown.find(isPlaced)?.place.id ?? null;
    for (let pages = 0; pages < EMPTY_PAGES_MAX; pages++) {
      const page = (await session()?.older(id, before)) ?? null;
      if (page === null) return;
      const isEmpty = page.messages.length === 0 && page.more && page.reached !== null;
      if (!isEmpty) {
        dispatch({ type: 'older/received', conversation: id, page, at: now() });
        return;
      }
      before = page.reached;
    }
  }
}

/** In the history, and not among what waits to be sent. */
function isKept(entry: Entry): boolean {
  return !isOutgoing(entry) && !isUndelivered(entry);
}
