import { describe, expect, test } from 'vitest';
import {
  directId,
  emptyConversation,
  findConversation,
  initialChatState,
  isGone,
  reduceChat,
  type ChatEvent,
  type ChatState,
  type ConversationId,
} from '../../src-shared/chat/index.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { linesOf } from '../support/person.ts';

const GENERAL = 'channel:general';
const AT = 1_000;

const packet = (each: ServerPacket, at = AT): ChatEvent => ({ type: 'packet/received', packet: each, at });
const says = (author: string, message: string, channel?: string): ChatEvent =>
  packet({ type: 'message', author, message, ...(channel === undefined ? {} : { channel }) });
const whispers = (author: string, message: string): ChatEvent => packet({ type: 'direct_message', author, message });
const composed = (text: string, conversation: ConversationId = GENERAL, at = AT): ChatEvent => ({
  type: 'message/composed',
  conversation,
  text,
  at,
});
const written = (entry: number): ChatEvent => ({ type: 'message/written', entry });
const handed = (entry: number): ChatEvent => ({ type: 'message/handed', entry });
const seen = (conversation: ConversationId): ChatEvent => ({ type: 'conversation/seen', conversation, atEnd: true });
const opened = (conversation: ConversationId): ChatEvent => ({ type: 'conversation/opened', conversation });
const lineCleared = (conversation: ConversationId): ChatEvent => ({ type: 'line/cleared', conversation });
const away: ChatEvent = { type: 'attention/changed', attentive: false };
const back: ChatEvent = { type: 'attention/changed', attentive: true };
const connected: ChatEvent = { type: 'connection/changed', connection: { phase: 'connected' }, at: AT };
const settled = (at: number): ChatEvent => ({ type: 'login/settled', at });
const lost = (at: number): ChatEvent => ({
  type: 'connection/changed',
  connection: { phase: 'reconnecting', retryAt: at, problem: { kind: 'closed' } },
  at,
});
const channels = (...names: string[]): ChatEvent => packet({ type: 'channel_list', channels: names });

function after(...events: ChatEvent[]): ChatState {
  return [connected, packet({ type: 'user_list', users: ['ann', 'me'] }), settled(AT), ...events].reduce(
    reduceChat,
    initialChatState('me', 'ws://test'),
  );
}

const lines = (state: ChatState, id: ConversationId = GENERAL): string[] => linesOf(state, id);

describe('the conversation in front', () => {
  test.each<[string, ChatEvent[], string[]]>([
    ['what others say', [says('ann', 'hi')], ['ann: hi']],
    ['null means the default channel', [packet({ type: 'message', author: 'ann', message: 'hi', channel: null })], ['ann: hi']],
    [
      'somebody comes and goes',
      [packet({ type: 'join', username: 'bob' }), packet({ type: 'quit', username: 'bob' })],
      ['join bob', 'quit bob'],
    ],
    ['who is here already does not come again', [packet({ type: 'join', username: 'ann' })], []],
    ['who is not here does not go', [packet({ type: 'quit', username: 'bob' })], []],
    [
      'one does not see oneself come or go',
      [packet({ type: 'join', username: 'me' }), packet({ type: 'quit', username: 'me' })],
      [],
    ],
    ['a broadcast', [packet({ type: 'broadcast', message: 'hello all' })], ['! hello all']],
    ['an own message waits', [composed('hi')], ['me: hi (queued)']],
    ['an own message is on its way', [composed('hi'), written(1)], ['me: hi (written)']],
    ['the echo is the receipt', [composed('hi'), written(1), says('me', 'hi')], ['me: hi (delivered)']],
    ['an echo without a message of ours was written elsewhere', [says('me', 'hi')], ['me: hi (delivered)']],
    [
      'an echo does not stand for a message that was not written',
      [composed('hi'), says('me', 'hi')],
      ['me: hi (delivered)', 'me: hi (queued)'],
    ],
    [
      'the server’s order counts',
      [composed('a'), written(1), says('ann', 'b'), says('me', 'a')],
      ['ann: b', 'me: a (delivered)'],
    ],
    [
      'an echo that comes after all stands where the server says it',
      [composed('hi'), written(1), { type: 'message/expired', entry: 1 }, says('ann', 'yo'), says('me', 'hi')],
      ['ann: yo', 'me: hi (delivered)'],
    ],
    [
      'the first of two equal texts gets the first echo',
      [composed('a'), composed('a'), written(1), written(2), says('me', 'a')],
      ['me: a (delivered)', 'me: a (written)'],
    ],
    ['no receipt in time', [composed('a'), written(1), { type: 'message/expired', entry: 1 }], ['me: a (failed)']],
    [
      'a late receipt counts',
      [composed('a'), written(1), { type: 'message/expired', entry: 1 }, says('me', 'a')],
      ['me: a (delivered)'],
    ],
    [
      'a receipt in time is final',
      [composed('a'), written(1), says('me', 'a'), { type: 'message/expired', entry: 1 }],
      ['me: a (delivered)'],
    ],
    [
      'a retried message goes to the end',
      [
        composed('a'),
        written(1),
        { type: 'message/expired', entry: 1 },
        says('ann', 'b'),
        { type: 'message/retried', entry: 1, at: AT },
      ],
      ['ann: b', 'me: a (queued)'],
    ],
    [
      'only a failed message is retried',
      [composed('a'), written(1), { type: 'message/retried', entry: 1, at: AT }],
      ['me: a (written)'],
    ],
    [
      'a failed message can be dropped',
      [composed('a'), written(1), { type: 'message/expired', entry: 1 }, { type: 'message/discarded', entry: 1 }],
      [],
    ],
    [
      'a message on its way cannot be dropped',
      [composed('a'), written(1), { type: 'message/discarded', entry: 1 }],
      ['me: a (written)'],
    ],
    [
      'a loss fails what was written and keeps what was not',
      [composed('a'), composed('b'), written(1), lost(AT)],
      ['me: a (failed)', 'me: b (queued)'],
    ],
    ['a lone surrogate is replaced', [composed('a\ud800')], ['me: a\uFFFD (queued)']],
  ])('%s', (_what, events, expected) => {
    expect(lines(after(...events))).toEqual(expected);
  });
});

