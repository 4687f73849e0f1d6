import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from './fake-clock.ts';
import { temporaryFolder } from './server-room.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the headless server, when it is out of date. */
export async function buildServer(): Promise<void> {
  const builder = spawn(process.execPath, [join(ROOT, 'scripts/build.mjs'), 'cli', 'writer-thread'], { stdio: 'ignore' });
  const code = await new Promise((resolve) => builder.once('exit', resolve));
  if (code !== 0) throw new Error(`the server could not be built (exit ${String(code)})`);
}

/** The headless server as a program of its own, at a free loopback port, gone after the test. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  out = '';
  /** The log, one JSON object a line. */
  err = '';

  private constructor(argv: readonly string[]) {
    this.child = spawn(process.execPath, [join(ROOT, 'dist/server/cli.cjs'), ...argv], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.exit = new Promise((resolve) => this.child.once('exit', resolve));
    onTestFinished(async () => {
      this.child.kill('SIGKILL');
      await this.exit;
    });
  }

  /** Starts the built server with a folder of its own unless `argv` names one. */
  static async listening(...argv: string[]): Promise<ServerProcess> {
    const data = argv.includes('--data') ? [] : ['--data', temporaryFolder()];
    const server = new ServerProcess(['--host', '127.0.0.1', '--port', '0', ...data, ...argv]);
    await until(
      () => server.out.includes('Join with'),
      () => `it listens (${server.err})`,
      10_000,
    );
    return server;
  }

  get port(): number {
    return Number(/ws:\/\/127\.0\.0\.1:(\d+)/u.exec(this.out)?.[1]);
  }

  /** A line on the server's standard input. */
  command(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** Bytes that the server has in memory; null where the system does not say it in a file. */
  get residentBytes(): number | null {
    if (process.platform !== 'linux') return null;
    const status = readFileSync(`/proc/${String(this.child.pid)}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1]) * 1024;
  }
}
