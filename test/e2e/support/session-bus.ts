import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A D-Bus session bus of its own for one test, so that what the test puts on it is seen by no other. */
export class SessionBus {
  /** The bus listens on a socket at this path. */
  readonly path: string;
  readonly folder: string;
  readonly #daemon: ChildProcess;

  private constructor(folder: string, daemon: ChildProcess) {
    this.folder = folder;
    this.path = join(folder, 'bus');
    this.#daemon = daemon;
  }

  static async start(): Promise<SessionBus> {
    const folder = await mkdtemp(join(tmpdir(), 'rwci-bus-'));
    const address = `--address=unix:path=${join(folder, 'bus')}`;
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', address, '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // It prints its address when it listens.
    await new Promise<void>((resolve, reject) => {
      daemon.once('error', reject);
      daemon.once('exit', (code) => {
        reject(new Error(`dbus-daemon ended with code ${String(code)}`));
      });
      daemon.stdout.once('data', () => {
        resolve();
      });
    });
    return new SessionBus(folder, daemon);
  }

  /** What a program needs to find this bus. */
  get env(): { DBUS_SESSION_BUS_ADDRESS: string } {
    return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${this.path}` };
  }

  /** Stop what is on the bus first: programs die of its end. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#daemon.once('exit', resolve));
    this.#daemon.kill();
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
