import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import { WebSocket } from 'ws';
import { appArguments, electronPath } from './desktop.ts';

/** An app has its window within this time, in ms, on a machine that does other things too. */
const START_TIMEOUT_MS = 20_000;

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

/** What a window shows, through the protocol of its debugger: Playwright cannot connect to an Electron that it did not start. */
export class FreeWindow {
  readonly pid: number;
  readonly #url: string;

  constructor(pid: number, url: string) {
    this.pid = pid;
    this.#url = url;
  }

  /** The text that can be read in it. */
  async text(): Promise<string> {
    return String(await this.evaluate('document.body.innerText'));
  }

  /** The value of an expression in its page, awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await ask(this.#url, 'Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return (answer as { result: { value?: unknown } }).result.value;
  }

  async photograph(file: string): Promise<void> {
    const { data } = (await ask(this.#url, 'Page.captureScreenshot', {})) as { data: string };
    await writeFile(file, Buffer.from(data, 'base64'));
  }
}

/** One question to a debugger, by a connection of its own. */
async function ask(url: string, method: string, params: object): Promise<unknown> {
  const socket = new WebSocket(url);
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const answer = new Promise<Buffer>((resolve, reject) => socket.once('message', resolve).once('close', reject));
    socket.send(JSON.stringify({ id: 1, method, params }));
    return (JSON.parse(String(await answer)) as { result: unknown }).result;
  } finally {
    socket.terminate();
  }
}

/** What can be seen and done of an app that Playwright did not start: Playwright ends whatever an app of its own started in its place. */
export class FreeDesktop {
  readonly folder: string;
  readonly #inspector: Promise<string>;

  private constructor(folder: string, inspector: Promise<string>) {
    this.folder = folder;
    this.#inspector = inspector;
  }

  static async start(switches: readonly string[] = []): Promise<FreeDesktop> {
    const folder = await mkdtemp(join(tmpdir(), 'rwci-e2e-'));
    const own = ['--inspect=0', '--remote-debugging-port=0', ...appArguments(folder, switches)];
    const child = spawn(electronPath(), own, { stdio: ['ignore', 'ignore', 'pipe'] });
    const inspector = new Promise<string>((resolve) => {
      createInterface(child.stderr).on('line', (line) => {
        const [, url] = /^Debugger listening on (ws:\S+)/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
    });
    return new FreeDesktop(folder, inspector);
  }

  /** The window of the app that runs on the folder now, when it is another process than `before`. */
  async window(before: number | null = null): Promise<FreeWindow> {
    let pid = 0;
    let url = '';
    await expect
      .poll(
        async () => {
          pid = (await this.#mainProcess()) ?? 0;
          if (pid === 0 || pid === before) return '';
          // The first app's file is there until the next one writes its own.
          const [port = ''] = (await readFile(join(this.folder, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n');
          const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
          const targets = (await answer?.json().catch(() => null)) as Target[] | null | undefined;
          url = targets?.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '';
          return url;
        },
        { timeout: START_TIMEOUT_MS, intervals: [100] },
      )
      .not.toBe('');
    return new FreeWindow(pid, url);
  }

  /** The processes of the app that were started as this `--type`. */
  async processes(type: string): Promise<number[]> {
    const all = await commands();
    return all.flatMap(({ pid, words }) =>
      words.includes(`--type=${type}`) && words.includes(`--user-data-dir=${this.folder}`) ? [pid] : [],
    );
  }

  /** Runs a script in the main process of the first app. */
  async run(script: string): Promise<void> {
    await ask(await this.#inspector, 'Runtime.evaluate', { expression: script });
  }

  log(): Promise<string> {
    return readFile(join(this.folder, 'logs', 'main.log'), 'utf8');
  }

  /** Ends whatever runs on the folder, and removes it. */
  async end(): Promise<void> {
    await expect
      .poll(async () => {
        const pid = await this.#mainProcess();
        if (pid !== null) process.kill(pid, 'SIGKILL');
        return pid;
      })
      .toBeNull();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #mainProcess(): Promise<number | null> {
    const all = await commands();
    const main = all.find(
      ({ words }) => words.includes(`--user-data-dir=${this.folder}`) && !words.some((word) => word.startsWith('--type=')),
    );
    return main?.pid ?? null;
  }
}

async function commands(): Promise<{ pid: number; words: string[] }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '');
      // Chromium writes its processes' titles over their arguments, with spaces between.
      return { pid: Number(pid), words: command.split(/[\0 ]/) };
    }),
  );
}
