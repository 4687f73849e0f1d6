import { chatCommands } from '../../src-shared/client/chat-commands.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';
import { search, showEntry } from '../../src-shared/client/found-messages.ts';
import type { CommandHandlers } from '../../src-shared/ipc/api.ts';
import type { CommandArgument } from '../../src-shared/ipc/contract.ts';
import { chooseSpeech, speak } from '../../src-shared/language/index.ts';
import { withoutUndefined } from '../../src-shared/without-undefined.ts';
import type { Guest } from './guest.ts';
import type { GuestStorage } from './storage/open-storage.ts';

interface Parts {
  readonly store: AppStore;
  readonly guest: Guest;
  readonly storage: GuestStorage;
  readonly copy: (text: string) => void;
  readonly allowNotifications: () => Promise<void>;
  /** The store has what it begins with. */
  readonly restored: Promise<unknown>;
}

/** What a page can do of what the window asks for; all else is of the desktop app alone, and not offered here. */
export function pageCommands({ allowNotifications, copy, guest, restored, storage, store }: Parts): Partial<CommandHandlers> {
  const { history } = storage;
  return {
    'app/snapshot': async () => {
      await restored;
      return store.snapshot();
    },
    ...chatCommands({ store, link: (server) => guest.get(server) }),
    'chat/show-entry': (wanted) => showEntry(guest, wanted),
    'history/search': ({ cursor, query }) => search(guest, history, query, cursor),

    'session/join': (argument) => guest.join(argument),
    'session/retry-now': () => {
      guest.retry();
    },
    'server/open': () => {
      guest.front();
    },
    'server/connect': () => guest.connect(),
    'server/disconnect': ({ server }) => guest.get(server)?.disconnect(),
    'server/remove': () => guest.leave(),
    'server/change': ({ muted }) => {
      if (muted !== undefined) guest.mute(muted);
      return { ok: true };
    },
    'person/block': ({ blocked, username }) => {
      guest.block(username, blocked);
    },
    'password/change': ({ current, password }) => guest.changePassword(current, password),

    'settings/change': (change) => changeSettings(change, store, storage, guest),
    'spelling/check': () => [],
    'notification/allow': allowNotifications,
    'clipboard/write': ({ text }) => {
      copy(text);
    },
    'window/do': () => undefined,
  };
}

function changeSettings(
  change: CommandArgument<'settings/change'>,
  store: AppStore,
  storage: GuestStorage,
  guest: Guest,
): void {
  const settings = { ...store.state.settings, ...withoutUndefined(change) };
  speak(chooseSpeech(settings.language, store.state.systemLanguages));
  store.dispatch({ type: 'settings/changed', settings });
  storage.settings.keep(settings);
  if (change.keywords !== undefined) guest.setKeywords(change.keywords);
}
