import { describe, expect, test } from 'vitest';
import { findConversation, initialChatState, reduceChat, type ChatEvent, type ChatState } from '../../src-shared/chat/index.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { linesOf } from '../support/person.ts';

const AT = 1_000;
const GENERAL = 'channel:general';

const packet = (received: ServerPacket): ChatEvent => ({ type: 'packet/received', packet: received, at: AT });
const says = (author: string, message: string, id: number, nonce?: string): ChatEvent =>
  packet({
    type: 'message',
    author,
    message,
    channel: 'general',
    id,
    seq: id,
    timestamp: 5_000 + id,
    ...(nonce === undefined ? {} : { nonce }),
  });
const unstamped = (author: string, message: string): ChatEvent =>
  packet({ type: 'message', author, message, channel: 'general' });
const past = (author: string, message: string, id: number) =>
  ({ type: 'message', author, message, channel: 'general', id, seq: id, timestamp: 5_000 + id }) as const;
const page = (...messages: Extract<ServerPacket, { type: 'history' }>['messages']): ChatEvent =>
  packet({ type: 'history', messages, reached: messages.at(-1)?.id ?? 0, more: false });
const known = (upTo: number, how: Extract<ChatEvent, { type: 'history/known' }>['how']): ChatEvent => ({
  type: 'history/known',
  upTo,
  how,
});
const composed = (text: string, nonce: string, conversation: 'channel:general' | 'dm:bob' = GENERAL): ChatEvent => ({
  type: 'message/composed',
  conversation,
  text,
  nonce,
  at: AT,
});
const written = (entry: number): ChatEvent => ({ type: 'message/written', entry });
const ack = (nonce: string, id: number): ChatEvent => packet({ type: 'ack', nonce, id, timestamp: 5_000 + id });
const connected: ChatEvent = { type: 'connection/changed', connection: { phase: 'connected' }, at: AT };
const lost: ChatEvent = {
  type: 'connection/changed',
  connection: { phase: 'reconnecting', retryAt: AT, problem: { kind: 'closed' } },
  at: AT,
};
const settled: ChatEvent = { type: 'login/settled', at: AT };
const info: ChatEvent = packet({
  type: 'server_info',
  name: 'room',
  version: '1',
  capabilities: ['ack', 'history'],
  limits: { message_bytes: 1, name_code_points: 1 },
});
const LOGIN = [
  connected,
  packet({ type: 'auth', success: true }),
  packet({ type: 'channel_list', channels: ['general'] }),
  info,
];
const AGAIN = [lost, ...LOGIN, settled];

const START = [...LOGIN, settled].reduce(reduceChat, initialChatState('me', 'here'));
const after = (...events: ChatEvent[]): ChatState => events.reduce(reduceChat, START);
const lines = (state: ChatState, id: 'channel:general' | 'dm:bob' = GENERAL) => linesOf(state, id);
const GAP = `gap ${String(AT)}–${String(AT)}`;

