import { clipboard, nativeTheme } from 'electron';
import type { ChatEvent } from '../src-shared/chat/index.ts';
import type { JoinOutcome, Outcome } from '../src-shared/ipc/index.ts';
import type { AppStore } from './app-store.ts';
import type { Client } from './client.ts';
import type { Hosting } from './hosting.ts';
import type { CommandHandlers } from './ipc.ts';
import { followOwnServer, ownAddress } from './resume.ts';
import type { Secrets } from './secrets.ts';
import type { SettingsFile } from './settings-file.ts';

interface Parts {
  readonly store: AppStore;
  readonly client: Client;
  readonly hosting: Hosting;
  readonly file: SettingsFile;
  readonly secrets: Secrets;
  hide(): void;
  quit(): void;
}

/** What each command of the window does: a row a command, the work is in the parts. */
export function createHandlers(parts: Parts): CommandHandlers {
  const { store, client, hosting, file, secrets } = parts;
  const chat = (event: ChatEvent) => {
    store.dispatch({ type: 'chat', event });
  };

  return {
    'app/snapshot': () => store.snapshot(),

    'session/join': ({ address, username, password, remember }) => {
      // A kept password goes to the server it was kept for and to no other.
      const { lastUsed, resume } = file;
      const isSame = resume === 'remote' && lastUsed.address === address && lastUsed.username === username;
      const known = password ?? (isSame ? secrets.read() : null);
      if (known === null) return { ok: false, problem: { kind: 'wrong-password' } };
      return client.join({ address, username, password: known, remember, persistent: false, resume: 'remote' });
    },
    'session/leave': () => {
      client.leave();
    },
    'session/retry-now': () => client.session?.retryNow(),

    'chat/send': ({ conversation, text }) => client.session?.send(conversation, text),
    'chat/retry': ({ entry }) => client.session?.retry(entry),
    'chat/discard': ({ entry }) => client.session?.discard(entry),
    'chat/typing': ({ conversation }) => client.session?.typing(conversation),
    'chat/open': ({ conversation }) => {
      chat({ type: 'conversation/opened', conversation });
    },
    'chat/clear-line': ({ conversation }) => {
      chat({ type: 'line/cleared', conversation });
    },
    'chat/draft': ({ conversation, text }) => {
      chat({ type: 'draft/changed', conversation, text });
    },
    'chat/dismiss-new-account': () => {
      chat({ type: 'new-account/noticed' });
    },

    'channel/create': ({ name }) => channelOutcome(client.session?.createChannel(name)),
    'channel/delete': ({ name }) => channelOutcome(client.session?.deleteChannel(name)),

    'hosting/start': async ({ name, port, username, password, remember }) => {
      const started = await hosting.start({ name, port });
      if (!started.ok || hosting.port === null) return started;
      file.lastUsed = { ...file.lastUsed, hostName: name, hostPort: port };
      const joined = await client.join({
        address: ownAddress(hosting.port),
        username,
        password,
        remember,
        persistent: false,
        resume: 'hosted',
      });
      if (joined.ok) return joined;
      await hosting.stop();
      return { ok: false, message: hostingProblem(joined, username) };
    },
    'hosting/switch': async ({ on }) => {
      if (!on) {
        // A room that was switched off does not come back by itself at the next start.
        if (file.resume === 'hosted') file.resume = 'none';
        await hosting.stop();
        return { ok: true };
      }
      const { hostName, hostPort, username } = file.lastUsed;
      const started = await hosting.start({ name: hostName === '' ? 'My room' : hostName, port: hostPort });
      if (!started.ok || hosting.port === null) return started;
      const password = secrets.read();
      if (client.isOnOwnServer) {
        file.resume = 'hosted';
        await followOwnServer(client, hosting);
      } else if (store.state.chat === null && password !== null && username !== '') {
        const address = ownAddress(hosting.port);
        const remember = file.password !== null;
        await client.join({ address, username, password, remember, persistent: false, resume: 'hosted' });
      }
      return { ok: true };
    },
    'hosting/moderate': ({ action, username, reason }) => hosting.moderate(action, username, reason),

    'settings/change': (change) => {
      const settings = { ...store.state.settings, ...withoutUndefined(change) };
      file.settings = settings;
      nativeTheme.themeSource = settings.theme;
      store.dispatch({ type: 'settings/changed', settings });
    },
    'window/close': ({ choice, remember }) => {
      store.dispatch({ type: 'close/asked', asking: false });
      if (choice === 'cancel') return;
      if (remember) {
        const settings = { ...store.state.settings, onClose: choice };
        file.settings = settings;
        store.dispatch({ type: 'settings/changed', settings });
      }
      if (choice === 'hide') parts.hide();
      else parts.quit();
    },
    'notice/dismiss': ({ id }) => {
      store.dispatch({ type: 'notice/dismissed', id });
    },
    'clipboard/write': ({ text }) => {
      void clipboard.writeText(text);
    },
  };
}

function channelOutcome(asked: boolean | undefined): Outcome {
  return asked === true ? { ok: true } : { ok: false, message: 'You are not connected. Try again when the server is back.' };
}

/** The room was there and would not take its own host in. */
function hostingProblem(joined: Extract<JoinOutcome, { ok: false }>, username: string): string {
  const { kind, detail } = joined.problem;
  if (kind === 'wrong-password') return `“${username}” has another password on this server.`;
  if (kind === 'name-refused') return `The name “${username}” cannot be used: ${detail ?? 'choose another one.'}`;
  return `The server started, but joining it failed${detail === undefined ? '.' : `: ${detail}`}`;
}

/** With `exactOptionalPropertyTypes`, an absent key and one that holds undefined are not the same. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]-?: Exclude<T[K], undefined>;
  };
}
