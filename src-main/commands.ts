import { clipboard, nativeTheme } from 'electron';
import { chooseSpeech, speak } from '../src-shared/language/index.ts';
import type { Command, CommandArgument, CommandHandlers, Diagnostics, NotificationStep } from '../src-shared/ipc/index.ts';
import { chatCommands } from '../src-shared/client/chat-commands.ts';
import { search, showEntry } from '../src-shared/client/found-messages.ts';
import { withoutUndefined } from '../src-shared/without-undefined.ts';
import { about } from './about.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import type { Finder } from './discovery/finder.ts';
import type { History } from '../src-shared/client/history.ts';
import type { Invitations } from './invitations.ts';
import type { HostedRoom } from './hosting/hosted-room.ts';
import type { Hosting } from './hosting/hosting.ts';
import type { ReachWatch } from './hosting/reach-watch.ts';
import { openPane, type RoomBackups } from './room-backups.ts';
import { exportConversation, retentionOf } from './kept-messages.ts';
import type { Reset } from './recovery/reset.ts';
import type { Servers } from './servers.ts';
import type { SettingsFile } from './settings-file.ts';
import type { Spelling } from './spelling/spelling.ts';
import type { Updates } from './updates/updates.ts';

interface Parts {
  readonly store: AppStore;
  readonly servers: Servers;
  readonly history: History;
  readonly hosting: Hosting;
  readonly room: HostedRoom;
  readonly reach: ReachWatch;
  readonly backups: RoomBackups;
  readonly finder: Finder;
  readonly file: SettingsFile;
  readonly updates: Pick<Updates, 'check' | 'download' | 'install'>;
  readonly reset: Reset;
  readonly invitations: Pick<Invitations, 'open' | 'answered'>;
  readonly spelling: Pick<Spelling, 'wrong' | 'settingChanged'>;
  /** The list of servers is as it was left. */
  readonly restored: Promise<void>;
  /** Carries out what a change says of the start at login; gives the change as it came about. */
  diagnostics(): Diagnostics;
  atLogin(change: CommandArgument<'settings/change'>): CommandArgument<'settings/change'>;
  testNotification(): Promise<readonly NotificationStep[]>;
  hide(): void;
  quit(): void;
  /** Asks first where that ends a server for others. */
  askedQuit(): void;
  fullScreen(): void;
  /** As the person closes it by keyboard or menu: it never ends the app. */
  close(): void;
}

/** What the window tells of itself: nobody waits for what comes of it. */
export const REPORTS: ReadonlySet<Command> = new Set<Command>(['chat/seen', 'chat/draft', 'chat/typing']);

/** What each command of the window does: a row a command, the work is in the parts. */
export function createHandlers(parts: Parts): CommandHandlers {
  const { store, servers, history, hosting, room, backups, finder, file } = parts;

  return {
    'app/snapshot': async () => {
      await parts.restored;
      return store.snapshot();
    },

    'app/about': () => about(),
    'app/diagnostics': () => parts.diagnostics(),

    'session/join': ({ address, username, password, remember, ...more }) => {
      const known = password ?? servers.keptPassword(address, username);
      if (known === null) return { ok: false, problem: { kind: 'wrong-password' } };
      return servers.join({ address, username, password: known, remember, kind: 'remote', ...withoutUndefined(more) });
    },
    'server/open': ({ server }) => {
      servers.front(server);
    },
    'server/connect': ({ server }) => servers.connect(server),
    'server/disconnect': ({ server }) => servers.get(server)?.disconnect(),
    'server/change': ({ server, ...change }) => servers.change(server, withoutUndefined(change)),
    'server/trust-key': ({ server, seen }) => servers.trustKey(server, seen),
    'server/encrypt': ({ server }) => servers.encrypt(server),
    'server/go-unencrypted': ({ server }) => servers.goUnencrypted(server),
    'server/order': ({ servers: order }) => {
      servers.order(order);
    },
    'reset/server': ({ server }) => parts.reset.server(server),
    'reset/everything': () => parts.reset.everything(),
    'server/remove': ({ server, forget }) => servers.remove(server, forget),
    'session/retry-now': ({ server }) => {
      servers.retry(server);
    },

    ...chatCommands({ store, link: (server) => servers.get(server) }),
    'chat/show-entry': ({ server, conversation, entry }) => showEntry(servers, { server, conversation, entry }),
    'chat/export': ({ server, conversation, format }) => exportConversation({ servers, history, server, conversation, format }),
    'person/block': ({ server, username, blocked }) => {
      servers.block(server, username, blocked);
    },
    'history/search': ({ query, cursor }) => search(servers, history, query, cursor),

    'password/change': ({ server, current, password }) => servers.changePassword(server, current, password),

    'finding/start': () => {
      finder.start();
    },
    'finding/stop': () => {
      finder.stop();
    },
    'finding/probe': ({ on }) => {
      finder.probe(on);
    },

    'hosting/start': (form) => room.start(form),
    'hosting/switch': ({ on }) => room.switch(on),
    'hosting/moderate': ({ action, username, reason, minutes = null }) => {
      if (action === 'unmute') return hosting.moderate({ command: action, username });
      return hosting.moderate(
        action === 'mute' ? { command: action, username, minutes, reason } : { command: action, username, reason },
      );
    },
    'hosting/panel': ({ open }) => {
      hosting.showPanel(open);
      if (open) void parts.reach.check();
    },
    'hosting/change': (change) => room.change(change),
    'hosting/check': () => parts.reach.check(),
    'hosting/open-pane': ({ pane }) => openPane(pane),
    'hosting/back-up': () => backups.backUp(),
    'hosting/choose-backup': () => backups.choose(),
    'hosting/restore': () => backups.restore(),

    'settings/change': (asked) => {
      const change = parts.atLogin(asked);
      const settings = { ...store.state.settings, ...withoutUndefined(change) };
      // In safe mode the look is another one than the person's.
      file.settings = { ...file.settings, ...withoutUndefined(change) };
      nativeTheme.themeSource = settings.theme;
      speak(chooseSpeech(settings.language, store.state.systemLanguages));
      store.dispatch({ type: 'settings/changed', settings });
      if (change.spellcheck !== undefined) parts.spelling.settingChanged();
      if (change.keywords !== undefined) servers.setKeywords(change.keywords);
      if (change.keepDays !== undefined) return history.retain(retentionOf(change.keepDays));
      return undefined;
    },
    'spelling/check': ({ words }) => parts.spelling.wrong(words),
    'notification/test': () => parts.testNotification(),
    'notification/allow': () => undefined,
    'window/close': ({ choice, remember }) => {
      store.dispatch({ type: 'close/asked', asking: false });
      if (choice === 'cancel') return;
      if (remember) {
        const settings = { ...store.state.settings, onClose: choice };
        file.settings = { ...file.settings, onClose: choice };
        store.dispatch({ type: 'settings/changed', settings });
      }
      if (choice === 'hide') parts.hide();
      else parts.askedQuit();
    },
    'window/do': ({ action }) => {
      if (action === 'full-screen') parts.fullScreen();
      else if (action === 'close') parts.close();
      else parts.quit();
    },
    'updates/check': () => parts.updates.check(),
    'updates/download': () => parts.updates.download(),
    'updates/install': () => {
      parts.updates.install();
    },
    'invitation/open': ({ link }) => parts.invitations.open(link),
    'invitation/answer': ({ link }) => {
      parts.invitations.answered(link);
    },
    'clipboard/write': ({ text }) => {
      void clipboard.writeText(text);
    },
  };
}
