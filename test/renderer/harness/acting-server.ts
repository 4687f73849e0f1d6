import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import { initialChatState } from '../../../src-shared/chat/state.ts';
import { findServer, type AppEvent, type Profile, type ServerId } from '../../../src-shared/ipc/app-state.ts';
import { actingRoom, refused } from './acting-room.ts';
import { serverOf, type FakeBridge } from '../../support/fake-bridge.ts';

/** How long an echo takes, so that what is on its way can be seen. */
const ECHO_MS = 120;

/** Gives a fake main process handlers that behave like the real one on a good day. */
export function actingServer(bridge: FakeBridge): FakeBridge {
  const chat = (server: ServerId, event: ChatEvent): AppEvent => ({ type: 'chat', server, event });
  const packet = (server: ServerId, value: Extract<ChatEvent, { type: 'packet/received' }>['packet']): AppEvent =>
    chat(server, { type: 'packet/received', packet: value, at: Date.now() });
  const profileOf = (server: ServerId): Profile | undefined => findServer(bridge.state.servers, server)?.profile;
  const connect = (server: ServerId, phase: 'connected' | 'offline'): void =>
    bridge.push(chat(server, { type: 'connection/changed', connection: { phase }, at: Date.now() }));
  let joined = 0;

  Object.assign(bridge.handlers, {
    'session/join': async ({ address, username, password }) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (password === 'wrong') return { ok: false, problem: { kind: 'wrong-password', detail: 'close code 4001' } };
      const id = `joined-${++joined}`;
      bridge.push({ type: 'server/put', server: serverOf(initialChatState(username, address), { id }) });
      connect(id, 'connected');
      bridge.push(
        packet(id, { type: 'user_list', users: ['bob', username] }),
        chat(id, { type: 'login/settled', at: Date.now() }),
        { type: 'server/opened', server: id },
      );
      return { ok: true };
    },
    'finding/start': () => undefined,
    'finding/stop': () => undefined,
    'finding/probe': () => undefined,
    'server/open': ({ server }) => bridge.push({ type: 'server/opened', server }),
    'server/connect': ({ server }) => {
      connect(server, 'connected');
      bridge.push(chat(server, { type: 'login/settled', at: Date.now() }));
      return { ok: true };
    },
    'server/disconnect': ({ server }) => connect(server, 'offline'),
    'server/change': ({ server, password: _, ...change }) => {
      const profile = profileOf(server);
      if (change.address === 'nowhere') return { ok: false, message: 'No computer with that name was found.' };
      if (profile !== undefined) {
        bridge.push({ type: 'server/profile', profile: { ...profile, ...withoutUndefined(change) } });
      }
      return { ok: true };
    },
    'server/order': ({ servers }) => bridge.push({ type: 'servers/ordered', servers }),
    'reset/server': () => ({ ok: true }),
    'reset/everything': () => ({ ok: true }),
    'server/remove': ({ server }) => bridge.push({ type: 'server/removed', server }),
    'session/retry-now': () => undefined,
    'chat/open': ({ server, conversation }) => bridge.push(chat(server, { type: 'conversation/opened', conversation })),
    'chat/seen': ({ server, conversation, atEnd }) =>
      bridge.push(chat(server, { type: 'conversation/seen', conversation, atEnd })),
    'chat/mark-unread': ({ server, conversation, entry }) =>
      bridge.push(chat(server, { type: 'conversation/marked-unread', conversation, entry })),
    'chat/mark-read': ({ server, conversation }) => {
      for (const { profile } of bridge.state.servers) {
        if (server !== null && profile.id !== server) continue;
        bridge.push(chat(profile.id, { type: 'conversation/marked-read', conversation }));
      }
    },
    'chat/choose': ({ server, conversation, ...choices }) =>
      bridge.push(chat(server, { type: 'conversation/chosen', conversation, choices: withoutUndefined(choices) })),
    'chat/clear': ({ server, conversation }) => bridge.push(chat(server, { type: 'conversation/cleared', conversation })),
    'chat/export': () => ({ ok: true, saved: { file: '/home/alice/general.html', messages: 1_234 } }),
    'chat/more': () => undefined,
    'chat/clear-line': ({ server, conversation }) => bridge.push(chat(server, { type: 'line/cleared', conversation })),
    'chat/draft': ({ server, conversation, text }) => bridge.push(chat(server, { type: 'draft/changed', conversation, text })),
    'chat/typing': () => undefined,
    'chat/retry': ({ server, entry }) => bridge.push(chat(server, { type: 'message/retried', entry, at: Date.now() })),
    'chat/discard': ({ server, entry }) => bridge.push(chat(server, { type: 'message/discarded', entry })),
    'chat/dismiss-new-account': ({ server }) => bridge.push(chat(server, { type: 'new-account/noticed' })),
    'chat/send': ({ server, conversation, text }) => {
      bridge.push(chat(server, { type: 'message/composed', conversation, text, at: Date.now() }));
      const state = findServer(bridge.state.servers, server)?.chat;
      if (state?.ready !== true) return;
      const entry = state.nextEntryId - 1;
      bridge.push(chat(server, { type: 'message/written', entry }), chat(server, { type: 'message/handed', entry }));
      if (!conversation.startsWith('channel:')) return;
      const channel = conversation.slice('channel:'.length);
      const echo = packet(server, { type: 'message', author: state.me, message: text, channel });
      setTimeout(() => bridge.push(echo), ECHO_MS);
    },
    'person/block': ({ server, username, blocked }) => {
      const profile = profileOf(server);
      if (profile === undefined) return;
      const others = profile.blocked.filter((name) => name !== username);
      const names = blocked ? [...others, username] : others;
      bridge.push(
        { type: 'server/profile', profile: { ...profile, blocked: names } },
        chat(server, { type: 'blocked/changed', blocked: names }),
      );
    },
    'channel/create': ({ server, name }) => {
      if (name === 'taken') return refused('name_refused', 'There is a channel of that name already.');
      bridge.push(packet(server, { type: 'channel_create', channel: name }));
      return { ok: true, packet: null };
    },
    'presence/choose': ({ server, ...presence }) => {
      bridge.push(chat(server, { type: 'presence/chosen', presence }));
      const { me } = findServer(bridge.state.servers, server)?.chat ?? { me: '' };
      bridge.push(packet(server, { type: 'presence', username: me, role: 'owner', ...presence, last_seen: null }));
      return { ok: true, packet: null };
    },
    'room/ask': ({ server, request }) => {
      const answer = actingRoom(request);
      bridge.push(...answer.told.map((told) => packet(server, told)));
      return answer.answer;
    },
    'hosting/start': () => ({ ok: false, message: 'The ports 8888 to 8897 are all taken by other programs.' }),
    'hosting/switch': ({ on }) => {
      if (on) return { ok: false, message: 'Nothing has been hosted from here yet.' };
      bridge.push({ type: 'hosting/changed', hosting: { status: 'off' } });
      return { ok: true };
    },
    'hosting/moderate': ({ username }) => {
      bridge.push(packet('home', { type: 'quit', username }));
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
