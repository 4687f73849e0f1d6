import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import { reduceChat } from '../../../src-shared/chat/reduce.ts';
import { channelId, directId, initialChatState, type ChatState, type Problem } from '../../../src-shared/chat/state.ts';
import type { AppState, HostingState } from '../../../src-shared/ipc/app-state.ts';
import type { ServerPacket, ServerPacketOf } from '../../../src-shared/protocol/packets.ts';
import { emptyAppState, FakeBridge, serverOf, stateWith } from '../../support/fake-bridge.ts';
import { actingServer } from './acting-server.ts';
import { banned, closed, crowd, guests, muted } from './people-scenes.ts';

/** States of the window to look at, each by name. */

type Member = ServerPacketOf<'member_list'>['members'][number];

const MINUTE = 60_000;
const NOW = Date.now();
export const NAMES = [
  'alice',
  'bob',
  'Ann',
  'Zoë Kravitz',
  'Мария',
  'نور الهدى',
  '田中さん',
  '🦊 fox',
  'averyveryveryverylongnamewithoutspaces',
];

export const HOSTING: HostingState = {
  status: 'on',
  name: 'Workshop',
  port: 8889,
  busyPort: 8888,
  addresses: [
    { address: '192.168.1.5:8889', network: 'eth0' },
    { address: '10.8.0.2:8889', network: 'tun0' },
    { address: '[2001:db8:85a3::8a2e:370:7334]:8889', network: 'eth0' },
  ],
  fingerprint: null,
  guests: true,
  reach: null,
  people: 3,
  names: [],
};

export const packet = (value: ServerPacket, at = NOW): ChatEvent => ({ type: 'packet/received', packet: value, at });

export function chatOf(events: readonly ChatEvent[], address = '192.168.1.5:8889'): ChatState {
  return events.reduce(reduceChat, initialChatState('alice', address));
}

export const LOGIN: readonly ChatEvent[] = [
  { type: 'connection/changed', connection: { phase: 'connected' }, at: NOW },
  packet({ type: 'auth', status: 'Logged in ok', success: true }),
  packet({ type: 'channel_list', channels: ['general', 'random', 'a-channel-with-quite-a-long-name-indeed', 'laser-cutter'] }),
  packet({ type: 'default_channel', channel: 'general' }),
  packet({
    type: 'server_info',
    name: 'Workshop',
    version: '0.1.0',
    capabilities: ['channels', 'moderation', 'presence'],
    limits: { message_bytes: 65_536, name_code_points: 32 },
  }),
];

const account = (username: string, more: Partial<Member> = {}): Member => {
  return { username, role: 'member', state: 'online', text: '', last_seen: null, ...more };
};

/** Everybody with an account in the room, some of whom are not here. */
const ACCOUNTS: Member[] = [
  account('alice', { role: 'owner' }),
  account('bob', { role: 'moderator', state: 'busy', text: 'at the laser cutter until five, please do not disturb' }),
  account('Ann', { state: 'away', text: 'at lunch' }),
  account('Zoë Kravitz', { muted: true }),
  ...['Мария', 'نور الهدى', '田中さん', '🦊 fox', 'averyveryveryverylongnamewithoutspaces'].map((name) => account(name)),
  account('Greta', { state: 'offline', last_seen: NOW - 26 * 60 * MINUTE }),
  account('Hal', { role: 'guest', state: 'offline', last_seen: NOW - 20 * MINUTE }),
];

const LONG_TOPIC =
  'What is broken, what is mended, and who has the calipers: one line a machine, the newest first, and please say when you took the last spool of filament.';

const DETAILS: ServerPacketOf<'channel_info'>['channels'] = [
  { channel: 'general', topic: LONG_TOPIC, creator: null, may_write: 'everybody', last_seq: 1 },
  { channel: 'random', topic: '', creator: 'bob', may_write: 'everybody', last_seq: 1 },
  { channel: 'a-channel-with-quite-a-long-name-indeed', topic: '', creator: 'bob', may_write: 'members', last_seq: 1 },
  { channel: 'laser-cutter', topic: 'Book it here', creator: 'bob', may_write: 'moderators', last_seq: 1 },
];

export const login = (users: readonly string[]): ChatEvent[] => [
  ...LOGIN,
  packet({ type: 'user_list', users: [...users] }),
  packet({ type: 'member_list', members: ACCOUNTS, more: false }),
  packet({ type: 'channel_info', channels: DETAILS, more: false }),
  { type: 'login/settled', at: NOW },
];

export const said = (author: string, message: string, at: number, channel = 'general'): ChatEvent =>
  packet({ type: 'message', author, message, channel }, at);

const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);

