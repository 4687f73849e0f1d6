import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEFAULT_LIMITS } from '../../../src-main/server/limits.ts';
import { clientHello } from '../../support/openings.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { buildServer, ServerProcess } from '../../support/server-process.ts';

/** Security.md's B1: this many in each stage, while an honest login takes no longer than this. */
const STALLED_PER_STAGE = 500;
const LOGIN_P99_MS = 500;
/** A busy machine makes everybody wait; what is its fault shows at a server that nobody attacks, at the same time. */
const TIMES_QUIET = 2;
/** How much later than its deadline a socket may be seen to end, on a machine with other work to do. */
const LATE_MS = 2_500;
/** How long the server gives a client to answer its close frame. */
const CLOSE_MS = 3_000;
/** Who was sent away at once is gone by then, also when he does not answer the close frame. */
const SENT_AWAY_MS = CLOSE_MS + 1_500;
/** Sockets that are opened at once, and the time until the next: this process is to have time for the logins too. */
const BATCH = 50;
const PACE_MS = 50;
const POLL_MS = 20;
const { firstByteTimeoutMs, upgradeTimeoutMs, loginTimeoutMs } = DEFAULT_LIMITS;

const WEB_SOCKET =
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** Where a client stops, and when the server ends it at the latest. */
interface Stage {
  readonly name: string;
  readonly says: Buffer | string;
  readonly deadlineMs: number;
  /** It says one more byte each second. */
  readonly trickles?: boolean;
}

async function stages(): Promise<Stage[]> {
  const hello = await clientHello();
  return [
    { name: 'no byte', says: '', deadlineMs: firstByteTimeoutMs },
    { name: 'the first byte of TLS', says: Buffer.from([0x16]), deadlineMs: upgradeTimeoutMs },
    { name: 'half a ClientHello', says: hello.subarray(0, hello.length / 2), deadlineMs: upgradeTimeoutMs },
    { name: 'one letter', says: 'G', deadlineMs: upgradeTimeoutMs },
    {
      name: 'half a header, a byte a second',
      says: 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ',
      deadlineMs: upgradeTimeoutMs,
      trickles: true,
    },
    { name: 'a WebSocket that says nothing', says: WEB_SOCKET, deadlineMs: loginTimeoutMs + CLOSE_MS },
  ];
}

/** One who opened the port, stopped at a stage, and stays as long as the server lets him. */
class Stalled {
  readonly openedAt = performance.now();
  endedAt: number | null = null;

  private constructor({ socket }: RawSocket, { says, trickles = false }: Stage) {
    socket.once('close', () => (this.endedAt = performance.now()));
    if (says.length > 0) socket.write(says);
    const trickle = setInterval(() => trickles && socket.write('x'), 1_000);
    socket.once('close', () => {
      clearInterval(trickle);
    });
    onTestFinished(() => {
      socket.destroy();
    });
  }

  static async at(stage: Stage, port: number, from?: string): Promise<Stalled> {
    return new Stalled(await RawSocket.open(port, from), stage);
  }

  get heldMs(): number {
    return (this.endedAt ?? Infinity) - this.openedAt;
  }
}

/** Logs in again and again, each time as somebody new, in clear and in TLS by turns; knows how long each took. */
class Visitor {
  readonly times: number[] = [];
  readonly failures: string[] = [];
  #isOver = false;

  constructor(port: number) {
    void (async () => {
      for (let turn = 0; !this.#isOver; turn++) {
        const from = performance.now();
        await login(port, turn % 2 === 0 ? 'ws' : 'wss').then(
          () => this.times.push(performance.now() - from),
          (error: unknown) => this.failures.push(String(error)),
        );
        await pause(POLL_MS);
      }
    })();
    onTestFinished(() => {
      this.stop();
    });
  }

  stop(): void {
    this.#isOver = true;
  }

  get p99Ms(): number {
    const sorted = [...this.times].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? Infinity;
  }
}

