import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import {
  ENTRIES_MAX,
  findConversation,
  PAST_MAX,
  type ConversationId,
  type MessageEntry,
} from '../../../src-shared/chat/state.ts';
import { findServer, type ServerId } from '../../../src-shared/ipc/app-state.ts';
import type { SearchResult } from '../../../src-shared/ipc/contract.ts';
import type { FakeBridge } from '../../support/fake-bridge.ts';

/** Entries in a page, and results in one answer. */
const PAGE = 100;
const RESULTS = 25;

/** How long the history takes to answer, in ms: long enough to be seen. */
const ANSWER_MS = 60;

/** Gives a fake main process a history of one conversation, oldest first, that can be paged and searched. */
export function actingHistory(
  bridge: FakeBridge,
  conversation: ConversationId,
  archive: readonly MessageEntry[],
  server: ServerId = 'home',
): FakeBridge {
  const push = (event: ChatEvent): void => bridge.push({ type: 'chat', server, event });
  const at = (entry: number | undefined): number => archive.findIndex(({ id }) => id === entry);
  const show = (from: number, to: number, focus: number | null): void =>
    push({
      type: 'past/shown',
      conversation,
      past: { entries: archive.slice(from, to), hasOlder: from > 0, hasNewer: to < archive.length, focus },
    });

  Object.assign(bridge.handlers, {
    'chat/more': async ({ conversation: asked, direction }) => {
      if (asked !== conversation) return;
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      const found = findConversation(findServer(bridge.state.servers, server)?.chat as never, conversation);
      if (found === undefined) return;
      const { past } = found;
      if (past === null) {
        const first = at(found.entries[0]?.id);
        const from = Math.max(0, first - PAGE);
        const page = archive.slice(from, first);
        // There is no room for it beside the present.
        if (page.length + found.entries.length > ENTRIES_MAX) show(from, from + PAST_MAX, null);
        else push({ type: 'page/loaded', conversation, entries: page, hasOlder: from > 0 });
        return;
      }
      const [first, last] = [at(past.entries[0]?.id), at(past.entries.at(-1)?.id)];
      if (direction === 'older') {
        const from = Math.max(0, first - PAGE);
        show(from, Math.min(last + 1, from + PAST_MAX), null);
      } else if (last + 1 + PAGE >= archive.length) {
        const older = archive.slice(first, at(found.entries[0]?.id));
        push({ type: 'page/loaded', conversation, entries: older, hasOlder: first > 0 });
        push({ type: 'past/shown', conversation, past: null });
      } else show(Math.max(first, last + 1 + PAGE - PAST_MAX), last + 1 + PAGE, null);
    },
    'chat/show-entry': ({ entry }) => {
      const found = at(entry);
      if (found === -1) return { ok: false, message: 'This message is not kept any more.' };
      push({ type: 'conversation/opened', conversation });
      show(Math.max(0, found - PAGE / 2), Math.min(archive.length, found + PAGE / 2), entry);
      return { ok: true };
    },
    'chat/to-present': () => push({ type: 'past/shown', conversation, past: null }),
    'history/search': async ({ query, cursor }) => {
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      if (query.includes('fail')) return { ok: false, message: 'The history cannot be read: the disk does not answer.' };
      const words = query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '' && !word.includes(':'))
        .map((word) => word.replaceAll('"', ''));
      const all: SearchResult[] = archive
        .filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)))
        .map((entry) => ({ server, conversation, entry }))
        .reverse();
      const from = cursor ?? 0;
      const results = all.slice(from, from + RESULTS);
      return { ok: true, results, cursor: from + RESULTS < all.length ? from + RESULTS : null };
    },
    'notification/test': async () => {
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      return [
        { name: 'supported', ok: true, detail: 'This system shows notifications.' },
        { name: 'settings', ok: true, detail: 'Notifications are on.' },
        { name: 'undisturbed', ok: true, detail: 'Do not disturb is off.' },
        { name: 'sent', ok: true, detail: 'The system took the notification.' },
        {
          name: 'clicked',
          ok: false,
          detail:
            'It was not clicked within 30 seconds. If you did not see it, look at the notification settings of your system.',
        },
      ];
    },
  } satisfies FakeBridge['handlers']);
  return bridge;
}
