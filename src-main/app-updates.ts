import { createRequire } from 'node:module';
import { join } from 'node:path';
import { app, session } from 'electron';
import { systemClock } from '../src-shared/session/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import { HIDDEN_SWITCH } from './login-start.ts';
import type { Log } from '../src-shared/client/log.ts';
import { readFeedConfig } from './updates/feed-config.ts';
import { installationBar } from './updates/installation.ts';
import type { createUpdater } from './updates/updater.ts';
import { Updates } from './updates/updates.ts';

/** The session of what is asked for updates: nothing of it is kept, and nothing else is in it. */
const PARTITION = 'updates';

interface Parts {
  readonly store: AppStore;
  readonly log: Log;
  /** The built program of the updater, a file of its own: it is not read before there is something to ask. */
  readonly program: string;
}

/** Updates of the app that runs. */
export function appUpdates({ store, log, program }: Parts): Updates {
  const { platform, arch, env, execPath, resourcesPath: resources } = process;
  const readConfig = () => readFeedConfig(resources);
  return new Updates({
    ...{ store, log, clock: systemClock },
    quit: () => {
      app.quit();
    },
    absence: async () => {
      const config = await readConfig();
      return typeof config === 'string' ? config : installationBar({ platform, env, execPath, resources });
    },
    load: async () => {
      const config = await readConfig();
      if (typeof config === 'string') throw new Error(`no feed: ${config}`);
      const feedSession = session.fromPartition(PARTITION, { cache: false });
      const module = createRequire(program)(program) as { readonly createUpdater: typeof createUpdater };
      return module.createUpdater({
        ...{ config, platform, arch, clock: systemClock, version: app.getVersion(), name: app.getName() },
        fetch: (url, init) => feedSession.fetch(url, init),
        configFile: join(resources, 'app-update.yml'),
        userData: app.getPath('userData'),
        image: env.APPIMAGE,
        startArguments: process.argv.slice(1).filter((argument) => argument !== `--${HIDDEN_SWITCH}`),
        beforeStart: () => {
          // Else the new one would find this one still running, and end.
          app.releaseSingleInstanceLock();
        },
        quit: () => {
          app.quit();
        },
      });
    },
  });
}
