import { describe, expect, test } from 'vitest';
import { worthTelling } from '../../../src-shared/client/attention/worth-telling.ts';
import { isSeen, MUTED_FOR_GOOD, type ChatState, type Choices, type ConversationId } from '../../../src-shared/chat/index.ts';
import { reduceApp, UNDISTURBED_FOR_GOOD, type AppEvent, type AppState } from '../../../src-shared/ipc/index.ts';
import type { ServerPacket } from '../../../src-shared/protocol/index.ts';
import { after, appOf, choose, direct, NOW, on, received, said, server } from '../../support/attention-room.ts';

function told(state: AppState, event: AppEvent) {
  return worthTelling(state, reduceApp(state, event), event, NOW);
}

/** What comes to ann, and in which conversation it stands. */
const MESSAGES: Readonly<
  Record<string, { packet: ServerPacket; conversation: ConversationId; calls: 'direct' | 'mention' | null }>
> = {
  'a direct message': { packet: direct('bob'), conversation: 'dm:bob', calls: 'direct' },
  'a mention': { packet: said('bob', 'hi Ann!'), conversation: 'channel:general', calls: 'mention' },
  'a keyword': { packet: said('bob', 'the Kettle is on'), conversation: 'channel:general', calls: 'mention' },
  'a channel message': { packet: said('bob', 'hello'), conversation: 'channel:general', calls: null },
  'a broadcast': { packet: { type: 'broadcast', message: 'tea' }, conversation: 'channel:general', calls: 'mention' },
};

/** Where ann looks; what comes is on `one`. */
const PLACES: Readonly<Record<string, (conversation: ConversationId) => AppState>> = {
  'at this conversation': (conversation) => looking('one', { attentive: true, active: conversation, atEnd: true }),
  'further up in it': (conversation) => looking('one', { attentive: true, active: conversation, atEnd: false }),
  'at another conversation': () => looking('one', { attentive: true, active: 'dm:carol', atEnd: true }),
  'at another server': (conversation) => looking('two', { active: conversation }),
  'at another window': (conversation) => looking('one', { attentive: false, active: conversation }),
  'at another window, the app hidden or minimised further up': (conversation) =>
    looking('one', { attentive: false, active: conversation, atEnd: false }),
};

function looking(active: string, chat: Partial<ChatState>): AppState {
  const keywords = ['kettle'];
  const first = after(
    appOf([server('one', { keywords }), server('two', { keywords, attentive: active === 'two' })]),
    received('one', direct('carol')),
    received('one', direct('bob', 'before')),
    on('one', { type: 'conversation/marked-read', conversation: null }),
  );
  const [one, two] = first.servers;
  if (one === undefined || two === undefined) throw new Error('there are two servers');
  return { ...first, active, servers: [{ ...one, chat: { ...one.chat, ...chat } }, two] };
}

const CHOICES: Readonly<Record<string, Partial<Choices>>> = {
  default: {},
  all: { notify: 'all' },
  mentions: { notify: 'mentions' },
  nothing: { notify: 'nothing' },
  'all, but muted': { notify: 'all', mutedUntil: NOW + 1 },
};

/** The rule, written down a second time. */
function isTold(message: string, place: string, choice: string, unwanted: string): boolean {
  const calls = MESSAGES[message]?.calls ?? null;
  if (unwanted !== '') return unwanted === 'bob is blocked' && message === 'a broadcast' && isTold(message, place, choice, '');
  if (place === 'at this conversation') return false;
  // It is shown there, too.
  if (place === 'at another conversation' && message === 'a broadcast') return false;
  if (choice === 'nothing' || choice === 'all, but muted') return false;
  if (choice === 'all') return true;
  return choice === 'mentions' ? calls === 'mention' : calls !== null;
}