describe('a message that failed says why', () => {
  test.each<[string, ChatEvent[], string | null]>([
    ['the connection broke', [composed('a'), written(1), lost(AT)], 'connection-lost'],
    ['no receipt came', [composed('a'), written(1), { type: 'message/expired', entry: 1 }], 'no-receipt'],
    ['its channel ended', [channels('general', 'news'), composed('a', 'channel:news'), channels('general')], 'channel-gone'],
    ['its channel was gone', [channels('general'), composed('a', 'channel:news')], 'channel-gone'],
    ['a late receipt takes the reason away', [composed('a'), written(1), lost(AT), says('me', 'a')], null],
    ['so does a retry', [composed('a'), written(1), lost(AT), { type: 'message/retried', entry: 1, at: AT }], null],
  ])('%s', (_what, events, reason) => {
    const entry = after(...events).conversations.flatMap(({ entries }) => entries)[0];
    expect(entry).toMatchObject({ kind: 'message', reason });
  });
});

describe('direct messages', () => {
  test.each<[string, ConversationId, ChatEvent[], string[]]>([
    ['make a conversation with their author', 'dm:ann', [whispers('ann', 'psst')], ['ann: psst']],
    [
      'that were written are as far as they can be',
      'dm:ann',
      [opened('dm:ann'), composed('hi', 'dm:ann'), written(1), handed(1)],
      ['me: hi (unconfirmed)'],
    ],
    [
      'stay unconfirmed over a loss',
      'dm:ann',
      [opened('dm:ann'), composed('hi', 'dm:ann'), written(1), handed(1), lost(AT)],
      ['me: hi (unconfirmed)'],
    ],
    [
      'that were about to be handed over when the connection broke may have arrived',
      'dm:ann',
      [opened('dm:ann'), composed('hi', 'dm:ann'), written(1), lost(AT)],
      ['me: hi (failed)'],
    ],
    ['that wait, wait over a loss', 'dm:ann', [opened('dm:ann'), composed('hi', 'dm:ann'), lost(AT)], ['me: hi (queued)']],
    ['to somebody new make a conversation', 'dm:zoe', [composed('hi', 'dm:zoe')], ['me: hi (queued)']],
    ['to oneself', 'dm:me', [composed('note', 'dm:me'), written(1), whispers('me', 'note')], ['me: note (delivered)']],
  ])('%s', (_what, id, events, expected) => {
    expect(lines(after(...events), id)).toEqual(expected);
  });

  test('of names in other case are of other people', () => {
    const state = after(whispers('ann', 'a'), whispers('Ann', 'b'));
    expect(lines(state, 'dm:ann')).toEqual(['ann: a']);
    expect(lines(state, 'dm:Ann')).toEqual(['Ann: b']);
  });
});

