import type { ChatEvent } from '../chat/events.ts';
import { reduceChat } from '../chat/reduce.ts';
import { attentionCount, type ChatState, type Problem } from '../chat/state.ts';
import { assertNever } from '../assert-never.ts';
import {
  EMPTY_PANEL,
  NO_ADDRESS_PREFERENCE,
  type AddressPreference,
  type HostPanel,
  type ReachFindings,
} from '../hosting/index.ts';
import type { Invitation } from '../invitation/index.ts';
import type { Language } from '../language/index.ts';
import type { FindingState } from './finding.ts';
import type { Fingerprint, Security } from '../trust/index.ts';
import type { UpdateChoice, UpdateState } from './updates.ts';

/** Names a server in the list, on this computer alone: random, and never used for another one. */
export type ServerId = string;

/** A server in the list, as the person set it up. Never holds a password. */
export interface Profile {
  readonly id: ServerId;
  /** `hosted`: by this app, at the address it has at the time. */
  readonly kind: 'remote' | 'hosted';
  /** As typed, `192.168.1.5:8888`. */
  readonly address: string;
  readonly username: string;
  /** What the person calls it; empty: what it calls itself. */
  readonly label: string;
  /** Log in when the app starts. */
  readonly autoconnect: boolean;
  /** Nothing there makes a notification or a badge. */
  readonly muted: boolean;
  /** People whose messages there are hidden. */
  readonly blocked: readonly string[];
  /** Stays with the server, at whatever address it is. */
  readonly security: Security;
}

/** Servers in the list at most. */
export const SERVERS_MAX = 50;

/** A server in the list, with its login and its conversations. */
export interface ServerState {
  readonly profile: Profile;
  readonly chat: ChatState;
}

/** How a server is hosted from this app. */
export type HostingState =
  | { readonly status: 'off' }
  | { readonly status: 'starting' }
  | {
      readonly status: 'on';
      readonly name: string;
      readonly port: number;
      /** The port asked for, where it was busy and the next free one was taken. */
      readonly busyPort: number | null;
      /** Addresses of this computer that others can join, the likeliest first. */
      readonly addresses: readonly HostAddress[];
      /** Those that the person does not give to others. */
      readonly leftOut?: readonly HostAddress[];
      /** Who the server is over TLS; null where it speaks no TLS. */
      readonly fingerprint: Fingerprint | null;
      /** People may join with a browser: the server's own page is at its port. */
      readonly guests: boolean;
      /** Whether others can reach it; null until that was looked at. */
      readonly reach: ReachFindings | null;
      /** People online on the hosted server. */
      readonly people: number;
      /** The names of the first few of them. */
      readonly names: readonly string[];
    }
  /** A sentence for the person. */
  | { readonly status: 'problem'; readonly message: string };

export interface HostAddress {
  /** What a friend types, `192.168.1.5:8888`. */
  readonly address: string;
  /** The network's name on this computer, `eth0`. */
  readonly network: string;
  /** What leads to it, where that is known. */
  readonly kind?: 'wifi' | 'ethernet';
}

/** What was used last, to fill the forms. Never holds a password. */
export interface LastUsed {
  readonly address: string;
  readonly username: string;
  readonly hostName: string;
  readonly hostPort: number;
  /** Names this app has been logged in with, by the address as typed: to notice a typing mistake before it makes an account. */
  readonly knownNames: readonly { readonly address: string; readonly username: string }[];
}

export type Theme = 'system' | 'light' | 'dark';

/** Colours of the window's accent, each readable in every theme. */
export const ACCENTS = ['blue', 'teal', 'green', 'orange', 'red', 'pink', 'violet', 'grey'] as const;
export type Accent = (typeof ACCENTS)[number];

/** Size of a message's text in px: from, to, and where nothing else is set. */
export const TEXT_SIZE_PX = { min: 12, max: 22, usual: 14 } as const;

/** Size of the whole window, 1 being the usual one. */
export const ZOOM_FACTORS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** Widths of the panels beside the conversation in px. */
export const PANEL_WIDTH_PX = {
  sidebar: { min: 180, max: 420, usual: 248 },
  members: { min: 160, max: 420, usual: 224 },
} as const;

/** How the window is divided. */
export interface Layout {
  readonly sidebarWidth: number;
  readonly membersWidth: number;
  readonly sidebarShown: boolean;
  readonly membersShown: boolean;
}

/** Emoji kept as used last, at most. */
export const RECENT_EMOJI_MAX = 32;

/** From the usual yellow, 0, to the darkest, 5. */
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5;