const UNWANTED: Readonly<Record<string, (state: AppState) => AppState>> = {
  '': (state) => state,
  'do not disturb': (state) => ({ ...state, settings: { ...state.settings, doNotDisturbUntil: NOW + 1 } }),
  'do not disturb, for good': (state) => ({
    ...state,
    settings: { ...state.settings, doNotDisturbUntil: UNDISTURBED_FOR_GOOD },
  }),
  'bob is blocked': (state) => after(state, on('one', { type: 'blocked/changed', blocked: ['bob'] })),
  'the server is muted': (state) => ({
    ...state,
    servers: state.servers.map(({ chat, profile }) => ({ chat, profile: { ...profile, muted: true } })),
  }),
};

describe('what is worth a notification', () => {
  const rows = Object.keys(MESSAGES).flatMap((message) =>
    Object.keys(PLACES).flatMap((place) =>
      Object.keys(CHOICES).flatMap((choice) => Object.keys(UNWANTED).map((unwanted) => ({ message, place, choice, unwanted }))),
    ),
  );

  test.each(Object.keys(MESSAGES))('%s: every place, choice and wish', (only) => {
    const wrong: unknown[] = [];
    let tellings = 0;
    for (const { message, place, choice, unwanted } of rows.filter((row) => row.message === only)) {
      const { packet, conversation } = MESSAGES[message] ?? { packet: direct(''), conversation: 'dm:' };
      const looked = PLACES[place]?.(conversation) ?? appOf([]);
      const state = UNWANTED[unwanted]?.(after(looked, choose('one', conversation, CHOICES[choice] ?? {}))) ?? looked;
      const telling = told(state, received('one', packet));
      const expected = isTold(message, place, choice, unwanted);
      if (telling !== null) tellings++;
      if ((telling !== null) !== expected) wrong.push({ message, place, choice, unwanted, expected });
      if (telling !== null) expect(telling.target).toMatchObject({ server: 'one', conversation });
    }
    expect(wrong).toEqual([]);
    expect(tellings).toBeGreaterThan(0);
  });

  test('what is told is unread, and what is in front of the person and read is not told', () => {
    for (const { message, place } of rows) {
      const { packet, conversation } = MESSAGES[message] ?? { packet: direct(''), conversation: 'dm:' };
      const state = PLACES[place]?.(conversation) ?? appOf([]);
      const event = received('one', packet);
      const chat = reduceApp(state, event).servers[0]?.chat;
      const found = chat?.conversations.find(({ id }) => id === conversation);
      if (chat === undefined || found === undefined) throw new Error('it came');
      if (worthTelling(state, reduceApp(state, event), event, NOW) !== null) expect(found.unread).toBe(1);
      if (isSeen(chat, found)) expect(told(state, event)).toBeNull();
    }
  });

  test('where the settings want none, only what a conversation was chosen for', () => {
    const quiet = (choices: Partial<Choices>) =>
      after(
        appOf([server('one')], { notify: false }),
        received('one', direct('bob')),
        choose('one', 'dm:bob', choices),
        choose('one', 'channel:general', choices),
      );
    expect(told(quiet({}), received('one', direct('bob')))).toBeNull();
    expect(told(quiet({}), received('one', said('bob', 'ann')))).toBeNull();
    expect(told(quiet({ notify: 'mentions' }), received('one', said('bob', 'ann')))).not.toBeNull();
    expect(told(quiet({ notify: 'all' }), received('one', direct('bob')))).not.toBeNull();
  });

  test('a broadcast where the channel that it belongs to is muted, whatever else shows it', () => {
    const state = after(looking('one', { active: 'dm:carol' }), choose('one', 'channel:general', { notify: 'nothing' }));
    expect(told(state, received('one', { type: 'broadcast', message: 'tea' }))).toBeNull();
  });

  test('a mute or a wish that is over counts no more, though nobody has ended it yet', () => {
    const state = after(
      appOf([server('one')], { doNotDisturbUntil: NOW }),
      choose('one', 'channel:general', { mutedUntil: NOW }),
    );
    expect(told(state, received('one', said('bob', 'ann')))).not.toBeNull();
    const forGood = after(state, choose('one', 'channel:general', { mutedUntil: MUTED_FOR_GOOD }));
    expect(told(forGood, received('one', said('bob', 'ann')))).toBeNull();
  });

  test('a conversation that was marked as unread and is in front', () => {
    const state = looking('one', { attentive: true, active: 'dm:bob', atEnd: true });
    const entry = state.servers[0]?.chat.conversations.find(({ id }) => id === 'dm:bob')?.entries[0]?.id ?? 0;
    const marked = after(state, on('one', { type: 'conversation/marked-unread', conversation: 'dm:bob', entry }));
    expect(told(marked, received('one', direct('bob')))).toBeNull();
  });

  test('while the person reads in the past, what comes now is not in front of them', () => {
    const state = looking('one', { attentive: true, active: 'dm:bob', atEnd: true });
    const past = { entries: [], hasOlder: false, hasNewer: true, focus: null };
    const back = after(
      state,
      on('one', { type: 'past/shown', conversation: 'dm:bob', past }),
      on('one', { type: 'conversation/seen', conversation: 'dm:bob', atEnd: true }),
    );
    expect(told(back, received('one', direct('bob')))).not.toBeNull();
  });

  test.each<[string, AppEvent]>([
    ['their own message, from another computer', received('one', said('ann', 'I am ann'))],
    ['their own direct message', received('one', direct('ann'))],
    ['somebody who comes', received('one', { type: 'join', username: 'bob' })],
    ['somebody who types', received('one', { type: 'typing', username: 'bob' })],
    ['what they write', on('one', { type: 'message/composed', conversation: 'dm:bob', text: 'ann', at: NOW })],
    ['what an unknown server says', received('three', direct('bob'))],
  ])('never %s', (_what, event) => {
    expect(told(appOf([server('one')]), event)).toBeNull();
  });

  test('a direct message that comes again after a broken connection is told once', () => {
    const event = received('one', { type: 'direct_message', author: 'bob', message: 'hello', id: 5, seq: 1, timestamp: NOW });
    const state = appOf([server('one')]);
    expect(told(state, event)).not.toBeNull();
    expect(told(after(state, event), event)).toBeNull();
  });

  test('the very entry is named, also where others stand behind it', () => {
    const state = after(
      appOf([server('one')]),
      on('one', { type: 'message/composed', conversation: 'dm:bob', text: 'waits', at: NOW }),
    );
    const next = reduceApp(state, received('one', direct('bob')));
    const entry = next.servers[0]?.chat.conversations.find(({ id }) => id === 'dm:bob')?.entries[0];
    expect(entry).toMatchObject({ text: 'hello' });
    expect(told(state, received('one', direct('bob')))?.target.entry).toBe(entry?.id);
  });
});

