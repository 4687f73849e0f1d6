import type { ChatEvent } from '../chat/events.ts';
import { reduceChat } from '../chat/reduce.ts';
import type { ChatState, Problem } from '../chat/state.ts';
import { assertNever } from '../assert-never.ts';

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
      /** People online on the hosted server. */
      readonly people: number;
    }
  /** A sentence for the person. */
  | { readonly status: 'problem'; readonly message: string };

export interface HostAddress {
  /** What a friend types, `192.168.1.5:8888`. */
  readonly address: string;
  /** The network's name on this computer, `eth0`. */
  readonly network: string;
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

/** What the person can change in the settings dialog. */
export interface Settings {
  readonly theme: Theme;
  /** Enter sends and Shift+Enter breaks the line; or Ctrl+Enter sends. */
  readonly enterSends: boolean;
  readonly notifyDirectMessages: boolean;
  /** What closing the window does where a tray is present; `ask` until the person chose. */
  readonly onClose: 'ask' | 'hide' | 'quit';
}

export const DEFAULT_SETTINGS: Settings = { theme: 'system', enterSends: true, notifyDirectMessages: true, onClose: 'ask' };

/** Whether a password can be kept on disk, and if not, why, as a sentence. */
export type PasswordStore = { readonly available: true } | { readonly available: false; readonly reason: string };

/** All that a window shows. The main process holds it; each change is a numbered `AppEvent`. */
export interface AppState {
  /** Null before the first join and after leaving. */
  readonly chat: ChatState | null;
  readonly hosting: HostingState;
  readonly settings: Settings;
  readonly lastUsed: LastUsed;
  readonly passwordStore: PasswordStore;
  /** The last attempt to join failed with this; shown in the form. */
  readonly joinProblem: Problem | null;
  /** The window wants to close and the person has not said yet what that means. */
  readonly askingOnClose: boolean;
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
  | { readonly type: 'chat'; readonly event: ChatEvent }
  /** A session begins (its first state) or ends (null). */
  | { readonly type: 'chat/replaced'; readonly chat: ChatState | null; readonly problem: Problem | null }
  | { readonly type: 'hosting/changed'; readonly hosting: HostingState }
  | { readonly type: 'settings/changed'; readonly settings: Settings }
  | { readonly type: 'last-used/changed'; readonly lastUsed: LastUsed }
  | { readonly type: 'close/asked'; readonly asking: boolean }
  | { readonly type: 'notice/added'; readonly notice: Notice }
  | { readonly type: 'notice/dismissed'; readonly id: number };

/** Pure. A chat event without a session changes nothing. */
export function reduceApp(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case 'chat':
      return state.chat === null ? state : { ...state, chat: reduceChat(state.chat, event.event) };
    case 'chat/replaced':
      return { ...state, chat: event.chat, joinProblem: event.problem };
    case 'hosting/changed':
      return { ...state, hosting: event.hosting };
    case 'settings/changed':
      return { ...state, settings: event.settings };
    case 'last-used/changed':
      return { ...state, lastUsed: event.lastUsed };
    case 'close/asked':
      return { ...state, askingOnClose: event.asking };
    case 'notice/added':
      return { ...state, notices: [...state.notices, event.notice].slice(-NOTICES_MAX) };
    case 'notice/dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.id) };
    default:
      return assertNever(event);
  }
}
