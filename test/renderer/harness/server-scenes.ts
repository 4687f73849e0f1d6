import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import { reduceChat } from '../../../src-shared/chat/reduce.ts';
import { channelId, MUTED_FOR_GOOD, type ChatState } from '../../../src-shared/chat/state.ts';
import {
  DEFAULT_SETTINGS,
  UNDISTURBED_FOR_GOOD,
  type AppState,
  type Profile,
  type ServerState,
} from '../../../src-shared/ipc/app-state.ts';
import { serverOf, stateWith, type FakeBridge } from '../../support/fake-bridge.ts';
import { acting, chatOf, fullRoom, HOSTING, KNOWN, LOGIN, login, packet, said } from './scenes.ts';

/** States of the window with several servers, and with what the person chose for some of their conversations. */

const NOW = Date.now();

/** A server of another place, in a state of its own. */
const place = (id: string, chat: ChatState, change: Partial<Profile> = {}): ServerState =>
  serverOf(chat, { id, address: chat.address, ...change });

const named = (name: string, address: string, events: readonly ChatEvent[] = []): ChatState => {
  const info = packet({
    type: 'server_info',
    name,
    version: '0.1.0',
    capabilities: ['ack', 'channels', 'history', 'moderation', 'presence'],
    limits: { message_bytes: 65_536, name_code_points: 32 },
  });
  return chatOf([...LOGIN.slice(0, 4), info, ...login(['alice', 'bob']).slice(5), ...events], address);
};

const phase = (chat: ChatState, connection: ChatState['connection']): ChatState => ({ ...chat, connection, ready: false });

/** One of each kind: in front, calling, unread, muted, offline, on its way, refused, and one with only an address. */
export const severalServers = (): ServerState[] => [
  serverOf(mutedRoom()),
  place(
    'chess',
    named('Chess Club', 'chess.example:8888', [
      packet({ type: 'direct_message', author: 'bob', message: 'Your move' }),
      said('bob', 'alice: your move', NOW, 'random'),
    ]),
  ),
  place('lab', named('Robotics Lab', '10.0.0.7:8888', [said('bob', 'The arm is fixed', NOW, 'random')])),
  place('noisy', named('The Noisy Neighbours', '10.0.0.9:8888', [said('bob', 'alice!!!', NOW, 'random')]), { muted: true }),
  place('attic', phase(named('Attic', 'attic.local:8888'), { phase: 'offline' })),
  place(
    'train',
    phase(named('Train', 'wss://train.example'), {
      phase: 'reconnecting',
      retryAt: NOW + 500_000,
      problem: { kind: 'closed' },
    }),
  ),
  place('old', phase(named('Old Room', 'old.example'), { phase: 'login-failed', problem: { kind: 'wrong-password' } })),
  place(
    'plain',
    chatOf(
      [LOGIN[0] as ChatEvent, packet({ type: 'user_list', users: ['alice'] }), { type: 'login/settled', at: NOW }],
      '192.168.1.105:8888',
    ),
  ),
];

/** The full room with conversations of every kind of choice. */
const mutedRoom = (): ChatState =>
  [
    {
      type: 'conversation/chosen',
      conversation: channelId('a-channel-with-quite-a-long-name-indeed'),
      choices: { mutedUntil: MUTED_FOR_GOOD },
    },
    said('bob', 'nobody hears this', NOW, 'a-channel-with-quite-a-long-name-indeed'),
    { type: 'blocked/changed', blocked: ['Ann', 'somebody who left'] },
  ].reduce((state, event) => reduceChat(state, event as ChatEvent), fullRoom());

const several = (change: Partial<AppState> = {}): FakeBridge =>
  acting(stateWith(severalServers(), { lastUsed: KNOWN, ...change }));

export const SERVER_SCENES: Readonly<Record<string, () => FakeBridge>> = {
  servers: () => several(),
  'servers-two': () => acting(stateWith(severalServers().slice(0, 2), { lastUsed: KNOWN, hosting: HOSTING })),
  'servers-many': () =>
    acting(
      stateWith(
        Array.from({ length: 30 }, (_, i) => place(`s${i}`, named(`Server ${i + 1}`, `10.0.1.${i}:8888`))),
        { lastUsed: KNOWN },
      ),
    ),
  'servers-undisturbed': () => several({ settings: { ...DEFAULT_SETTINGS, doNotDisturbUntil: UNDISTURBED_FOR_GOOD } }),
};
