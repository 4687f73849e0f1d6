import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { until } from './fake-clock.ts';

/** Two computers in one network, as network namespaces of Linux. */

let names = 0;

function ip(...argv: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${argv.join(' ')}: ${stderr}`);
}

/** Why this computer cannot have them; null: it can. */
export function whyNoNamespaces(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  const name = `rwci-${String(process.pid)}-try`;
  try {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'b0');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : 'they cannot be made';
  } finally {
    spawnSync('ip', ['netns', 'del', name]);
  }
}

/** A computer of the test, gone with all that runs on it after the test. */
export class Computer {
  readonly address: string;
  readonly #namespace: string;

  constructor(address: string) {
    this.address = address;
    this.#namespace = `rwci-${String(process.pid)}-${String(++names)}`;
    ip('netns', 'add', this.#namespace);
    onTestFinished(() => {
      spawnSync('ip', ['netns', 'del', this.#namespace]);
    });
    this.ip('link', 'set', 'lo', 'up');
  }

  /** A cable between two computers: `lan0` on both. */
  async connect(other: Computer): Promise<void> {
    this.ip('link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', other.#namespace);
    for (const end of [this, other]) {
      end.ip('addr', 'add', `${end.address}/24`, 'dev', 'lan0');
      end.ip('link', 'set', 'lan0', 'up');
    }
    const isUp = (end: Computer) => end.run('ip', 'link', 'show', 'lan0').includes('state UP');
    await until(() => isUp(this) && isUp(other), 'the cable is plugged in');
  }

  ip(...argv: readonly string[]): void {
    ip('-n', this.#namespace, ...argv);
  }

  /** Runs a command to its end; throws where it fails. */
  run(command: string, ...argv: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync('ip', ['netns', 'exec', this.#namespace, command, ...argv], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${command} ${argv.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** Starts a program of Node. */
  node(file: string, ...argv: readonly string[]): Program {
    return new Program(spawn('ip', ['netns', 'exec', this.#namespace, process.execPath, file, ...argv]));
  }
}

/** A program on a computer of the test, and what it wrote. */
export class Program {
  readonly #child: ChildProcess;
  out = '';
  err = '';
  ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    void gone.then(() => (this.ended = true));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await gone;
    });
  }

  /** Asks it to end. */
  stop(): void {
    this.#child.kill('SIGTERM');
  }

  /** What it wrote, a line of JSON each. */
  lines<T>(): T[] {
    return this.out
      .slice(0, this.out.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  }
}
