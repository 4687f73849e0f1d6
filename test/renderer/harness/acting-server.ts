import type { AppEvent } from '../../../src-shared/ipc/app-state.ts';
import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import { initialChatState } from '../../../src-shared/chat/state.ts';
import type { FakeBridge } from '../../support/fake-bridge.ts';

/** How long an echo takes, so that what is on its way can be seen. */
const ECHO_MS = 120;

/** Gives a fake main process handlers that behave like the real one on a good day. */
export function actingServer(bridge: FakeBridge): FakeBridge {
  const chat = (event: ChatEvent): AppEvent => ({ type: 'chat', event });
  const packet = (value: Extract<ChatEvent, { type: 'packet/received' }>['packet']): AppEvent =>
    chat({ type: 'packet/received', packet: value, at: Date.now() });

  Object.assign(bridge.handlers, {
    'session/join': async ({ address, username, password }) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (password === 'wrong') return { ok: false, problem: { kind: 'wrong-password', detail: 'close code 4001' } };
      bridge.push(
        { type: 'chat/replaced', chat: initialChatState(username, address), problem: null },
        chat({ type: 'connection/changed', connection: { phase: 'connected' }, at: Date.now() }),
        packet({ type: 'user_list', users: ['bob', username] }),
        chat({ type: 'login/settled', at: Date.now() }),
      );
      return { ok: true };
    },
    'session/leave': () => bridge.push({ type: 'chat/replaced', chat: null, problem: null }),
    'session/retry-now': () => undefined,
    'chat/open': ({ conversation }) => bridge.push(chat({ type: 'conversation/opened', conversation })),
    'chat/clear-line': ({ conversation }) => bridge.push(chat({ type: 'line/cleared', conversation })),
    'chat/draft': ({ conversation, text }) => bridge.push(chat({ type: 'draft/changed', conversation, text })),
    'chat/typing': () => undefined,
    'chat/retry': ({ entry }) => bridge.push(chat({ type: 'message/retried', entry, at: Date.now() })),
    'chat/discard': ({ entry }) => bridge.push(chat({ type: 'message/discarded', entry })),
    'chat/dismiss-new-account': () => bridge.push(chat({ type: 'new-account/noticed' })),
    'chat/send': ({ conversation, text }) => {
      bridge.push(chat({ type: 'message/composed', conversation, text, at: Date.now() }));
      const state = bridge.state.chat;
      if (state?.ready !== true) return;
      bridge.push(chat({ type: 'message/written', entry: state.nextEntryId - 1 }));
      if (!conversation.startsWith('channel:')) return;
      const channel = conversation.slice('channel:'.length);
      setTimeout(() => bridge.push(packet({ type: 'message', author: state.me, message: text, channel })), ECHO_MS);
    },
    'channel/create': ({ name }) => {
      if (name === 'taken') return { ok: false, message: 'There is a channel of that name already.' };
      bridge.push(packet({ type: 'channel_create', channel: name }));
      return { ok: true };
    },
    'channel/delete': ({ name }) => {
      bridge.push(packet({ type: 'channel_delete', channel: name }));
      return { ok: true };
    },
    'hosting/start': () => ({ ok: false, message: 'The ports 8888 to 8897 are all taken by other programs.' }),
    'hosting/switch': ({ on }) => {
      if (on) return { ok: false, message: 'Nothing has been hosted from here yet.' };
      bridge.push({ type: 'hosting/changed', hosting: { status: 'off' } });
      return { ok: true };
    },
    'hosting/moderate': ({ username }) => {
      bridge.push(packet({ type: 'quit', username }));
      return { ok: true };
    },
    'settings/change': (change) =>
      bridge.push({ type: 'settings/changed', settings: { ...bridge.state.settings, ...withoutUndefined(change) } }),
    'window/close': () => bridge.push({ type: 'close/asked', asking: false }),
    'notice/dismiss': ({ id }) => bridge.push({ type: 'notice/dismissed', id }),
    'clipboard/write': () => undefined,
  } satisfies FakeBridge['handlers']);
  return bridge;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
