import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../../src-main/server/clock.ts';
import { DEFAULT_LIMITS } from '../../../src-main/server/limits.ts';
import { silentLogger } from '../../../src-main/server/logger.ts';
import { argon2Hasher } from '../../../src-main/server/accounts/passwords.ts';
import { Storage } from '../../../src-main/server/storage/storage.ts';
import { checkUserName } from '../../../src-shared/protocol/index.ts';
import { reconnectDelay } from '../../../src-shared/session/backoff.ts';
import { until } from '../../support/server-client.ts';
import { temporaryFolder } from '../../support/server-room.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PEOPLE = 1_000;
const ALMOST_ALL = 0.95;
const PASSWORD = 'a password';
/** So many are timed to know what a hash costs here and now. */
const HASHES_TO_TIME = 100;
/** As many as the server does at once by default. */
const HASHES_AT_ONCE = 2;
/** What a login with a password may cost the server, everything included. */
const LOGIN_MAX_HASHES = 2;
const TICK_MS = 10;
const ALMOST_ALL_WITHIN_MS = 10_000;
const ALL_WITHIN_MS = 20_000;

const nameOf = (number: number) => `person ${number}`;

/** The built server in a process of its own, as `npm run serve` starts it. */
class ServerProcess {
  readonly #dataDir: string;
  #child: ChildProcess | null = null;
  #port = 0;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    onTestFinished(() => this.kill());
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** Starts it where it was before, and resolves when it listens. */
  async start(): Promise<void> {
    const options = ['--host', '127.0.0.1', '--port', String(this.#port), '--data', this.#dataDir];
    const child = spawn(process.execPath, [join(ROOT, 'dist/server/cli.cjs'), ...options], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child = child;
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    await until(
      () => out.includes('Join with'),
      () => `the server listens (${out})`,
      10_000,
    );
    const port = Number(/listening on ws:\/\/127\.0\.0\.1:(\d+)/u.exec(out)?.[1]);
    if (this.#port !== 0) expect(port).toBe(this.#port);
    this.#port = port;
  }

  /** Processor time so far, its threads included, in ms; null where the system does not tell. */
  cpuMs(): number | null {
    const file = `/proc/${this.#child?.pid}/stat`;
    if (!existsSync(file)) return null;
    // The name in brackets may hold anything; behind it the fields are numbers.
    const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

/** Somebody who wants to be in, tries again after the waits of our client, and takes a token when one is offered. */
class Member {
  token: string | null = null;
  /** When the server let this one in, on the clock of `performance`; null while it has not. */
  inAt: number | null = null;
  /** Refused logins; a connection that did not come about, or broke, is none. */
  readonly refusals: string[] = [];
  readonly #name: string;
  #webSocket: WebSocket | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  connect(url: string, by: 'password' | 'token', attempt = 0): void {
    this.inAt = null;
    const webSocket = new WebSocket(url, { perMessageDeflate: false });
    this.#webSocket = webSocket;
    webSocket.on('error', () => undefined);
    webSocket.on('open', () => {
      const secret = by === 'token' ? this.token : PASSWORD;
      webSocket.send(JSON.stringify({ type: 'auth', username: this.#name, password: secret }));
    });
    webSocket.on('message', (data: Buffer) => {
      // By the first letters of the type: a thousand logins make half a million `join` packets that need not be parsed.
      const type = data.toString('latin1', 9, 15);
      if (type === 'server') {
        this.inAt = performance.now();
        webSocket.send(JSON.stringify({ type: 'client_info', name: 'test', version: '1', capabilities: ['resume'] }));
      } else if (type === 'resume') this.token = (JSON.parse(data.toString('utf8')) as { token: string }).token;
    });
    webSocket.on('close', (code, reason) => {
      if (this.#webSocket !== webSocket || this.inAt !== null) return;
      if (code !== 1006) this.refusals.push(`${code} ${reason.toString('utf8')}`);
      setTimeout(
        () => {
          if (this.#webSocket === webSocket) this.connect(url, by, attempt + 1);
        },
        reconnectDelay(attempt, Math.random),
      );
    });
  }

  /** Ends for good. */
  leave(): void {
    const webSocket = this.#webSocket;
    this.#webSocket = null;
    webSocket?.terminate();
  }

  get isConnected(): boolean {
    return this.#webSocket?.readyState === WebSocket.OPEN;
  }
}

/** All come at once; how long it took almost all and all of them, in ms. */
async function comeAtOnce(members: readonly Member[], url: string, by: 'password' | 'token') {
  const begin = performance.now();
  for (const member of members) member.connect(url, by);
  await until(
    () => members.every(({ inAt }) => inAt !== null),
    () =>
      `${members.filter(({ inAt }) => inAt === null).length} are not in; ${members.flatMap(({ refusals }) => refusals)[0] ?? ''}`,
    90_000,
  );
  const took = members.map(({ inAt }) => Math.round((inAt ?? 0) - begin)).sort((a, b) => a - b);
  return { almostAllMs: took[Math.ceil(PEOPLE * ALMOST_ALL) - 1] ?? 0, allMs: took.at(-1) ?? 0 };
}

/** A data folder with an account for each member, all of one password: it is hashed once, in earnest. */
async function folderWithAccounts(): Promise<string> {
  const folder = temporaryFolder();
  const storage = await Storage.open(folder, { clock: systemClock, limits: DEFAULT_LIMITS, log: silentLogger });
  const password = await argon2Hasher.hash(PASSWORD);
  await Promise.all(
    Array.from({ length: PEOPLE }, (_, number) => {
      const checked = checkUserName(nameOf(number));
      if (!checked.ok) throw new Error(checked.reason);
      const { name, key, look } = checked;
      return storage.journal.run('createAccount', { name, key, look, password, role: 'member', at: 0 });
    }),
  );
  await storage.close();
  return folder;
}

/** Milliseconds of processor time that a bare hash takes here and now, with another beside it as at the server: they share its memory. */
async function cpuMsOfHash(): Promise<number> {
  const before = process.cpuUsage();
  const inTurn = async () => {
    for (let i = 0; i < HASHES_TO_TIME; i++) await argon2Hasher.hash(PASSWORD);
  };
  await Promise.all(Array.from({ length: HASHES_AT_ONCE }, inTurn));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (HASHES_TO_TIME * HASHES_AT_ONCE);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

test(
  `${PEOPLE} clients come at once to a server that has just started: with passwords, and after a SIGKILL with tokens`,
  { timeout: 150_000 },
  async () => {
    const builder = spawn(process.execPath, [join(ROOT, 'scripts/build.mjs'), 'cli', 'writer-thread'], { stdio: 'ignore' });
    expect((await once(builder, 'exit'))[0]).toBe(0);
    const server = new ServerProcess(await folderWithAccounts());
    const members = Array.from({ length: PEOPLE }, (_, number) => new Member(nameOf(number)));
    onTestFinished(() => {
      for (const member of members) member.leave();
    });

    await server.start();
    const byPassword = await comeAtOnce(members, server.url, 'password');
    const cpuMs = server.cpuMs();
    const hashMs = await cpuMsOfHash();
    say(`by password: 95 % in ${byPassword.almostAllMs} ms, all in ${byPassword.allMs} ms`);
    if (cpuMs !== null) say(`a login took ${(cpuMs / PEOPLE / hashMs).toFixed(2)} times the ${hashMs.toFixed(1)} ms of a hash`);
    await until(() => members.every(({ token }) => token !== null), 'everybody has a token', 20_000);

    await server.kill();
    await until(() => members.every(({ isConnected }) => !isConnected), 'everybody notices', 10_000);
    await server.start();
    const byToken = await comeAtOnce(members, server.url, 'token');
    say(`by token: 95 % in ${byToken.almostAllMs} ms, all in ${byToken.allMs} ms`);

    expect(members.flatMap(({ refusals }) => refusals)).toEqual([]);
    expect(byToken.almostAllMs).toBeLessThan(ALMOST_ALL_WITHIN_MS);
    expect(byToken.allMs).toBeLessThan(ALL_WITHIN_MS);
    // With passwords it takes as long as the hashes do, which depends on who else uses the processor; what it costs does not.
    if (cpuMs !== null) expect(cpuMs / PEOPLE / hashMs).toBeLessThan(LOGIN_MAX_HASHES);
  },
);
