import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from './desktop.ts';
import type { SessionBus } from './session-bus.ts';

const DAEMON = 'gnome-keyring-daemon';

/** A real keyring, unlocked, on a bus of a test; what it keeps lies in the folder of the bus. */
export class Keyring {
  readonly #daemon: ChildProcess;
  /** Also when the test ran out of time and nobody calls `stop`. */
  readonly #end = (): void => {
    this.#daemon.kill();
  };

  private constructor(daemon: ChildProcess) {
    this.#daemon = daemon;
    process.once('exit', this.#end);
  }

  /** Resolves when it answers on the bus. */
  static async start(bus: SessionBus): Promise<Keyring> {
    const data = join(bus.folder, 'data');
    await mkdir(data, { mode: 0o700 });
    const env = { ...process.env, ...bus.env, HOME: bus.folder, XDG_DATA_HOME: data, XDG_RUNTIME_DIR: bus.folder };
    const daemon = spawn(DAEMON, ['--foreground', '--unlock', '--components=secrets'], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const failed = new Promise<never>((_resolve, reject) => {
      daemon.once('error', reject);
      daemon.once('exit', (code) => {
        reject(new Error(`${DAEMON} ended with code ${String(code)}`));
      });
    });
    // It reads the password of the keyring up to the end of its input.
    daemon.stdin.end('password of the keyring');
    await Promise.race([failed, expect.poll(() => bus.hasOwner('org.freedesktop.secrets')).toBe(true)]);
    // Its end is no failure from here on.
    failed.catch(() => undefined);
    return new Keyring(daemon);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#daemon.once('exit', resolve));
    this.#end();
    await gone;
    process.off('exit', this.#end);
  }
}

/** False where the system has no keyring to start. */
export function hasKeyring(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = spawn(DAEMON, ['--version'], { stdio: 'ignore' });
    asked.once('error', () => {
      resolve(false);
    });
    asked.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}