describe('gaps', () => {
  test('a loss is marked when the login is over again', () => {
    expect(lines(after(says('ann', 'a'), lost(2_000), connected, settled(5_000), says('ann', 'b')))).toEqual([
      'ann: a',
      'gap 2000–5000',
      'ann: b',
    ]);
  });

  test('the mark stands before what waits', () => {
    expect(lines(after(lost(2_000), composed('later'), connected, settled(5_000)))).toEqual([
      'gap 2000–5000',
      'me: later (queued)',
    ]);
  });

  test('losses with nothing said in between make one line', () => {
    expect(lines(after(lost(2_000), connected, settled(5_000), lost(6_000), connected, settled(9_000)))).toEqual([
      'gap 2000–9000',
    ]);
  });

  test('a loss before the login sequence was over makes the same gap longer', () => {
    expect(lines(after(lost(2_000), connected, lost(3_000), connected, settled(9_000)))).toEqual(['gap 2000–9000']);
  });

  test('direct messages have none: somebody who was away is told nothing by a plain server anyway', () => {
    expect(lines(after(whispers('ann', 'a'), lost(2_000), connected, settled(5_000)), 'dm:ann')).toEqual(['ann: a']);
  });
});

describe('typing', () => {
  const typing = (username: string): ChatEvent => packet({ type: 'typing', username });
  test.each<[string, ChatEvent[], string[]]>([
    ['others are shown, each once', [typing('ann'), typing('bob'), typing('ann')], ['ann', 'bob']],
    ['oneself is not, even if the server sends it back', [typing('me')], []],
    ['ends with time', [typing('ann'), { type: 'typing/expired', name: 'ann' }], []],
    ['ends with the message', [typing('ann'), typing('bob'), says('ann', 'hi')], ['bob']],
    ['ends with a direct message', [typing('ann'), whispers('ann', 'hi')], []],
    ['ends with the person', [typing('ann'), packet({ type: 'quit', username: 'ann' })], []],
    ['ends with the connection', [typing('ann'), lost(AT)], []],
  ])('%s', (_what, events, expected) => {
    expect(after(...events).typing).toEqual(expected);
  });
});

describe('unread', () => {
  const counts = (state: ChatState, id: ConversationId) => {
    const found = findConversation(state, id);
    return [found?.unread, found?.mentions, found?.firstUnread];
  };
  test.each<[string, ConversationId, ChatEvent[], [number, number, number | null]]>([
    ['none for what is read at once', GENERAL, [says('ann', 'hi')], [0, 0, null]],
    ['while away', GENERAL, [away, says('ann', 'hi'), says('ann', 'me?')], [2, 1, 1]],
    ['read on coming back, with the line still there', GENERAL, [away, says('ann', 'hi'), back], [0, 0, 1]],
    [
      'read by opening it, whichever window the system says is in front',
      GENERAL,
      [away, says('ann', 'hi'), opened(GENERAL), seen(GENERAL)],
      [0, 0, 1],
    ],
    [
      'what came while nobody looked keeps count and line when one goes elsewhere',
      GENERAL,
      [away, says('ann', 'hi'), opened('dm:ann')],
      [1, 0, 1],
    ],
    ['the line goes when one leaves', GENERAL, [away, says('ann', 'hi'), back, opened('dm:ann')], [0, 0, null]],
    ['the line goes when one answers', GENERAL, [away, says('ann', 'hi'), back, composed('yo')], [0, 0, null]],
    ['writing while away reads it, count and line together', GENERAL, [away, says('ann', 'me?'), composed('yo')], [0, 0, null]],
    ['the person sends the line away', GENERAL, [away, says('ann', 'hi'), back, lineCleared(GENERAL)], [0, 0, null]],
    ['the line of another conversation stays', 'dm:ann', [whispers('ann', 'hi'), lineCleared(GENERAL)], [1, 0, 1]],
    ['a direct message from another place', 'dm:ann', [whispers('ann', 'hi')], [1, 0, 1]],
    ['a broadcast elsewhere', GENERAL, [opened('dm:ann'), packet({ type: 'broadcast', message: 'hi' })], [1, 0, 1]],
    ['not for own messages from elsewhere', GENERAL, [away, says('me', 'hi')], [0, 0, null]],
    ['not for people who come and go', GENERAL, [away, packet({ type: 'join', username: 'bob' })], [0, 0, null]],
    ['another channel', 'channel:news', [channels('general', 'news'), says('ann', 'hi me', 'news')], [1, 1, 1]],
    [
      'read where a channel’s end puts one, once its end is seen',
      'channel:news',
      [
        channels('general', 'news'),
        says('ann', 'hi', 'news'),
        packet({ type: 'channel_delete', channel: 'general' }),
        seen('channel:news'),
      ],
      [0, 0, 1],
    ],
  ])('%s', (_what, id, events, expected) => {
    expect(counts(after(...events), id)).toEqual(expected);
  });
});

