import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the headless server when its sources have changed. */
export async function buildServer(): Promise<void> {
  const builder = spawn(process.execPath, [join(ROOT, 'scripts/build.mjs'), 'cli', 'writer-thread'], { stdio: 'ignore' });
  const code = await new Promise((resolve) => builder.once('exit', resolve));
  if (code !== 0) throw new Error(`the build of the server ended with ${String(code)}`);
}

/** The built server in a process of its own, which is gone after the test. */
export class ServerChild {
  readonly #child: ChildProcess;
  /** Resolves with the port once it listens; rejects when it ends before. */
  readonly listening: Promise<number>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  #log = '';

  constructor(...argv: readonly string[]) {
    const child = spawn(process.execPath, [join(ROOT, 'dist/server/cli.cjs'), '--host', '127.0.0.1', '--port', '0', ...argv], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    child.stderr.on('data', (data: Buffer) => (this.#log = (this.#log + data.toString()).slice(-10_000)));
    this.gone = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    this.listening = new Promise((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (data: Buffer) => {
        out += data.toString();
        const port = /listening on ws:\/\/127\.0\.0\.1:(\d+)/u.exec(out)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
      child.once('exit', () => {
        reject(new Error(`the server ended before it listened: ${this.#log}`));
      });
    });
    // A test may kill it before it listens.
    this.listening.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The last of what it logged. */
  get log(): string {
    return this.#log;
  }

  kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.gone;
  }
}