function talk(): ChatEvent[] {
  const yesterday = NOW - 26 * 60 * MINUTE;
  const at = (minutes: number): number => NOW - minutes * MINUTE;
  return [
    said('bob', 'Is the laser cutter free tomorrow morning?', yesterday),
    said('Ann', 'From nine. I put it in the book.', yesterday + MINUTE),
    said('bob', 'Morning everyone', at(58)),
    said('bob', 'The new filament is here, two spools of the clear one', at(57)),
    said('bob', 'and the nozzles', at(57)),
    said(
      'Zoë Kravitz',
      'Great, I can print the enclosure then.\nThree parts:\n  - lid\n  - body\n  - the little clip that always breaks',
      at(50),
    ),
    packet({ type: 'join', username: 'carl' }, at(45)),
    packet({ type: 'join', username: 'dora' }, at(44)),
    packet({ type: 'join', username: 'erik' }, at(44)),
    packet({ type: 'quit', username: 'dora' }, at(43)),
    said('نور الهدى', 'صباح الخير، هل يمكنني استخدام الطابعة بعد الظهر؟', at(40)),
    said('Мария', 'Доброе утро! Конечно, после двух она свободна.', at(39)),
    said('田中さん', 'おはようございます 🙂', at(38)),
    packet({ type: 'broadcast', message: 'The workshop closes at 18:00 today. Please put the tools back.' }, at(30)),
    said('averyveryveryverylongnamewithoutspaces', LONG_WORD, at(20)),
    said('🦊 fox', '👍👍', at(18)),
    said('alice', 'I can help with the enclosure after lunch.', at(12)),
    said('alice', 'Anyone else?', at(11)),
    said('Ann', 'alice, could you bring the calipers? https://example.org/a/very/long/path/that/goes/on?and=on', at(6)),
  ];
}

export const fullRoom = (): ChatState =>
  chatOf([
    ...login(NAMES),
    ...talk(),
    said('bob', 'off topic: look at this', NOW, 'random'),
    said('bob', 'alice: this one', NOW, 'random'),
    packet({ type: 'direct_message', author: 'bob', message: 'Do you have a minute?' }, NOW - 3 * MINUTE),
    packet({ type: 'direct_message', author: 'averyveryveryverylongnamewithoutspaces', message: 'hi' }),
    packet({ type: 'direct_message', author: 'Server', message: 'Welcome to the workshop.' }),
    { type: 'draft/changed', conversation: channelId('laser-cutter'), text: 'a draft' },
    packet({ type: 'typing', username: 'bob' }),
    packet({ type: 'typing', username: 'Ann' }),
  ]);

const withNew = (): ChatState =>
  chatOf([
    ...login(NAMES),
    ...talk(),
    { type: 'conversation/opened', conversation: channelId('random') },
    ...Array.from({ length: 60 }, (_, i) =>
      said(NAMES[1 + (i % 3)] ?? 'bob', `message ${i + 1} of what was missed`, NOW - (60 - i) * 1000),
    ),
    { type: 'conversation/opened', conversation: channelId('general') },
  ]);

const direct = (): ChatState =>
  chatOf([
    ...login(NAMES),
    packet({ type: 'direct_message', author: 'bob', message: 'Do you have a minute?' }, NOW - 9 * MINUTE),
    { type: 'conversation/opened', conversation: directId('bob') },
    { type: 'message/composed', conversation: directId('bob'), text: 'Sure, what is it?', at: NOW - 8 * MINUTE },
    { type: 'message/written', entry: 2 },
    { type: 'message/handed', entry: 2 },
  ]);

const absent = (): ChatState => ({
  ...chatOf([
    ...login(NAMES),
    { type: 'conversation/opened', conversation: directId('gone') },
    { type: 'message/composed', conversation: directId('gone'), text: 'See you tomorrow?', at: NOW },
  ]),
  server: null,
});

const troubled = (): ChatState => {
  const lost: ChatEvent[] = [
    ...login(NAMES),
    ...talk(),
    {
      type: 'message/composed',
      conversation: channelId('general'),
      text: 'This one was on its way when the cable came out.',
      at: NOW - 9 * MINUTE,
    },
  ];
  const chat = chatOf(lost);
  const entry = chat.nextEntryId - 1;
  return [
    { type: 'message/written', entry },
    {
      type: 'connection/changed',
      connection: { phase: 'reconnecting', retryAt: NOW + 5000, problem: { kind: 'closed' } },
      at: NOW - 9 * MINUTE,
    },
    { type: 'connection/changed', connection: { phase: 'connected' }, at: NOW - 2 * MINUTE },
    { type: 'login/settled', at: NOW - 2 * MINUTE },
    said('bob', 'We had a power cut', NOW - MINUTE),
    {
      type: 'connection/changed',
      connection: { phase: 'reconnecting', retryAt: NOW + 500_000, problem: { kind: 'closed', detail: 'code 1006' } },
      at: NOW,
    },
    { type: 'message/composed', conversation: channelId('general'), text: 'Writing this without a connection.', at: NOW },
  ].reduce((state, event) => reduceChat(state, event as ChatEvent), chat);
};