describe('channels', () => {
  test('a list keeps what the ones that stay hold', () => {
    const state = after(channels('general', 'news'), says('ann', 'x', 'news'), channels('news', 'fun'));
    expect(lines(state, 'channel:news')).toEqual(['ann: x']);
    expect(state.conversations.map(({ id }) => id)).toEqual(['channel:news', 'channel:fun']);
  });

  test('the first login opens the default channel', () => {
    const state = [connected, channels('a', 'b'), packet({ type: 'default_channel', channel: 'b' })].reduce(
      reduceChat,
      initialChatState('me', 'x'),
    );
    expect(state.active).toBe('channel:b');
  });

  test('a later login leaves the person where they are', () => {
    const state = after(
      channels('a', 'b'),
      opened('channel:a'),
      lost(AT),
      connected,
      channels('a', 'b'),
      packet({ type: 'default_channel', channel: 'b' }),
    );
    expect(state.active).toBe('channel:a');
  });

  test('a server that says its default channel is gone has no message without a place', () => {
    const state = after(
      channels('a'),
      packet({ type: 'default_channel', channel: 'a' }),
      packet({ type: 'channel_delete', channel: 'a' }),
      says('ann', 'x'),
    );
    expect(state.conversations.some(({ entries }) => entries.length === 1)).toBe(true);
  });

  test('an end moves what was not delivered to where the person is now, as failed, before what waits there', () => {
    const state = after(
      channels('general', 'news'),
      composed('waiting', 'channel:news'),
      composed('on its way', 'channel:news'),
      written(2),
      says('me', 'said', 'news'),
      composed('here'),
      packet({ type: 'channel_delete', channel: 'news' }),
    );
    expect(lines(state)).toEqual(['me: waiting (failed)', 'me: on its way (failed)', 'me: here (queued)']);
  });

  test('an end takes the draft along', () => {
    const state = after(
      channels('general', 'news'),
      opened('channel:news'),
      { type: 'draft/changed', conversation: 'channel:news', text: 'half a thou' },
      packet({ type: 'channel_delete', channel: 'news' }),
    );
    expect(findConversation(state, GENERAL)?.draft).toBe('half a thou');
  });

  test('what is sent to a channel that is gone fails where the person is', () => {
    const state = after(channels('general'), composed('too late', 'channel:news'));
    expect(lines(state)).toEqual(['me: too late (failed)']);
  });

  test('that are gone at the next login fail what waits for them, where it was written', () => {
    const state = after(
      channels('general', 'news'),
      packet({ type: 'default_channel', channel: 'general' }),
      lost(AT),
      composed('to few', 'channel:news'),
      composed('to all'),
      connected,
      packet({ type: 'auth', success: true }),
      settled(AT),
    );
    expect(lines(state, 'channel:news')).toContain('me: to few (failed)');
    expect(lines(state)).toContain('me: to all (queued)');
    const retried = reduceChat(state, { type: 'message/retried', entry: 1, at: AT });
    expect(lines(retried, 'channel:news')).toContain('me: to few (failed)');
    expect(lines(reduceChat(state, composed('more', 'channel:news')), 'channel:news')).toContain('me: more (failed)');
  });

  test('may turn out to be there again', () => {
    const state = after(composed('x', 'channel:general'), channels('news'), channels('news', 'general'));
    expect(lines(state, 'channel:news')).toEqual(['me: x (failed)']);
    expect(isGone(state, emptyConversation('channel', 'general'))).toBe(false);
    expect(isGone(state, emptyConversation('channel', 'other'))).toBe(true);
    expect(isGone({ ...state, ready: false }, emptyConversation('channel', 'other'))).toBe(false);
    expect(isGone(state, emptyConversation('direct', 'other'))).toBe(false);
  });

  test('the default one can go, and a message without a channel then has another place', () => {
    const state = after(
      channels('a', 'b'),
      packet({ type: 'default_channel', channel: 'a' }),
      packet({ type: 'channel_delete', channel: 'a' }),
      says('ann', 'x'),
    );
    expect(lines(state, 'channel:b')).toEqual(['ann: x']);
  });

  test('the end of the last one leaves a place to be', () => {
    const state = after(channels('news'), composed('x', 'channel:news'), packet({ type: 'channel_delete', channel: 'news' }));
    expect(lines(state, state.active)).toEqual(['me: x (failed)']);
  });
});