describe('an own message with a nonce', () => {
  test('is delivered when that is acknowledged, in its place and at the server’s time', () => {
    const state = after(composed('a', 'n1'), written(1), says('bob', 'before', 7), ack('n1', 8));
    expect(lines(state)).toEqual(['bob: before', 'me: a (delivered)']);
    expect(findConversation(state, GENERAL)?.entries.at(-1)).toMatchObject({ at: 5_008, place: { id: 8, seq: null } });
    expect(lines(reduceChat(state, says('me', 'a', 8, 'n1')))).toEqual(['bob: before', 'me: a (delivered)']);
  });

  test('to a person is confirmed as well', () => {
    const state = after(composed('psst', 'n1', 'dm:bob'), written(1));
    expect(lines(state, 'dm:bob')).toEqual(['me: psst (written)']);
    expect(lines(reduceChat(state, ack('n1', 8)), 'dm:bob')).toEqual(['me: psst (delivered)']);
  });

  test('is known by its nonce and not by its text', () => {
    const state = after(composed('a', 'n1'), composed('a', 'n2'), written(1), written(2), says('me', 'a', 9, 'n2'));
    expect(findConversation(state, GENERAL)?.entries).toMatchObject([
      { nonce: 'n2', delivery: 'delivered' },
      { nonce: 'n1', delivery: 'written' },
    ]);
    expect(lines(reduceChat(state, ack('n1', 8)))).toEqual(['me: a (delivered)', 'me: a (delivered)']);
    expect(findConversation(reduceChat(state, ack('n1', 8)), GENERAL)?.entries).toMatchObject([
      { nonce: 'n1' },
      { nonce: 'n2' },
    ]);
  });

  test('that the server refuses has failed in the server’s words, and keeps its nonce for a retry', () => {
    const refused = after(
      composed('a', 'n1'),
      written(1),
      packet({ type: 'error', code: 'muted', message: 'You are muted: too loud.', nonce: 'n1' }),
    );
    expect(findConversation(refused, GENERAL)?.entries).toMatchObject([
      { delivery: 'failed', reason: 'refused', detail: 'You are muted: too loud.' },
    ]);
    expect(findConversation(refused, 'dm:Server')).toBeUndefined();
    const retried = reduceChat(refused, { type: 'message/retried', entry: 1, nonce: 'n2', at: AT });
    expect(findConversation(retried, GENERAL)?.entries).toEqual([
      expect.objectContaining({ nonce: 'n1', delivery: 'queued', reason: null }),
    ]);
    expect(findConversation(retried, GENERAL)?.entries[0]).not.toHaveProperty('detail');
  });

  test('that was written to a server without nonces has none any more', () => {
    const state = [composed('a', 'n1'), written(1)].reduce(reduceChat, initialChatState('me', 'here'));
    expect(findConversation(state, GENERAL)?.entries[0]).not.toHaveProperty('nonce');
  });

  test('waits through a loss and is sent again by a server’s word that it knows nonces, before newer ones', () => {
    const waiting = after(composed('a', 'n1'), written(1), lost, composed('b', 'n2'));
    expect(lines(waiting)).toEqual(['me: a (written)', 'me: b (queued)']);
    expect(lines([...LOGIN, settled].reduce(reduceChat, waiting)).slice(-2)).toEqual(['me: a (queued)', 'me: b (queued)']);
  });

  test('is left to the person where a plain server answers after the loss', () => {
    const plain = [connected, packet({ type: 'auth', success: true }), settled];
    const state = after(composed('a', 'n1'), written(1), lost, ...plain);
    expect(lines(state)).toContain('me: a (failed)');
  });

  test('stands once where the history had it before the acknowledgement', () => {
    const state = after(
      says('bob', 'one', 1),
      composed('a', 'n1'),
      written(2),
      ...AGAIN,
      page(past('me', 'a', 2), past('bob', 'two', 3)),
    );
    expect(lines(reduceChat(state, ack('n1', 2)))).toEqual(['bob: one', 'me: a (delivered)', 'bob: two', GAP]);
  });
});

