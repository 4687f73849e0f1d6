import { describe, expect, test } from 'vitest';
import { escapeMarkup, worthTelling } from '../../src-main/worth-telling.ts';
import type { ChatState } from '../../src-shared/chat/index.ts';
import type { AppEvent } from '../../src-shared/ipc/index.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { appState } from './app-state.ts';

const received = (packet: ServerPacket): AppEvent => ({ type: 'chat', event: { type: 'packet/received', packet, at: 1 } });
const direct = (author: string, message = 'hello'): ServerPacket => ({ type: 'direct_message', author, message });
const said = (author: string, message: string, channel?: string): ServerPacket =>
  channel === undefined ? { type: 'message', author, message } : { type: 'message', author, message, channel };

/** What is told to ann, who has this chat in front of her or not. */
function told(chat: Partial<ChatState>, packet: ServerPacket) {
  return worthTelling(appState(chat), received(packet));
}

/** [what came, what ann looks at, whether the window is in front of her, whether she is told] */
const RULE: readonly (readonly [string, ServerPacket, ChatState['active'], boolean, boolean])[] = [
  ['a direct message', direct('bob'), 'channel:general', true, true],
  ['a direct message', direct('bob'), 'channel:general', false, true],
  ['a direct message', direct('bob'), 'dm:bob', true, false],
  ['a direct message', direct('bob'), 'dm:bob', false, true],
  ['a direct message', direct('bob'), 'dm:carol', true, true],
  ['one of the server', direct('Server'), 'channel:general', true, true],
  ['her own', direct('ann'), 'channel:general', false, false],
  ['a mention', said('bob', 'hi Ann!'), 'channel:general', true, false],
  ['a mention', said('bob', 'hi Ann!'), 'channel:general', false, true],
  ['a mention', said('bob', 'hi Ann!'), 'dm:bob', true, true],
  ['a mention elsewhere', said('bob', '@ann', 'games'), 'channel:general', true, true],
  ['a mention elsewhere', said('bob', '@ann', 'games'), 'channel:games', true, false],
  ['a longer name', said('bob', 'hi Anna'), 'dm:bob', false, false],
  ['a message', said('bob', 'hello'), 'dm:bob', false, false],
  ['her own mention', said('ann', 'I am ann'), 'dm:bob', false, false],
  ['a broadcast', { type: 'broadcast', message: 'ann!' }, 'dm:bob', false, false],
  ['somebody who writes', { type: 'typing', username: 'bob' }, 'dm:bob', false, false],
  ['somebody who comes', { type: 'join', username: 'bob' }, 'dm:bob', false, false],
];

describe('what is worth a notification', () => {
  test.each(RULE)('%s: %j, with %s open, window in front %s: %s', (_what, packet, active, attentive, expected) => {
    expect(told({ active, attentive }, packet) !== null).toBe(expected);
  });

  test('nothing where the person wants none, or where there is no room', () => {
    const state = appState({ attentive: false });
    const settings = { ...state.settings, notifyDirectMessages: false };
    expect(worthTelling({ ...state, settings }, received(direct('bob')))).toBeNull();
    expect(worthTelling(appState(), received(direct('bob')))).toBeNull();
  });

  test('nothing of what the person does', () => {
    const composed: AppEvent = {
      type: 'chat',
      event: { type: 'message/composed', conversation: 'dm:bob', text: 'ann', at: 1 },
    };
    expect(worthTelling(appState({}), composed)).toBeNull();
  });
});

describe('what a notification says', () => {
  test('the person, or the person and the channel, and where a click leads', () => {
    expect(told({}, direct('bob', 'hello'))).toEqual({ conversation: 'dm:bob', title: 'bob', body: 'hello' });
    expect(told({}, said('bob', 'ann?', 'games'))).toEqual({
      conversation: 'channel:games',
      title: 'bob in #games',
      body: 'ann?',
    });
  });

  test('a mention without a channel is in the default one', () => {
    const chat = { defaultChannel: 'lobby', channels: ['games', 'lobby'] };
    expect(told(chat, said('bob', 'ann?'))?.conversation).toBe('channel:lobby');
  });

  test('the beginning of a long message', () => {
    expect(told({}, direct('bob', 'x'.repeat(5_000)))?.body).toHaveLength(200);
  });

  test('markup of a message stays text', () => {
    expect(escapeMarkup('<a href="x">1 & 2</a>')).toBe('&lt;a href="x"&gt;1 &amp; 2&lt;/a&gt;');
  });
});