function login(port: number, scheme: 'ws' | 'wss'): Promise<void> {
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(`${scheme}://127.0.0.1:${port}`, { perMessageDeflate: false, rejectUnauthorized: false });
    webSocket.on('open', () => {
      webSocket.send(JSON.stringify({ type: 'auth', username: randomBytes(8).toString('hex'), password: 'secret' }));
    });
    webSocket.on('message', (data: Buffer) => {
      if (data.includes('"type":"auth"')) {
        if (data.includes('"success":true')) resolve();
        else reject(new Error(data.toString()));
      }
      webSocket.terminate();
    });
    webSocket.on('error', reject);
    webSocket.on('close', (code) => {
      reject(new Error(`closed with ${code}`));
    });
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** All of them at every stage, side by side, while somebody logs in there and somebody at a server that nobody attacks. */
async function attack(from?: string): Promise<{ stalled: Map<Stage, Stalled[]>; visitor: Visitor; quiet: Visitor }> {
  const [server, peaceful] = [await ServerProcess.listening(), await ServerProcess.listening()];
  const [visitor, quiet] = [new Visitor(server.port), new Visitor(peaceful.port)];
  const stalled = new Map<Stage, Stalled[]>();
  for (const stage of await stages()) stalled.set(stage, []);
  for (let count = 0; count < STALLED_PER_STAGE; count += BATCH) {
    for (const [stage, all] of stalled) {
      all.push(...(await Promise.all(Array.from({ length: BATCH }, () => Stalled.at(stage, server.port, from)))));
      await pause(PACE_MS);
    }
  }
  const everybody = [...stalled.values()].flat();
  const patienceMs = upgradeTimeoutMs + CLOSE_MS + 2 * LATE_MS;
  for (const until = performance.now() + patienceMs; performance.now() < until; await pause(POLL_MS)) {
    if (everybody.every(({ endedAt }) => endedAt !== null)) break;
  }
  visitor.stop();
  quiet.stop();
  return { stalled, visitor, quiet };
}

function expectUnharmed(visitor: Visitor, quiet: Visitor): void {
  expect(visitor.failures).toEqual([]);
  expect(visitor.times.length).toBeGreaterThan(20);
  const figures = `login p99 ${visitor.p99Ms} ms of ${visitor.times.length}, at a quiet server ${quiet.p99Ms} ms`;
  console.log(figures);
  expect(visitor.p99Ms, figures).toBeLessThanOrEqual(Math.max(LOGIN_P99_MS, TIMES_QUIET * quiet.p99Ms));
}

/** An address of this computer by which a socket to 127.0.0.1 comes from elsewhere for the server, and is counted by address. */
const ELSEWHERE = Object.values(networkInterfaces())
  .flatMap((infos = []) => infos)
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

beforeAll(buildServer, 120_000);

describe('five hundred who stall at each of six stages are gone on time, and honest logins do not notice', () => {
  test('from this computer, where no limit by address holds them off', { timeout: 60_000 }, async () => {
    const { stalled, visitor, quiet } = await attack();
    for (const [{ name, deadlineMs }, all] of stalled) {
      const held = all.map(({ heldMs }) => heldMs);
      expect(Math.max(...held), name).toBeLessThan(deadlineMs + LATE_MS);
      // They were let wait as long as an honest one may need: it is the deadline that ended them.
      expect(Math.min(...held), name).toBeGreaterThan(Math.min(deadlineMs, upgradeTimeoutMs) - LATE_MS);
    }
    expectUnharmed(visitor, quiet);
  });

  test.skipIf(ELSEWHERE === undefined)(
    'from one address elsewhere, which gets no more than its share (skipped without a network)',
    { timeout: 60_000 },
    async () => {
      const { stalled, visitor, quiet } = await attack(ELSEWHERE);
      for (const [{ name, deadlineMs }, all] of stalled) {
        expect(Math.max(...all.map(({ heldMs }) => heldMs)), name).toBeLessThan(deadlineMs + LATE_MS);
      }
      const held = [...stalled.values()].flat().filter(({ heldMs }) => heldMs > SENT_AWAY_MS);
      const share = (DEFAULT_LIMITS.preUpgradePerAddress + DEFAULT_LIMITS.connectionsPerAddress) * DEFAULT_LIMITS.lanFactor;
      expect(held.length).toBeLessThanOrEqual(share);
      expectUnharmed(visitor, quiet);
    },
  );
});
