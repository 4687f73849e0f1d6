import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HostingState, Settings, UpdateAbsence, UpdateState } from '../../../src-shared/ipc/index.ts';
import { AppStore } from '../../../src-shared/client/app-store.ts';
import { createUpdater, type UpdaterParts } from '../../../src-main/updates/updater.ts';
import { Updates } from '../../../src-main/updates/updates.ts';
import { FakeClock, until } from '../../support/fake-clock.ts';
import { UpdateFeed } from '../../support/update-feed.ts';
import { appState } from '../app-state.ts';

/** What the AppImage that runs holds before it is replaced. */
export const OLD_IMAGE = 'the old app';

const HOSTING: HostingState = {
  ...{ status: 'on', name: 'Room', port: 8888, busyPort: null, addresses: [], fingerprint: null, guests: true, reach: null },
  ...{ people: 3, names: ['ann', 'ben', 'cyd'] },
};

interface Change extends Partial<UpdaterParts> {
  readonly absence?: UpdateAbsence | null;
  readonly publicKey?: string;
}

export interface Installed {
  readonly updates: Updates;
  readonly clock: FakeClock;
  readonly feed: UpdateFeed;
  readonly folder: string;
  /** What stands in the place of the app. */
  readonly image: () => string;
  /** Files that wait to be installed, and what is left of those that broke. */
  readonly pending: () => readonly string[];
  readonly state: () => UpdateState;
  readonly states: readonly UpdateState[];
  readonly log: readonly string[];
  /** Times that something asked the app to end. */
  readonly quits: () => number;
  readonly loads: () => number;
  choose(updates: Settings['updates']): void;
  host(on: boolean): void;
  /** Waits for this status. */
  reaches(status: UpdateState['status']): Promise<void>;
}

/** An AppImage of version 1.2.3 in a folder of its own, with the real updater outside Electron and a feed on loopback. */
export async function installed(
  settings: Partial<Settings> = {},
  { absence = null, publicKey, ...change }: Change = {},
): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-updates-'));
  const feed = await UpdateFeed.open();
  const clock = new FakeClock();
  const image = join(folder, 'RWCI.AppImage');
  writeFileSync(image, OLD_IMAGE, { mode: 0o755 });
  const cache = change.cache ?? join(folder, 'cache');
  mkdirSync(cache, { recursive: true });
  const configFile = join(folder, 'app-update.yml');
  writeFileSync(configFile, `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: rwci-desktop-updater\n`);
  // electron-updater looks there whether it runs in an AppImage.
  const before = process.env.APPIMAGE;
  process.env.APPIMAGE = image;

  const log: string[] = [];
  const states: UpdateState[] = [];
  const counts = { quits: 0, loads: 0 };
  const initial = appState();
  const store = new AppStore({ ...initial, settings: { ...initial.settings, ...settings } }, () => undefined, console.error);
  store.watch((state, { type }) => {
    if (type === 'update/changed') states.push(state.update);
  });
  const quit = () => {
    counts.quits++;
  };
  const updates = new Updates({
    ...{ store, clock, quit },
    log: { info: (line) => log.push(line), error: (line, error) => log.push(`${line}: ${String(error)}`) },
    absence: () => Promise.resolve(absence),
    load: () => {
      counts.loads++;
      return Promise.resolve(
        createUpdater({
          ...{
            config: { url: feed.url, publicKey: publicKey ?? feed.publicKey },
            fetch,
            clock,
            configFile,
            cache,
            image,
            quit,
          },
          ...{ platform: 'linux', arch: 'x64', version: '1.2.3', name: 'RWCI', userData: folder },
          ...{ startArguments: [], beforeStart: () => undefined },
          ...change,
        }),
      );
    },
  });
  await updates.start();
  onTestFinished(async () => {
    if (before === undefined) delete process.env.APPIMAGE;
    else process.env.APPIMAGE = before;
    await feed.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    ...{ updates, clock, feed, folder, states, log },
    image: () => readFileSync(image, 'utf8'),
    pending: () => {
      try {
        return readdirSync(join(cache, 'rwci-desktop-updater', 'pending'));
      } catch {
        return [];
      }
    },
    state: () => store.state.update,
    quits: () => counts.quits,
    loads: () => counts.loads,
    choose: (choice) => {
      store.dispatch({ type: 'settings/changed', settings: { ...store.state.settings, updates: choice } });
    },
    host: (on) => {
      store.dispatch({ type: 'hosting/changed', hosting: on ? HOSTING : { status: 'off' } });
    },
    reaches: (status) =>
      until(
        () => store.state.update.status === status,
        () => `${status}; it is ${JSON.stringify(store.state.update)}`,
      ),
  };
}
