import { initialChatState, type ChatEvent, type ChatState, type Choices } from '../../src-shared/chat/index.ts';
import {
  DEFAULT_SETTINGS,
  FINDING_OFF,
  UPDATES_ABSENT,
  reduceApp,
  type AppEvent,
  type AppState,
  type Profile,
  type ServerState,
  type Settings,
} from '../../src-shared/ipc/index.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';

/** The time at which everything here happens, in ms since the epoch. */
export const NOW = Date.UTC(2026, 0, 5, 12);

/** Ann's place on a server that is not in front of her. */
export function server(id: string, chat: Partial<ChatState> = {}, profile: Partial<Profile> = {}): ServerState {
  return {
    profile: {
      id,
      kind: 'remote',
      address: `${id}.local:8888`,
      username: 'ann',
      label: '',
      autoconnect: true,
      muted: false,
      blocked: [],
      security: { kind: 'clear' },
      ...profile,
    },
    chat: { ...initialChatState('ann', `${id}.local:8888`), attentive: false, ...chat },
  };
}

export function appOf(servers: readonly ServerState[], settings: Partial<Settings> = {}): AppState {
  return {
    servers,
    active: servers[0]?.profile.id ?? null,
    shell: { kind: 'app' },
    hosting: { status: 'off' },
    finding: FINDING_OFF,
    panel: null,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
    passwordStore: { available: true },
    systemLanguages: ['en-GB'],
    joinProblem: null,
    askingOnClose: false,
    invitation: null,
    update: UPDATES_ABSENT,
    notices: [],
  };
}

export const on = (id: string, event: ChatEvent): AppEvent => ({ type: 'chat', server: id, event });
export const received = (id: string, packet: ServerPacket, at = NOW): AppEvent =>
  on(id, { type: 'packet/received', packet, at });
export const direct = (author: string, message = 'hello'): ServerPacket => ({ type: 'direct_message', author, message });
export const said = (author: string, message: string, channel = 'general'): ServerPacket => ({
  type: 'message',
  author,
  message,
  channel,
});
export const choose = (id: string, conversation: ChatState['active'], choices: Partial<Choices>): AppEvent =>
  on(id, { type: 'conversation/chosen', conversation, choices });

/** The state after events, in order. */
export function after(state: AppState, ...events: readonly AppEvent[]): AppState {
  return events.reduce(reduceApp, state);
}