describe('what was missed', () => {
  const page = (...messages: readonly ServerPacket[]): AppEvent =>
    received('one', {
      type: 'history',
      messages: messages.map((message, index) => ({ ...message, id: index + 10, seq: index + 1, timestamp: NOW })),
      reached: 100,
      more: false,
    } as ServerPacket);
  const toAnn = (author: string, message: string) =>
    ({ type: 'direct_message', author, recipient: 'ann', message }) as ServerPacket;
  const missed = page(
    said('bob', 'hello'),
    toAnn('bob', 'one'),
    said('bob', 'ann?'),
    toAnn('carol', 'two'),
    toAnn('ann', 'own'),
  );

  test('is told as one, by what calls for the person, and leads to the first of it', () => {
    const state = appOf([server('one')]);
    const telling = told(state, missed);
    expect(telling).toMatchObject({ kind: 'missed', count: 3, body: '3 messages while you were away' });
    expect(telling?.target).toMatchObject({ server: 'one', conversation: 'dm:bob' });
    expect(told(state, page(toAnn('bob', 'one')))?.body).toBe('1 message while you were away');
  });

  test('is nothing where nothing of it calls', () => {
    expect(told(appOf([server('one')]), page(said('bob', 'hello')))).toBeNull();
    expect(told(appOf([server('one')], { doNotDisturbUntil: NOW + 1 }), missed)).toBeNull();
    expect(told(appOf([server('one', {}, { muted: true })]), missed)).toBeNull();
    expect(told(appOf([server('one', { blocked: ['bob', 'carol'] })]), missed)).toBeNull();
  });

  test('is only what was not here before', () => {
    const state = after(appOf([server('one')]), missed);
    expect(told(state, missed)).toBeNull();
  });

  test('is nothing of what somebody pages back to', () => {
    const event = on('one', {
      type: 'older/received',
      conversation: 'channel:general',
      page: {
        type: 'history',
        messages: [{ ...said('bob', 'ann'), id: 1, seq: 1, timestamp: 1 }],
        reached: 1,
        more: false,
      } as never,
      at: NOW,
    });
    expect(told(appOf([server('one')]), event)).toBeNull();
  });
});

