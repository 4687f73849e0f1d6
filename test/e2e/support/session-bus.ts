import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A D-Bus session bus of its own for one test, so that what the test puts on it is seen by no other. */
export class SessionBus {
  /** The bus listens on a socket at this path. */
  readonly path: string;
  readonly folder: string;
  readonly #daemon: ChildProcess;
  /** Also when the test ran out of time and nobody calls `stop`. */
  readonly #end = (): void => {
    this.#daemon.kill();
  };

  private constructor(folder: string, daemon: ChildProcess) {
    this.folder = folder;
    this.path = join(folder, 'bus');
    this.#daemon = daemon;
    process.once('exit', this.#end);
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

  /** Calls a method of what is on the bus; the arguments and the answer are as dbus-send has them. */
  async call(destination: string, path: string, method: string, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(
      'dbus-send',
      ['--session', `--dest=${destination}`, '--print-reply=literal', path, method, ...args],
      { env: { ...process.env, ...this.env } },
    );
    return stdout;
  }

  /** Whether a program on the bus goes by this name. */
  async hasOwner(name: string): Promise<boolean> {
    const bus = 'org.freedesktop.DBus';
    return (await this.call(bus, '/org/freedesktop/DBus', `${bus}.NameHasOwner`, `string:${name}`)).includes('true');
  }

  /** Stop what is on the bus first: programs die of its end. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#daemon.once('exit', resolve));
    this.#end();
    await gone;
    process.off('exit', this.#end);
    await rm(this.folder, { recursive: true, force: true });
  }
}
