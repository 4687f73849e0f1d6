import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import {
  AppImageUpdater,
  BaseUpdater,
  CancellationToken,
  MacUpdater,
  NsisUpdater,
  Provider,
  type AppUpdater,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import { getAppCacheDir, type AppAdapter } from 'electron-updater/out/AppAdapter.js';
import type { InstallOptions } from 'electron-updater/out/BaseUpdater.js';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { UpdateOffer } from '../../src-shared/ipc/index.ts';
import type { Clock } from '../../src-shared/session/index.ts';
import { replaceAppImage } from './app-image.ts';
import { isOfChannel, type Release } from './feed.ts';
import type { FeedConfig } from './feed-config.ts';
import { FeedSource } from './feed-source.ts';
import type { Fetch } from './fetching.ts';
import { UpdateError } from './update-error.ts';

/** What finds, fetches and installs newer versions; see `createUpdater`. */
export interface Updater {
  /** What the feed has that is newer; null for nothing. @throws an error of which `problemOf` tells */
  check(signal: AbortSignal): Promise<UpdateOffer | null>;
  /** Downloads what `check` found last. @throws as `check` does */
  download(signal: AbortSignal, onPercent: (percent: number) => void): Promise<void>;
  /**
   * Installs what was downloaded, right before the app ends and after everything else; `restart`: and starts it then. Returns
   * whether the installer ends the app itself. @throws as `check` does
   */
  install(restart: boolean): boolean;
}

/** What the updater needs of the app that runs. */
export interface UpdaterParts {
  readonly config: FeedConfig;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly version: string;
  readonly name: string;
  /** `app-update.yml`, of which the Windows updater reads who has to have signed an installer. */
  readonly configFile: string;
  readonly userData: string;
  /** Where downloads wait; without it the system's place for what can be fetched again. */
  readonly cache?: string;
  /** The AppImage that runs. */
  readonly image?: string | undefined;
  /** The arguments of the app that starts after the update. */
  readonly startArguments: readonly string[];
  /** Called right before that one is started. */
  beforeStart(): void;
  quit(): void;
}

/** electron-updater with this app's own feed and its own way to the network. */
export function createUpdater(parts: UpdaterParts): Updater {
  const source = new FeedSource(parts);
  const updater = platformUpdater(parts);
  let failure: Error | null = null;
  // Without a listener it would be thrown; who asked is told by what they await.
  updater.on('error', (error) => {
    failure = error;
  });
  Object.assign(updater, { httpExecutor: executorOf(source) });
  updater.logger = null;
  updater.autoDownload = false;
  // Squirrel takes the update when it is downloaded and installs it when the app ends; the others do so when they are told.
  updater.autoInstallOnAppQuit = parts.platform === 'darwin';
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  // The whole file has a checksum that was signed; its parts have none.
  updater.disableDifferentialDownload = true;
  updater.setFeedURL({ provider: 'custom', updateProvider: providerOf(source) });

  let bytes = 0;
  return {
    async check(signal) {
      source.until(signal);
      const result = await updater.checkForUpdates();
      if (result?.isUpdateAvailable !== true || !isOfChannel(result.updateInfo.version, parts.version)) return null;
      const { version, releaseNotes, files } = result.updateInfo;
      bytes = Math.max(...files.map(({ size = 0 }) => size));
      return { version, notes: typeof releaseNotes === 'string' ? releaseNotes : '', bytes };
    },

    async download(signal, onPercent) {
      let percent = 0;
      source.until(signal, (received) => {
        const now = Math.floor((received / bytes) * 100);
        if (now > percent) onPercent((percent = now));
      });
      await updater.downloadUpdate(new CancellationToken());
    },

    install(restart) {
      failure = null;
      if (!(updater instanceof BaseUpdater)) {
        if (restart) updater.quitAndInstall();
        return restart;
      }
      if (updater.install(true, restart)) return false;
      throw failure ?? new UpdateError('not-installed', 'the installer did not start');
    },
  };
}

function platformUpdater(parts: UpdaterParts): AppUpdater {
  const adapter: AppAdapter = {
    ...{ version: parts.version, name: parts.name, isPackaged: true },
    ...{ appUpdateConfigPath: parts.configFile, userDataPath: parts.userData, baseCachePath: parts.cache ?? getAppCacheDir() },
    whenReady: () => Promise.resolve(),
    // The app ends and starts by its own composition root alone.
    relaunch: () => undefined,
    quit: () => {
      parts.quit();
    },
    onQuit: () => undefined,
  };
  if (parts.platform === 'win32') return new NsisUpdater(null, adapter);
  if (parts.platform === 'darwin') return new MacUpdater(undefined, adapter);
  return new ImageUpdater(adapter, parts);
}

/** Replaces an AppImage in its place. */
class ImageUpdater extends AppImageUpdater {
  readonly #parts: UpdaterParts;

  constructor(adapter: AppAdapter, parts: UpdaterParts) {
    super(null, adapter);
    this.#parts = parts;
  }

  protected override doInstall({ isForceRunAfter }: InstallOptions): boolean {
    const { image, startArguments } = this.#parts;
    const { installerPath, downloadedUpdateHelper } = this;
    const sha512 = downloadedUpdateHelper?.downloadedFileInfo?.sha512;
    if (image === undefined || installerPath === null || sha512 === undefined) return false;
    replaceAppImage(installerPath, image, sha512);
    rmSync(installerPath, { force: true });
    if (isForceRunAfter) {
      this.#parts.beforeStart();
      const started = spawn(image, startArguments, { detached: true, stdio: 'ignore' });
      // Nobody is left to be told: the person starts it by hand.
      started.on('error', () => undefined);
      started.unref();
    }
    return true;
  }
}

/** What electron-updater asks for the newest version, and where its files are. */
function providerOf(source: FeedSource) {
  return class extends Provider<UpdateInfo> {
    /** As electron-updater calls it. */
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    async getLatestVersion(): Promise<UpdateInfo> {
      return infoOf(await source.newest());
    }

    resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      return files.map((info) => ({ url: new URL(source.addressOf(info.url)), info }));
    }
  };
}

function infoOf({ version, files, notes, ...rest }: Release): UpdateInfo {
  const [first] = files;
  return {
    ...{
      version,
      files: files.map((file) => ({ ...file, isAdminRightsRequired: file.isAdminRightsRequired === true })),
      ...rest,
    },
    ...{ releaseNotes: notes, releaseDate: '', path: first?.url ?? '', sha512: first?.sha512 ?? '' },
  };
}

/** The one thing that electron-updater does over the network when no file is downloaded in parts. */
function executorOf(source: FeedSource) {
  return { download: (url: URL, destination: string) => source.download(url.href, destination) };
}