describe('what was missed', () => {
  const missed = after(says('bob', 'one', 1), ...AGAIN, says('bob', 'five', 5));

  test('is put in its place, in front of what came live, and the gap is gone when all of it is there', () => {
    expect(lines(missed)).toEqual(['bob: one', GAP, 'bob: five']);
    const partly = [page(past('bob', 'two', 2), past('ann', 'three', 3)), known(3, 'partly')].reduce(reduceChat, missed);
    expect(lines(partly)).toEqual(['bob: one', 'bob: two', 'ann: three', GAP, 'bob: five']);
    const filled = [page(past('bob', 'four', 4), past('bob', 'five', 5)), known(5, 'filled')].reduce(reduceChat, partly);
    expect(lines(filled)).toEqual(['bob: one', 'bob: two', 'ann: three', 'bob: four', 'bob: five']);
    expect(filled.known).toMatchObject({ upTo: 5, isWhole: true });
  });

  test('goes on where it stopped after another loss', () => {
    const again = [page(past('bob', 'two', 2)), known(2, 'partly'), ...AGAIN].reduce(reduceChat, missed);
    expect(again.known).toMatchObject({ upTo: 2, isWhole: false });
    const filled = [page(past('bob', 'three', 3), past('bob', 'five', 5), past('bob', 'six', 6)), known(6, 'filled')].reduce(
      reduceChat,
      again,
    );
    expect(lines(filled)).toEqual(['bob: one', 'bob: two', 'bob: three', 'bob: five', 'bob: six']);
  });

  test('that came without an id before the server knew this client is not shown twice, nor lost without the history', () => {
    const early = after(says('bob', 'one', 1), lost, ...LOGIN, unstamped('bob', 'hi'), unstamped('bob', 'hi'), settled);
    expect(lines(early)).toEqual(['bob: one', 'bob: hi', 'bob: hi', GAP]);
    const filled = [page(past('bob', 'hi', 2), past('bob', 'hi', 3), past('bob', 'hi', 4)), known(4, 'filled')].reduce(
      reduceChat,
      early,
    );
    expect(lines(filled)).toEqual(['bob: one', 'bob: hi', 'bob: hi', 'bob: hi']);
  });

  test('counts as unread like what comes live, once', () => {
    const away = reduceChat(missed, { type: 'attention/changed', attentive: false });
    const state = [says('bob', 'six', 6), page(past('bob', 'hi me', 2), past('me', 'mine', 3), past('bob', 'six', 6))].reduce(
      reduceChat,
      away,
    );
    const conversation = findConversation(state, GENERAL);
    expect(conversation).toMatchObject({ unread: 2, mentions: 1 });
    const first = conversation?.entries.find(({ id }) => id === conversation.firstUnread);
    expect(first).toMatchObject({ text: 'hi me' });
  });

  test('of a direct conversation goes to the other one, whoever wrote', () => {
    const direct = (author: string, recipient: string, id: number) =>
      ({
        type: 'direct_message',
        author,
        recipient,
        message: `no. ${String(id)}`,
        id,
        seq: id,
        timestamp: 5_000 + id,
      }) as const;
    const state = reduceChat(missed, page(direct('bob', 'me', 2), direct('me', 'bob', 3)));
    expect(lines(state, 'dm:bob')).toEqual(['bob: no. 2', 'me: no. 3 (delivered)']);
    const kept = packet({ type: 'direct_message', author: 'bob', message: 'no. 2', id: 2, seq: 2, timestamp: 5_002 });
    expect(lines(reduceChat(state, kept), 'dm:bob')).toHaveLength(2);
  });

  test('of broadcasts stands in the default channel, once', () => {
    const live = packet({ type: 'broadcast', message: 'hear', id: 2, seq: 1, timestamp: 5_002 });
    const told = { type: 'broadcast', message: 'hear', id: 2, seq: 1, timestamp: 5_002 } as const;
    expect(lines([live, page(told)].reduce(reduceChat, missed)).filter((line) => line === '! hear')).toHaveLength(1);
    expect(lines([page(told)].reduce(reduceChat, missed))).toContain('! hear');
  });

  test('cannot be told from a server whose ids are others: the order is that of arrival from then on', () => {
    const state = [known(2, 'other-server'), says('ann', 'new', 1)].reduce(reduceChat, missed);
    expect(lines(state)).toEqual(['bob: one', GAP, 'bob: five', 'ann: new']);
  });
});

test('what was meant for a channel that has gone stays as failed when the same words are said elsewhere', () => {
  const written: ChatEvent = { type: 'message/composed', conversation: 'channel:random', text: 'hello', at: AT };
  const state = [written, says('alice', 'hello', 1)].reduce(reduceChat, initialChatState('alice', 'here'));
  expect(linesOf(state, GENERAL)).toEqual(['alice: hello (failed)', 'alice: hello (delivered)']);
});
