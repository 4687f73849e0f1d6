import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import { reduceChat } from '../../../src-shared/chat/reduce.ts';
import { channelId, type ChatState, type Entry, type MessageEntry } from '../../../src-shared/chat/state.ts';
import type { ServerState } from '../../../src-shared/ipc/app-state.ts';
import { serverOf, stateWith, FakeBridge } from '../../support/fake-bridge.ts';
import { actingHistory } from './acting-history.ts';
import { actingServer } from './acting-server.ts';
import { chatOf, KNOWN, login, NAMES } from './scenes.ts';
import { severalServers } from './server-scenes.ts';

/** States of the window in which something is read: long histories, the past, what is missing, what is hidden. */

const GENERAL = channelId('general');
const MINUTE = 60_000;
const NOW = Date.now();

const SAID = [
  'Is the laser cutter free this afternoon?',
  'From two, I put it in the book.',
  'The new filament is here, two spools of the clear one. https://example.org/filament',
  'I need the nozzles for the small printer.\nThe 0.4 ones, and if there are any the 0.6 ones too.',
  'ok',
  'Who took the calipers? They belong into the second drawer, next to the clamps, and not into somebody’s bag.',
  'レーザーカッターは使えますか',
];

/** The whole history of a channel: `count` messages, one every three minutes, numbered as a server of ours does. */
export function archiveOf(count: number): MessageEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'message',
    id: i + 1,
    at: NOW - (count - i) * 3 * MINUTE,
    author: NAMES[1 + (Math.floor(i / 3) % 4)] ?? 'bob',
    text: i % 5 === 4 ? `message ${i + 1}` : `${SAID[i % SAID.length] ?? ''} (${i + 1})`,
    delivery: null,
    reason: null,
    mention: false,
    place: { id: 1_000 + i, seq: i + 1 },
  }));
}

const ARCHIVE = archiveOf(1_500);

/** The room, with the end of the archive in its first channel. */
function withEntries(entries: readonly Entry[], change: Partial<ChatState> = {}): ChatState {
  const chat = { ...chatOf(login(NAMES)), nextEntryId: 10_000, ...change };
  const conversations = chat.conversations.map((each) => (each.id === GENERAL ? { ...each, entries } : each));
  return { ...chat, conversations };
}

function reading(chat: ChatState, others: readonly ServerState[] = []): FakeBridge {
  const bridge = new FakeBridge(stateWith([serverOf(chat), ...others], { lastUsed: KNOWN }));
  return actingHistory(actingServer(bridge), GENERAL, ARCHIVE);
}

const after = (chat: ChatState, ...events: readonly ChatEvent[]): ChatState => events.reduce(reduceChat, chat);

const past = (): ChatState =>
  after(withEntries(ARCHIVE.slice(-80)), {
    type: 'past/shown',
    conversation: GENERAL,
    past: { entries: ARCHIVE.slice(300, 400), hasOlder: true, hasNewer: true, focus: 351 },
  });

/** Where messages are missing, for every reason there is. */
function holes(): ChatState {
  const seq = (numbers: readonly number[]): MessageEntry[] => ARCHIVE.filter(({ place }) => numbers.includes(place?.seq ?? 0));
  const gap = (id: number, from: number, minutes: number): Entry => ({ kind: 'gap', id, from, at: from + minutes * MINUTE });
  const at = (number: number): number => ARCHIVE[number - 1]?.at ?? NOW;
  const chat = withEntries([
    ...seq([1_478, 1_479, 1_483, 1_484]),
    gap(9_001, at(1_484), 9),
    ...seq([1_490, 1_491, 1_492]),
    gap(9_002, at(1_492), 2),
    ...seq([1_493, 1_494, 1_496]),
    gap(9_003, at(1_497), 6),
  ]);
  return after(chat, { type: 'older/received', conversation: GENERAL, page: null, at: NOW });
}

const blocked = (): ChatState =>
  after(withEntries(ARCHIVE.slice(-24), { blocked: ['Ann', 'Zoë Kravitz'] }), {
    type: 'older/received',
    conversation: GENERAL,
    page: null,
    at: NOW,
  });

const cleared = (): ChatState => after(withEntries(ARCHIVE.slice(-3)), { type: 'conversation/cleared', conversation: GENERAL });

export const READING_SCENES: Readonly<Record<string, () => FakeBridge>> = {
  history: () => reading(withEntries(ARCHIVE.slice(-60))),
  /** So few messages that they do not fill the window. */
  'history-few': () => reading(withEntries(ARCHIVE.slice(-5))),
  /** The history does not answer. */
  'history-stuck': () => {
    const bridge = reading(withEntries(ARCHIVE.slice(-5)));
    bridge.handlers['chat/more'] = () => undefined;
    return bridge;
  },
  'history-loading': () => {
    const bridge = reading(withEntries(ARCHIVE.slice(-5)));
    bridge.handlers['chat/more'] = () => new Promise(() => undefined);
    return bridge;
  },
  'history-several': () => reading(withEntries(ARCHIVE.slice(-60)), severalServers().slice(1)),
  past: () => reading(past()),
  holes: () => reading(holes()),
  blocked: () => reading(blocked()),
  cleared: () => reading(cleared()),
};
