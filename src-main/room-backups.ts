import { join } from 'node:path';
import { app, dialog, shell } from 'electron';
import type { BackupFile } from '../src-shared/hosting/index.ts';
import type { BackupOutcome, ChosenBackup, Outcome } from '../src-shared/ipc/index.ts';
import { words } from '../src-shared/language/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import type { HostedRoom } from './hosting/hosted-room.ts';
import type { Hosting } from './hosting/hosting.ts';
import type { RoomFolders } from './hosting/room-folders.ts';
import type { BackupWorked } from './server/process-messages.ts';
import type { SettingsFile } from './settings-file.ts';

/** What the name of a backup ends with. */
const EXTENSION = 'rwciroom';
/** Characters of a room's name that a file's name takes over. */
const NAME_MAX_CHARS = 60;

interface Parts {
  readonly hosting: Hosting;
  readonly room: HostedRoom;
  readonly store: AppStore;
  readonly file: SettingsFile;
  readonly folders: RoomFolders;
}

/** The hosted room as one file: written where the person says, and put back from there. */
export class RoomBackups {
  readonly #parts: Parts;
  #chosen: BackupFile | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Asks where to. */
  async backUp(): Promise<BackupOutcome> {
    const { hosting } = this.#parts;
    const say = words().hosting.backup;
    const name = this.#name;
    const { canceled, filePath } = await dialog.showSaveDialog({
      title: say.title,
      defaultPath: join(app.getPath('documents'), `${fileName(name)} ${today()}.${EXTENSION}`),
      filters: [{ name: say.kind, extensions: [EXTENSION] }],
    });
    if (canceled || filePath === '') return { ok: true, saved: null };
    const { dataDir } = hosting;
    const worked = await hosting.work({ kind: 'back-up', dataDir, to: filePath, name, wallMs: Date.now() });
    return worked.ok ? { ok: true, saved: fileOf(filePath, worked) } : this.#problem(worked);
  }

  /** Asks for the file, and reads it through. */
  async choose(): Promise<ChosenBackup> {
    const { hosting } = this.#parts;
    const say = words().hosting.backup;
    const { canceled, filePaths } = await dialog.showOpenDialog({
      title: say.choose,
      properties: ['openFile'],
      filters: [
        { name: say.kind, extensions: [EXTENSION] },
        { name: say.anyFile, extensions: ['*'] },
      ],
    });
    const [file] = filePaths;
    if (canceled || file === undefined) return { ok: true, found: null };
    const worked = await hosting.work({ kind: 'read', file });
    if (!worked.ok) return this.#problem(worked);
    this.#chosen = fileOf(file, worked);
    return { ok: true, found: this.#chosen };
  }

  /** A room that runs is stopped for it and started again, the restored one or, where that fails, the one that was there. */
  async restore(): Promise<Outcome> {
    const { file, folders, hosting, room, store } = this.#parts;
    const chosen = this.#chosen;
    if (chosen === null) return { ok: false, message: words().hosting.backup.noneChosen };
    const wasOn = store.state.hosting.status === 'on';
    await hosting.stop(words().hosting.backup.reason);
    const keepAs = join(folders.replaced, `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z.${EXTENSION}`);
    const about = { file: chosen.file, dataDir: folders.kept, keepAs, name: this.#name, wallMs: Date.now() };
    const worked = await hosting.work({ kind: 'restore', ...about });
    if (worked.ok) {
      this.#chosen = null;
      file.room = { ...file.room, forgets: false };
      file.lastUsed = { ...file.lastUsed, hostName: worked.name };
      store.dispatch({ type: 'last-used/changed', lastUsed: file.lastUsed });
    }
    const resumed: Outcome = wasOn ? await room.resume() : { ok: true };
    return worked.ok ? resumed : this.#problem(worked);
  }

  get #name(): string {
    const { file, store } = this.#parts;
    const { hosting } = store.state;
    return hosting.status === 'on' ? hosting.name : file.lastUsed.hostName || words().forms.host.myRoom;
  }

  #problem({ detail, problem }: Extract<BackupWorked, { ok: false }>): { readonly ok: false; readonly message: string } {
    return { ok: false, message: words().hosting.backup.problems[problem](detail) };
  }
}

/** Settings of the system, by what they are about; elsewhere there is none to open. */
const PANES: Readonly<Record<'firewall' | 'network' | 'local-network', Partial<Record<NodeJS.Platform, string>>>> = {
  firewall: {
    win32: 'windowsdefender://network/',
    darwin: 'x-apple.systempreferences:com.apple.Network-Settings.extension?Firewall',
  },
  network: { win32: 'ms-settings:network-status', darwin: 'x-apple.systempreferences:com.apple.Network-Settings.extension' },
  'local-network': { darwin: 'x-apple.systempreferences:com.apple.preference.security?Privacy_LocalNetwork' },
};

/** Opens the settings of the system that may mend that nobody reaches the room. */
export async function openPane(pane: keyof typeof PANES): Promise<void> {
  const address = PANES[pane][process.platform];
  if (address !== undefined) await shell.openExternal(address);
}

function fileOf(file: string, { bytes, madeAt, name }: Extract<BackupWorked, { ok: true }>): BackupFile {
  return { file, name, madeAt, bytes };
}

/** Without what file systems do not take, or take for something else. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}() _-]+/gu, ' ')
      .trim()
      .slice(0, NAME_MAX_CHARS) || 'room'
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