const loginFailed = (): ChatState => ({
  ...fullRoom(),
  ready: false,
  connection: { phase: 'login-failed', problem: { kind: 'wrong-password', detail: 'close code 4001' } },
});

/** A loss, a server that answers too late, a channel that is gone at the next login. */
const failures = (): ChatState => {
  const own = (text: string, channel: string, at: number): ChatEvent => ({
    type: 'message/composed',
    conversation: channelId(channel),
    text,
    at,
  });
  const chat = chatOf([...login(NAMES), said('bob', 'alice: are you there? @alice', NOW - 9 * MINUTE)]);
  const first = chat.nextEntryId;
  return [
    own('On its way when the cable came out.', 'general', NOW - 8 * MINUTE),
    { type: 'message/written', entry: first },
    { type: 'connection/changed', connection: { phase: 'offline' }, at: NOW - 8 * MINUTE },
    { type: 'connection/changed', connection: { phase: 'connected' }, at: NOW - 7 * MINUTE },
    { type: 'login/settled', at: NOW - 7 * MINUTE },
    own('Said to a server that was busy.', 'general', NOW - 6 * MINUTE),
    { type: 'message/written', entry: first + 5 },
    { type: 'message/expired', entry: first + 5 },
    { type: 'connection/changed', connection: { phase: 'offline' }, at: NOW - 5 * MINUTE },
    own('Written for the laser cutter.', 'laser-cutter', NOW - 4 * MINUTE),
    { type: 'connection/changed', connection: { phase: 'connected' }, at: NOW - 3 * MINUTE },
    LOGIN[1],
    { type: 'conversation/opened', conversation: channelId('laser-cutter') },
    { type: 'login/settled', at: NOW - 3 * MINUTE },
  ].reduce((state, event) => reduceChat(state, event as ChatEvent), chat);
};

const emptyRoom = (): ChatState => ({ ...chatOf(login(['alice'])), newAccount: true });

export const KNOWN = {
  address: '192.168.1.5:8889',
  username: 'alice',
  hostName: '',
  hostPort: 8888,
  knownNames: [{ address: '192.168.1.5:8889', username: 'alice' }],
};

const failing = (problem: Problem): FakeBridge => acting(emptyAppState({ lastUsed: KNOWN, joinProblem: problem }));

export function acting(state: AppState): FakeBridge {
  return actingServer(new FakeBridge(state));
}

const room = (chat: ChatState, change: Partial<AppState> = {}): FakeBridge =>
  acting(stateWith([serverOf(chat)], { lastUsed: KNOWN, ...change }));

export const SCENES: Readonly<Record<string, () => FakeBridge>> = {
  first: () => acting(emptyAppState()),
  again: () =>
    acting(
      emptyAppState({
        lastUsed: KNOWN,
        passwordStore: { available: false, reason: 'locked-keyring' },
      }),
    ),
  'join-wrong-password': () => failing({ kind: 'wrong-password', detail: 'close code 4001: Login failed' }),
  'join-refused': () => failing({ kind: 'refused', detail: 'ECONNREFUSED' }),
  'join-name': () => failing({ kind: 'name-refused', detail: 'The name admin is reserved.' }),
  'join-banned': () => failing({ kind: 'banned', detail: 'Banned by alice' }),
  'room-empty': () => room(emptyRoom(), { hosting: HOSTING }),
  'room-plain': () =>
    room(
      chatOf(
        [LOGIN[0] as ChatEvent, packet({ type: 'user_list', users: ['alice'] }), { type: 'login/settled', at: NOW }],
        'chat.example:8888',
      ),
    ),
  room: () => room(fullRoom(), { hosting: HOSTING }),
  crowd: () => room(crowd(fullRoom())),
  guests: () => room(guests(fullRoom())),
  muted: () => room(muted(fullRoom())),
  'channel-closed': () => room(closed(fullRoom())),
  banned: () => room(banned(fullRoom())),
  'room-new': () => room(withNew()),
  'room-long': () =>
    room(
      chatOf([
        ...login(NAMES),
        ...Array.from({ length: 990 }, (_, i) => said(NAMES[i % 5] ?? 'bob', `line ${i + 1}`, NOW - (990 - i) * 20_000)),
      ]),
    ),
  direct: () => room(direct()),
  'direct-absent': () => room(absent()),
  server: () => room(reduceChat(fullRoom(), { type: 'conversation/opened', conversation: directId('Server') })),
  'failures-gone': () => room(failures()),
  failures: () => room(reduceChat(failures(), { type: 'conversation/opened', conversation: channelId('general') })),
  troubled: () => room(troubled()),
  'login-failed': () => room(loginFailed()),
  closing: () => room(fullRoom(), { hosting: HOSTING, askingOnClose: true }),
  notices: () =>
    room(fullRoom(), {
      notices: [
        { id: 1, text: 'The settings file was damaged; it was set aside and fresh settings are in use.' },
        { id: 2, text: 'The hosted server had stopped and was started again.' },
      ],
    }),
};