/** What the person can change in the settings dialog. */
export interface Settings {
  readonly theme: Theme;
  /** More contrast than usual, or as the system says. */
  readonly contrast: 'system' | 'more';
  readonly accent: Accent;
  /** `compact`: no pictures of people and less space between messages. */
  readonly density: 'cosy' | 'compact';
  /** Of messages, within `TEXT_SIZE_PX`. */
  readonly textSize: number;
  /** One of `ZOOM_FACTORS`. */
  readonly zoom: number;
  readonly language: Language | 'system';
  readonly layout: Layout;
  readonly spellcheck: boolean;
  /** Used last, the newest first, at most `RECENT_EMOJI_MAX`. */
  readonly recentEmoji: readonly string[];
  readonly skinTone: SkinTone;
  /** Enter sends and Shift+Enter breaks the line; or Ctrl+Enter sends. */
  readonly enterSends: boolean;
  /** What makes a notification where a conversation says nothing else: direct messages and mentions, or nothing. */
  readonly notify: boolean;
  /** How much of a message a notification shows: its text, only who wrote it, or neither. */
  readonly preview: 'text' | 'name' | 'nothing';
  readonly sound: boolean;
  /** Until then nothing makes a notification, in ms since the epoch; null: it does. The main process ends it in time. */
  readonly doNotDisturbUntil: number | null;
  /** Words that count as a mention, besides one's name. */
  readonly keywords: readonly string[];
  /** For how many days messages are kept on this computer: null for good, 0 not at all. */
  readonly keepDays: number | null;
  /** What closing the window does where a tray is present; `ask` until the person chose. */
  readonly onClose: 'ask' | 'hide' | 'quit';
  readonly updates: UpdateChoice;
  /** The system starts the app at login, hidden; null where it cannot. The system's own list is what counts. */
  readonly startAtLogin: boolean | null;
  /** Which addresses of the hosted room are given to others. */
  readonly addresses: AddressPreference;
}

/** Do not disturb until the person says otherwise: later than any time a clock shows. */
export const UNDISTURBED_FOR_GOOD = 8_640_000_000_000_000;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  contrast: 'system',
  accent: 'blue',
  density: 'cosy',
  textSize: TEXT_SIZE_PX.usual,
  zoom: 1,
  language: 'system',
  layout: {
    sidebarWidth: PANEL_WIDTH_PX.sidebar.usual,
    membersWidth: PANEL_WIDTH_PX.members.usual,
    sidebarShown: true,
    membersShown: true,
  },
  spellcheck: false,
  recentEmoji: [],
  skinTone: 0,
  enterSends: true,
  notify: true,
  preview: 'text',
  sound: true,
  doNotDisturbUntil: null,
  keywords: [],
  keepDays: null,
  onClose: 'ask',
  startAtLogin: null,
  updates: 'notify',
  addresses: NO_ADDRESS_PREFERENCE,
};

/** Whether a password can be kept on disk, and if not, why. */
export type PasswordStore =
  { readonly available: true } | { readonly available: false; readonly reason: 'no-keyring' | 'locked-keyring' };

/**
 * What the window is in: the desktop app, or a guest's browser, which has no tray, no keyring and no server of its own. `encrypted`:
 * nobody in the network reads along. `keeps`: the browser keeps what the page gives it. `notifications`: whether it shows any.
 * `account`: a guest's has a random password, which nobody knows, and is this browser's alone; null: nobody is in the room yet.
 */
export type Shell =
  | { readonly kind: 'app' }
  | {
      readonly kind: 'page';
      readonly encrypted: boolean;
      readonly keeps: boolean;
      readonly notifications: 'granted' | 'ask' | 'denied' | 'absent';
      readonly account: 'guest' | 'own' | null;
    };