test('what the server says of itself is kept', () => {
  const info: ServerPacket = {
    type: 'server_info',
    name: 'room',
    version: '1',
    capabilities: ['ack'],
    limits: { message_bytes: 1, name_code_points: 1 },
  };
  const said = { name: 'room', version: '1', capabilities: ['ack'], frameMaxBytes: 1 };
  expect(after(packet(info)).server).toEqual({ ...said, identity: null });
  expect(after(packet({ ...info, identity: '0a-b_C' })).server).toEqual({ ...said, identity: '0a-b_C' });
});

test('a new account is noticed once', () => {
  const state = after(packet({ type: 'auth', success: true, new_account: true }));
  expect(state.newAccount).toBe(true);
  expect(reduceChat(state, { type: 'new-account/noticed' }).newAccount).toBe(false);
});

describe('what RWCI+ adds', () => {
  const direct = (message: string, id: number, timestamp = 7): ChatEvent =>
    packet({ type: 'direct_message', author: 'bob', message, id, seq: id, timestamp });
  const BOB = directId('bob');

  test('a guest who comes is one from the first moment, and passes by until they are more', () => {
    const server = { name: '', version: '', capabilities: ['presence'], limits: { message_bytes: 1, name_code_points: 1 } };
    const run = (from: ReturnType<typeof initialChatState>, ...packets: ServerPacket[]) =>
      packets.map((each) => packet(each)).reduce(reduceChat, from);
    const gusOf = ({ accounts }: ReturnType<typeof initialChatState>) => accounts.find(({ name }) => name === 'gus');
    const come = run(
      initialChatState('alice', 'here'),
      { type: 'server_info', ...server },
      { type: 'join', username: 'gus', role: 'guest', passing: true },
    );
    expect(gusOf(come)).toMatchObject({ role: 'guest', passing: true });
    const gone = run(come, { type: 'quit', username: 'gus' });
    expect(gusOf(gone), 'what they said is still a guest’s').toMatchObject({ role: 'guest', passing: true });
    expect(gusOf(run(gone, { type: 'join', username: 'gus' }))).toMatchObject({ role: 'guest', passing: true });
    const more = run(come, { type: 'role', username: 'gus', role: 'member', by: 'ann' });
    expect([gusOf(more)?.role, gusOf(more)?.passing]).toEqual(['member', undefined]);
    const forgotten = run(gone, { type: 'account_delete', username: 'gus', by: 'Server', reason: '' });
    expect(gusOf(run(forgotten, { type: 'join', username: 'gus' }))).toMatchObject({ role: 'member' });
  });

  test('a direct message that comes again after a broken connection is shown once', () => {
    const state = [direct('one', 1), direct('two', 2), direct('one', 1), direct('two', 2), direct('three', 3)].reduce(
      reduceChat,
      initialChatState('alice', 'here'),
    );
    expect(linesOf(state, BOB)).toEqual(['bob: one', 'bob: two', 'bob: three']);
  });

  test('one with an id that another server, or the same one set back, had used is a new one', () => {
    const state = [direct('one', 1), direct('another', 1, 8)].reduce(reduceChat, initialChatState('alice', 'here'));
    expect(linesOf(state, BOB)).toEqual(['bob: one', 'bob: another']);
  });

  test('why something was not done is said by the server, as to a client that knows less', () => {
    const refused = packet({ type: 'error', code: 'unknown_user', message: 'zoe is not known here.' });
    const state = reduceChat(initialChatState('alice', 'here'), refused);
    expect(linesOf(state, directId('Server'))).toEqual(['Server: zoe is not known here.']);
  });

  test('a channel that gets another name keeps what was said in it, and stays in front', () => {
    const update = { topic: '', creator: null, may_write: 'everybody', last_seq: 1 } as const;
    const state = [
      channels('general', 'random'),
      packet({ type: 'default_channel', channel: 'general' }),
      says('bob', 'hello', 'random'),
      opened('channel:random'),
      packet({ type: 'channel_update', previous: 'random', channel: 'games', ...update }),
      says('bob', 'here now', 'games'),
    ].reduce(reduceChat, initialChatState('alice', 'here'));
    expect(state.channels).toEqual(['general', 'games']);
    expect(state.active).toBe('channel:games');
    expect(linesOf(state, 'channel:games')).toEqual(['bob: hello', 'bob: here now']);
  });
});