describe('what a notification says', () => {
  const words = (state: AppState, packet: ServerPacket) => {
    const telling = told(state, received('one', packet));
    return telling === null ? null : [telling.title, telling.body, telling.subject, telling.line];
  };
  const one = appOf([server('one')]);
  const game = said('bob', 'ann?', 'games');

  test('the person, or the person and the channel', () => {
    expect(words(one, direct('bob'))).toEqual(['bob', 'hello', 'bob', 'hello']);
    expect(words(one, game)).toEqual(['bob in #games', 'ann?', '#games', 'bob: ann?']);
  });

  test('only who wrote it, or nothing, where the person wants that', () => {
    const [name, nothing] = [appOf([server('one')], { preview: 'name' }), appOf([server('one')], { preview: 'nothing' })];
    expect(words(name, direct('bob'))).toEqual(['bob', 'New message', 'bob', '']);
    expect(words(name, game)).toEqual(['bob in #games', 'New message', '#games', '']);
    for (const packet of [direct('bob', 'secret'), said('bob', 'ann secret', 'games')]) {
      expect(JSON.stringify(words(nothing, packet))).not.toMatch(/bob|secret|games|one/u);
    }
  });

  test('the server, where there are several: as the person calls it, as it calls itself, or its address', () => {
    const info = { name: 'Room 12', version: '1', capabilities: [], identity: null, frameMaxBytes: 65_536 };
    const of = (chat: Partial<ChatState>, label: string) =>
      words(appOf([server('one', chat, { label }), server('two')]), direct('bob'))?.[0];
    expect(of({ server: info }, 'Home')).toBe('bob · Home');
    expect(of({ server: info }, '')).toBe('bob · Room 12');
    expect(of({}, '')).toBe('bob · one.local:8888');
  });

  test('a broadcast is the server speaking', () => {
    const info = { name: 'Room 12', version: '1', capabilities: [], identity: null, frameMaxBytes: 65_536 };
    expect(words(appOf([server('one', { server: info })]), { type: 'broadcast', message: 'tea' })).toEqual([
      'Room 12',
      'tea',
      '#general',
      'Room 12: tea',
    ]);
  });

  test('the beginning of what is long, and no half of a character', () => {
    const [title = '', body = ''] = words(one, direct('b'.repeat(5_000), `${'x'.repeat(198)}🦄${'x'.repeat(5_000)}`)) ?? [];
    expect([title.length, body]).toEqual([80, `${'x'.repeat(198)}…`]);
  });

  test('silent where the person wants no sound', () => {
    expect(told(one, received('one', direct('bob')))?.silent).toBe(false);
    expect(told(appOf([server('one')], { sound: false }), received('one', direct('bob')))?.silent).toBe(true);
  });
});
