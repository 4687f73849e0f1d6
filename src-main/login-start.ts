import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from 'electron';
import { words } from '../src-shared/language/index.ts';

/** Of a start at login: no window comes up. */
export const HIDDEN_SWITCH = 'hidden';
const SWITCH = `--${HIDDEN_SWITCH}`;
const NAME = 'rwci-desktop.desktop';

/** What Electron's app has for it on macOS and Windows. */
type LoginItems = Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>;

interface Parts {
  readonly app: LoginItems;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** The program that runs. */
  readonly program: string;
}

/**
 * The start at login, hidden, as the system has it: the system's own list is what counts, because people switch it off there too.
 * Only for what is installed: a checkout would put Electron itself on that list.
 */
export class LoginStart {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether the system starts the app at login; null where it cannot be asked to. */
  get isOn(): boolean | null {
    const { app, platform } = this.#parts;
    if (!app.isPackaged) return null;
    return platform === 'linux' ? isActive(readEntry(this.#file)) : app.getLoginItemSettings(this.#item).openAtLogin;
  }

  /** At a start: an entry that is there names the program as it lies now, an AppImage that was moved or replaced too. */
  refresh(): boolean | null {
    const { platform } = this.#parts;
    const isOn = this.isOn;
    if (isOn === true && platform === 'linux' && readEntry(this.#file) !== this.#entry) this.set(true);
    return isOn;
  }

  /** @throws an error of the system where the entry cannot be written or removed */
  set(on: boolean): void {
    const { app, platform } = this.#parts;
    if (platform !== 'linux') app.setLoginItemSettings({ openAtLogin: on, ...this.#item });
    else if (on) {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(this.#file, this.#entry);
    } else rmSync(this.#file, { force: true });
  }

  get #program(): string {
    const { env, program } = this.#parts;
    // Both are unpacked into a folder that is gone with them.
    return env['APPIMAGE'] ?? env['PORTABLE_EXECUTABLE_FILE'] ?? program;
  }

  get #item(): { path?: string; args?: string[] } {
    return this.#parts.platform === 'win32' ? { path: this.#program, args: [SWITCH] } : {};
  }

  /** As the XDG autostart specification has it. */
  get #file(): string {
    const { env } = this.#parts;
    const config = env['XDG_CONFIG_HOME'];
    return join(config === undefined || config === '' ? join(homedir(), '.config') : config, 'autostart', NAME);
  }

  get #entry(): string {
    const lines = ['Type=Application', 'Name=RWCI Desktop', `Exec=${desktopExec([this.#program, SWITCH])}`];
    return ['[Desktop Entry]', ...lines, 'Icon=rwci-desktop', 'Terminal=false', ''].join('\n');
  }
}

/** Carries out what a change of the settings says of it, and gives the change as it came about; `tell` hears why it did not. */
export function changeLoginStart<C extends { readonly startAtLogin?: boolean | null }>(
  login: LoginStart,
  change: C,
  tell: (sentence: string) => void,
): C {
  const { startAtLogin, ...others } = change;
  if (typeof startAtLogin !== 'boolean' || login.isOn === null) return others as C;
  try {
    login.set(startAtLogin);
  } catch (error) {
    tell(words().shell.noLoginStart(error instanceof Error ? error.message : String(error)));
  }
  return { ...change, startAtLogin: login.isOn };
}

/** Pure. A command as the Exec key of a desktop entry has it: quoted as arguments first, then escaped as a string. */
export function desktopExec(command: readonly string[]): string {
  return command
    .map((argument) => `"${argument.replace(/["`$\\]/g, String.raw`\$&`)}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%'))
    .join(' ');
}

/** Pure. Whether an autostart entry starts anything; desktops write either key to switch one off. Null: there is none. */
function isActive(entry: string | null): boolean {
  return entry !== null && !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(entry);
}

function readEntry(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