/** All that a window shows. The main process holds it; each change is a numbered `AppEvent`. */
export interface AppState {
  readonly shell: Shell;
  /** In the order of the list. */
  readonly servers: readonly ServerState[];
  /** The server in front; null where there is none. */
  readonly active: ServerId | null;
  readonly hosting: HostingState;
  readonly finding: FindingState;
  /** What the host's panel shows; null while it is closed. */
  readonly panel: HostPanel | null;
  readonly settings: Settings;
  readonly lastUsed: LastUsed;
  readonly passwordStore: PasswordStore;
  /** What the system prefers (BCP 47), the best first. */
  readonly systemLanguages: readonly string[];
  /** The last attempt to join failed with this; shown in the form. */
  readonly joinProblem: Problem | null;
  /** The window wants to close and the person has not said yet what that means. */
  readonly askingOnClose: boolean;
  /** Came from outside and waits for the person's answer; nothing is sent before it. A newer one takes its place. */
  readonly invitation: Invitation | null;
  readonly update: UpdateState;
  /** Sentences that need no answer (a damaged file was set aside, the server was restarted), the newest last. */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** Notices kept; the oldest go first. */
export const NOTICES_MAX = 5;

export type AppEvent =
  | { readonly type: 'chat'; readonly server: ServerId; readonly event: ChatEvent }
  /** A server comes to the end of the list, or takes the place of the one with its id. */
  | { readonly type: 'server/put'; readonly server: ServerState }
  | { readonly type: 'server/profile'; readonly profile: Profile }
  | { readonly type: 'server/removed'; readonly server: ServerId }
  /** The new order of the list; what it does not name stays behind the rest. */
  | { readonly type: 'servers/ordered'; readonly servers: readonly ServerId[] }
  | { readonly type: 'shell/changed'; readonly shell: Shell }
  /** The server in front is another one. */
  | { readonly type: 'server/opened'; readonly server: ServerId | null }
  /** The last attempt to join failed so; null: it is past. */
  | { readonly type: 'join/failed'; readonly problem: Problem | null }
  | { readonly type: 'hosting/changed'; readonly hosting: HostingState }
  | { readonly type: 'finding/changed'; readonly finding: FindingState }
  /** What is left out stays as it is; null closes the panel. */
  | { readonly type: 'panel/changed'; readonly change: Partial<HostPanel> | null }
  | { readonly type: 'settings/changed'; readonly settings: Settings }
  | { readonly type: 'last-used/changed'; readonly lastUsed: LastUsed }
  | { readonly type: 'close/asked'; readonly asking: boolean }
  | { readonly type: 'invitation/waits'; readonly invitation: Invitation | null }
  | { readonly type: 'update/changed'; readonly update: UpdateState }
  | { readonly type: 'notice/added'; readonly notice: Notice }
  | { readonly type: 'notice/dismissed'; readonly id: number };

/** The server in front, if there is one. */
export function activeServer({ active, servers }: AppState): ServerState | null {
  return findServer(servers, active);
}

export function findServer(servers: readonly ServerState[], id: ServerId | null): ServerState | null {
  return servers.find(({ profile }) => profile.id === id) ?? null;
}

/** Unread direct messages and mentions on all servers that are not muted: what the badge shows. */
export function attentionOf({ servers }: Pick<AppState, 'servers'>): number {
  return servers.reduce((sum, { chat, profile }) => sum + (profile.muted ? 0 : attentionCount(chat)), 0);
}

/** Pure. What is about a server that is not there changes nothing. */
export function reduceApp(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case 'chat':
      return updateServer(state, event.server, (server) => ({ ...server, chat: reduceChat(server.chat, event.event) }));
    case 'server/put':
      return putServer(state, event.server);
    case 'server/profile':
      return updateServer(state, event.profile.id, ({ chat }) => ({
        profile: event.profile,
        chat: { ...chat, address: event.profile.address },
      }));
    case 'server/removed':
      return removeServer(state, event.server);
    case 'servers/ordered':
      return { ...state, servers: ordered(state.servers, event.servers) };
    case 'server/opened':
      return event.server !== null && findServer(state.servers, event.server) === null
        ? state
        : { ...state, active: event.server };
    case 'shell/changed':
      return { ...state, shell: event.shell };
    case 'join/failed':
      return { ...state, joinProblem: event.problem };
    case 'hosting/changed':
      return { ...state, hosting: event.hosting };
    case 'finding/changed':
      return { ...state, finding: event.finding };
    case 'panel/changed':
      return { ...state, panel: event.change === null ? null : { ...(state.panel ?? EMPTY_PANEL), ...event.change } };
    case 'settings/changed':
      return { ...state, settings: event.settings };
    case 'last-used/changed':
      return { ...state, lastUsed: event.lastUsed };
    case 'close/asked':
      return { ...state, askingOnClose: event.asking };
    case 'invitation/waits':
      return { ...state, invitation: event.invitation };
    case 'update/changed':
      return { ...state, update: event.update };
    case 'notice/added':
      return { ...state, notices: [...state.notices, event.notice].slice(-NOTICES_MAX) };
    case 'notice/dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.id) };
    default:
      return assertNever(event);
  }
}

function updateServer(state: AppState, id: ServerId, change: (server: ServerState) => ServerState): AppState {
  const index = state.servers.findIndex(({ profile }) => profile.id === id);
  const server = state.servers[index];
  if (server === undefined) return state;
  const changed = change(server);
  return changed === server ? state : { ...state, servers: state.servers.with(index, changed) };
}

function putServer(state: AppState, server: ServerState): AppState {
  if (findServer(state.servers, server.profile.id) !== null) return updateServer(state, server.profile.id, () => server);
  if (state.servers.length >= SERVERS_MAX) return state;
  return { ...state, servers: [...state.servers, server] };
}

/** Where it was in front, its neighbour comes there. */
function removeServer(state: AppState, id: ServerId): AppState {
  const at = state.servers.findIndex(({ profile }) => profile.id === id);
  if (at === -1) return state;
  const servers = state.servers.toSpliced(at, 1);
  const next = servers[Math.min(at, servers.length - 1)]?.profile.id ?? null;
  return { ...state, servers, active: state.active === id ? next : state.active };
}

function ordered(servers: readonly ServerState[], ids: readonly ServerId[]): ServerState[] {
  const named = ids.flatMap((id) => findServer(servers, id) ?? []);
  return [...new Set([...named, ...servers])];
}
