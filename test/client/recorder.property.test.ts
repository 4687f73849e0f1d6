import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { PAGE_MAX, type History } from '../../src-shared/client/history.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { restoredState } from '../../src-shared/client/kept-state.ts';
import { Recorder } from '../../src-shared/client/recorder.ts';
import {
  initialChatState,
  isOutgoing,
  isUndelivered,
  reduceChat,
  type ChatEvent,
  type ChatState,
  type Entry,
} from '../../src-shared/chat/index.ts';
import { systemClock } from '../../src-shared/session/index.ts';
import { anyHistory, ME } from '../chat/arbitraries.ts';

const NUM_RUNS = 300;

let folder: string;
let history: History;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rwci-recorder-'));
  history = await openHistory({ folder, program: null, clock: systemClock, log: { error: () => undefined } });
});
afterAll(async () => {
  await history.close();
  await rm(folder, { recursive: true });
});

let profiles = 0;

/** A state that all of `events` led to, recorded on the way, and what the next start makes of it. */
async function recorded(
  events: readonly ChatEvent[],
): Promise<{ state: ChatState; after: ChatState; pages: Map<string, Entry[]> }> {
  const login = { profile: `profile-${String(++profiles)}`, account: ME, address: `host-${String(profiles)}` };
  const kept = await history.open(login);
  let state = initialChatState(ME, login.address);
  const problems: string[] = [];
  const recorder = new Recorder({
    ...{ history, server: kept.key, state, era: 0, clock: systemClock },
    onProblem: (sentence) => problems.push(sentence),
  });
  for (const event of events) {
    state = reduceChat(state, event);
    recorder.record(event, state);
  }
  await recorder.stop();
  expect(problems).toEqual([]);
  const { chat: after } = restoredState(ME, login.address, await history.open(login));
  const pages = new Map<string, Entry[]>();
  for (const { id } of state.conversations) {
    const { entries } = await history.page(kept.key, id, { newest: true }, PAGE_MAX);
    pages.set(id, [...entries]);
  }
  return { state, after, pages };
}

/** What comes from a local history is in it already; these events make up messages that are in none. */
const fromNowhere: ReadonlySet<ChatEvent['type']> = new Set(['page/loaded', 'past/shown', 'conversation/cleared']);
const histories = anyHistory.map((events) => events.filter(({ type }) => !fromNowhere.has(type)));

const isInOutbox = (entry: Entry): boolean => isOutgoing(entry) || isUndelivered(entry);

describe('what was recorded on the way', () => {
  test.prop([histories], { numRuns: NUM_RUNS })(
    'is in the history: each settled entry once, as it was, in the order on screen',
    async (events) => {
      const { pages, state } = await recorded(events);
      for (const { entries, id } of state.conversations) {
        const settled = entries.filter((entry) => !isInOutbox(entry));
        const shown = new Set(settled.map((entry) => entry.id));
        expect(pages.get(id)?.filter((entry) => shown.has(entry.id))).toEqual(settled);
      }
    },
  );

  test.prop([histories], { numRuns: NUM_RUNS })('brings back what waits and what failed, and no other', async (events) => {
    const { after, state } = await recorded(events);
    const waiting = (chat: ChatState) =>
      chat.conversations
        .flatMap(({ entries, id }) => entries.filter(isInOutbox).map((entry) => ({ id, entry })))
        .map(({ entry, id }) => ({ id, entry: entry.kind === 'message' ? { ...entry, delivery: 0, reason: 0 } : entry }))
        .sort((a, b) => a.entry.id - b.entry.id);
    expect(waiting(after)).toEqual(waiting(state));
  });

  test.prop([histories], { numRuns: NUM_RUNS })('brings back counts, lines, drafts and choices', async (events) => {
    const { after, state } = await recorded(events);
    const marks = new Map(after.conversations.map((each) => [each.id, each]));
    for (const { choices, draft, firstUnread, id, keptUnread, kind, mentions, name, unread } of state.conversations) {
      const isPlain = draft === '' && unread === 0 && firstUnread === null && !keptUnread && choices.notify === 'default';
      // A channel that the server did not name comes back only for what waits in it or is unread.
      const isUnnamed = kind === 'channel' && state.channels?.includes(name) === false && draft === '' && unread === 0;
      if ((isPlain || isUnnamed) && !marks.has(id)) continue;
      expect(marks.get(id)).toMatchObject({ choices, draft, firstUnread, keptUnread, mentions, unread });
    }
  });

  test('brings back what was chosen for the one conversation of a server without channels', async () => {
    const choices = { notify: 'default', mutedUntil: 7, clearedUpTo: 0 } as const;
    const { after } = await recorded([
      { type: 'conversation/chosen', conversation: 'channel:general', choices },
      { type: 'packet/received', packet: { type: 'channel_list', channels: [] }, at: 0 },
    ]);
    expect(after.conversations.find(({ id }) => id === 'channel:general')?.choices).toEqual(choices);
  });

  test('brings back under its new name what is unread in a channel that was renamed before it was written', async () => {
    const { after } = await recorded([
      { type: 'packet/received', packet: { type: 'channel_list', channels: ['news'] }, at: 0 },
      { type: 'packet/received', packet: { type: 'broadcast', message: 'hi' }, at: 0 },
      {
        type: 'packet/received',
        packet: {
          ...{ type: 'channel_update', previous: 'news', channel: 'general', topic: '', creator: null },
          ...{ may_write: 'everybody', position: 0 },
        },
        at: 0,
      },
    ]);
    expect(after.conversations.find(({ id }) => id === 'channel:general')?.unread).toBe(1);
  });

  test.prop([histories], { numRuns: NUM_RUNS })('lets the next state go on where this one ended', async (events) => {
    const { after, state } = await recorded(events);
    expect(after.known.upTo).toBe(state.known.upTo);
    expect(after.nextEntryId).toBeGreaterThanOrEqual(
      Math.max(0, ...state.conversations.flatMap(({ entries }) => entries.map(({ id }) => id))) + 1,
    );
  });
});

test.prop([fc.constant(null)], { numRuns: 1 })('nothing at all is kept of nothing', async () => {
  const { pages } = await recorded([]);
  expect([...pages.values()].flat()).toEqual([]);
});
