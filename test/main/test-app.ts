import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppStore } from '../../src-shared/client/app-store.ts';
import type { History } from '../../src-shared/client/history.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import { Servers } from '../../src-main/servers.ts';
import { SettingsFile, type WriteSettings } from '../../src-main/settings-file.ts';
import { webSocketConnect } from '../../src-main/ws-transport.ts';
import type { ConversationId, MessageEntry } from '../../src-shared/chat/index.ts';
import { findServer, type EventBatch, type ServerId } from '../../src-shared/ipc/index.ts';
import { systemClock } from '../../src-shared/session/index.ts';
import { appState } from './app-state.ts';

/** Passwords as a keyring keeps them, readable. */
function openSecrets() {
  const untilQuit = new Map<ServerId, string>();
  return {
    read: (id: ServerId, sealed: string | null) => untilQuit.get(id) ?? sealed,
    keep(id: ServerId, password: string, remember: boolean) {
      untilQuit.set(id, password);
      return remember ? password : null;
    },
    forget(id: ServerId) {
      untilQuit.delete(id);
    },
  };
}

const writeIn =
  (folder: string): (() => WriteSettings) =>
  () =>
  (file) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(file));
  };

interface AppOptions {
  readonly isAttentive?: boolean;
  /** How long a server may be silent. */
  readonly patience?: Parameters<typeof webSocketConnect>[0]['patience'];
  /** Hears what the window would. */
  readonly onPush?: (batch: EventBatch) => void;
  /** What the history does otherwise than it would. */
  readonly disk?: (history: History) => Partial<History>;
}

/** The history, with other methods in the place of its own. */
function withOther(history: History, other: Partial<History>): History {
  return new Proxy(history, {
    get(target, name) {
      const own: unknown = Reflect.get(other, name) ?? Reflect.get(target, name, target);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}

/** An app without a window, on a folder; `quit` ends it as a person would, and so does what is put into `cleanups`. */
export async function startApp(
  folder: string,
  cleanups: (() => unknown)[],
  { isAttentive = true, patience, onPush = () => undefined, disk = () => ({}) }: AppOptions = {},
) {
  const store = new AppStore(appState(), onPush, (error) => {
    throw error;
  });
  const file = new SettingsFile(folder, () => undefined);
  file.startWriting(writeIn(folder));
  const kept = await openHistory({ folder, program: null, clock: systemClock, log: { error: () => undefined } });
  const history = withOther(kept, disk(kept));
  const notices: string[] = [];
  const log = { info: () => undefined, error: () => undefined };
  const connect = webSocketConnect({
    ...(patience === undefined ? {} : { patience }),
    onError: (error) => {
      throw error;
    },
  });
  const servers = new Servers({
    ...{ store, file, history, connect, log, client: { name: 'RWCI Desktop', version: '0' } },
    nonce: () => randomBytes(16).toString('hex'),
    secrets: openSecrets(),
    onNotice: (sentence) => notices.push(sentence),
    isAttentive: () => isAttentive,
  });
  await servers.restoreFront();
  await servers.restoreOthers();
  let isOpen = true;
  const quit = async () => {
    if (!isOpen) return;
    isOpen = false;
    await servers.close();
    await history.close();
  };
  cleanups.push(quit);
  const state = () => store.state;
  const front = () => findServer(store.state.servers, store.state.active);
  const texts = (conversation?: ConversationId) =>
    (front()?.chat.conversations ?? [])
      .filter(({ id }) => conversation === undefined || id === conversation)
      .flatMap(({ entries }) => entries)
      .filter((entry): entry is MessageEntry => entry.kind === 'message')
      .map(({ author, delivery, text }) => `${author}: ${text}${delivery === null ? '' : ` (${delivery})`}`);
  return { file, front, history, notices, quit, servers, state, store, texts };
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;
