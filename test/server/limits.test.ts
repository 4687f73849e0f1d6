import { cpSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src-main/server/clock.ts';
import { DEFAULT_LIMITS, type LimitName, type ServerLimits } from '../../src-main/server/limits.ts';
import type { LogFields, Logger } from '../../src-main/server/logger.ts';
import { originOf } from '../../src-main/server/network/origin.ts';
import { PageSockets } from '../../src-main/server/network/page-sockets.ts';
import { PreUpgrade } from '../../src-main/server/network/pre-upgrade.ts';
import type { ServerOptions } from '../../src-main/server/server.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import type { Writer } from '../../src-main/server/storage/group-writer.ts';
import { Journal } from '../../src-main/server/storage/journal.ts';
import { BIG, PAGE, pageFolder, STYLE } from '../support/page-folder.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { ask } from '../support/plus-client.ts';
import { MemoryClient, settle, until, type RawClient } from '../support/server-client.ts';
import {
  FakeServerClock,
  openMemoryRoom,
  openRoom,
  quickHasher,
  temporaryFolder,
  type MemoryRoom,
  type SocketRoom,
} from '../support/server-room.ts';

const PUBLIC = '203.0.113.7';
const LAN = '192.168.1.5';
const auth = (username: string, password = `password of ${username}`) => ({ type: 'auth', username, password });
const message = (text: string | number) => ({ type: 'message', message: String(text) });
const typing = { type: 'typing' };

/** The rules that log lines named. */
class Rules implements Logger {
  readonly named: unknown[] = [];
  readonly info = (_text: string, { rule }: LogFields = {}): void => {
    if (rule !== undefined && rule !== null) this.named.push(rule);
  };
  readonly warn = this.info;
  readonly error = this.info;
}

/** What a case is given: the limit it is about, and rooms where limits are as it says. */
class Bench {
  readonly rules = new Rules();
  readonly name: LimitName;

  constructor(name: LimitName) {
    this.name = name;
  }

  room(limits: Partial<ServerLimits>, options: Partial<ServerOptions> = {}): Promise<MemoryRoom> {
    return openMemoryRoom({ limits, log: this.rules, ...options });
  }

  port(limits: Partial<ServerLimits>): Promise<SocketRoom> {
    return openRoom({ limits, log: this.rules });
  }

  async pair(limits: Partial<ServerLimits>): Promise<{ room: MemoryRoom; alice: MemoryClient; bob: MemoryClient }> {
    const room = await this.room(limits);
    const bob = await room.login('bob');
    const alice = await room.login('alice');
    await bob.upTo('join');
    return { room, alice, bob };
  }

  /** Somebody was closed for this limit, and the log names it. */
  async closed(client: RawClient, code: number): Promise<void> {
    expect((await client.ended()).code).toBe(code);
    expect(this.rules.named).toContain(this.name);
  }
}

async function flood(client: MemoryClient, count: number, text = ''): Promise<void> {
  for (let i = 0; i < count; i++) client.send(message(`${i}${text}`));
  await settle();
}

async function fail(room: MemoryRoom, name: string, address?: string): Promise<MemoryClient> {
  const client = room.connect(address);
  client.send(auth(name, 'wrong'));
  await settle();
  return client;
}

/** Somebody who comes as a guest. */
function asGuest(room: MemoryRoom, address = '127.0.0.1'): MemoryClient {
  const client = new MemoryClient();
  client.join(room.server, { address, isGuest: true });
  return client;
}

async function loginAsGuest(room: MemoryRoom, name: string, address?: string): Promise<MemoryClient> {
  const client = asGuest(room, address);
  await client.login(name);
  return client;
}

/** How many of these are still connected. */
async function stay(...clients: MemoryClient[]): Promise<boolean[]> {
  await settle();
  return clients.map(({ ending }) => ending === null);
}

/** Sockets that came from an address, as far as the server's door knows, and which of them it let live. */
async function visitors(bench: Bench, limits: Partial<ServerLimits>, addresses: readonly string[]): Promise<boolean[]> {
  const door = new PreUpgrade(new FakeServerClock(), { ...DEFAULT_LIMITS, ...limits }, bench.rules);
  let next = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('close', () => {
      door.leave(socket);
    });
    door.enter(socket, originOf(addresses[next++] ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets: RawSocket[] = [];
  onTestFinished(() => {
    for (const { socket } of sockets) socket.destroy();
    server.close();
  });
  for (const [index] of addresses.entries()) {
    sockets.push(await RawSocket.open((server.address() as { port: number }).port));
    await until(() => next > index, 'it is at the door');
  }
  await until(() => sockets.filter(({ isClosed }) => isClosed).length === bench.rules.named.length, 'who has to go is gone');
  for (const raw of sockets) if (raw.isClosed) expect(raw.received.toString()).toContain('503');
  return sockets.map(({ isClosed }) => !isClosed);
}

/**
 * Sockets that fetch the page, from these addresses, as far as the server's door knows; those who are done wait for nothing.
 * @returns which of them it let live
 */
async function readers(
  bench: Bench,
  limits: Partial<ServerLimits>,
  all: readonly { readonly from: string; readonly done?: boolean }[],
): Promise<boolean[]> {
  const door = new PageSockets(new FakeServerClock(), { ...DEFAULT_LIMITS, ...limits }, bench.rules);
  const sockets = all.map(({ done = false, from }) => {
    const socket = new Socket();
    door.asked(socket, originOf(from));
    if (done) door.answered(socket);
    return socket;
  });
  await settle();
  return sockets.map(({ destroyed, writableEnded }) => !destroyed && !writableEnded);
}

/** Somebody who asks for a file of the page that is longer than what the system holds, and reads none of it. */
async function slowReader(bench: Bench, limits: Partial<ServerLimits>) {
  const clock = new FakeServerClock();
  const { server } = await openRoom({ limits, clock, log: bench.rules, pageFolder: pageFolder({ withBig: true }) });
  const raw = await RawSocket.open(server.port);
  onTestFinished(() => {
    raw.socket.destroy();
  });
  raw.socket.pause();
  /** All in one write. */
  const get = (...paths: string[]) =>
    raw.socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''));
  return { clock, raw, get };
}

/** What the audit log says after so many changes of the room's name, and a while. */
async function auditOf(bench: Bench, limits: Partial<ServerLimits>, changes: number, ms: number): Promise<string[]> {
  const room = await bench.room(limits);
  for (let i = 0; i < changes; i++) await room.server.admin.room.setName(String(i));
  await room.clock.advance(Math.max(ms, DEFAULT_LIMITS.trimIntervalMs));
  return room.server.admin.room.audit(100).map(({ detail }) => detail);
}

/** One a limit: set to something small, it is met where it says and not before. A limit without a case does not compile. */
const CASES: { readonly [K in LimitName]: (bench: Bench) => Promise<void> } = {
  frameMaxBytes: async (bench) => {
    const { alice, bob } = await bench.pair({ frameMaxBytes: 5_000 });
    const around = JSON.stringify(message('')).length;
    alice.send(message('x'.repeat(5_000 - around)));
    await bob.upTo('message');
    alice.send(message('x'.repeat(5_001 - around)));
    await bench.closed(alice, 1009);
  },
  preLoginFrameMaxBytes: async (bench) => {
    const room = await bench.room({ preLoginFrameMaxBytes: 1_024 });
    const client = room.connect();
    client.send(auth('alice', 'x'.repeat(1_024)));
    await bench.closed(client, 1009);
    expect(await room.login('alice').then(({ ending }) => ending)).toBeNull();
  },
  frameMaxFragments: async (bench) => {
    const raw = await RawSocket.upgraded((await bench.port({ frameMaxFragments: 3 })).server.port);
    raw.frame(1, 'x', { fin: false });
    for (let i = 0; i < 3; i++) raw.frame(0, 'x', { fin: false });
    expect(await raw.closeCode()).toBe(1008);
    expect(bench.rules.named).toContain(bench.name);
  },
  frameMaxBufferedChunks: async (bench) => {
    const raw = await RawSocket.upgraded((await bench.port({ frameMaxBufferedChunks: 64 })).server.port);
    raw.socket.setNoDelay(true);
    // A frame of 1,000 bytes, of which one arrives at a time.
    raw.socket.write(Buffer.from([0x81, 0xfe, 1_000 >> 8, 1_000 & 255, 0, 0, 0, 0]));
    for (let i = 0; i < 900 && !raw.received.includes(0x88); i++) {
      raw.socket.write('x');
      await settle();
    }
    expect(await raw.closeCode()).toBe(1008);
    expect(bench.rules.named).toContain(bench.name);
  },
  pingBurst: async (bench) => {
    const { alice } = await bench.pair({ pingBurst: 3 });
    for (let i = 0; i < 3; i++) alice.ping();
    expect(await stay(alice)).toEqual([true]);
    alice.ping();
    expect(await alice.ended()).toEqual({ code: 1008, reason: 'too many pings' });
    // Those that are packets count like those that are frames.
    const { alice: page } = await bench.pair({ pingBurst: 3 });
    await page.introduce();
    page.ping();
    for (let i = 0; i < 2; i++) page.send({ type: 'ping' });
    expect(await stay(page)).toEqual([true]);
    page.send({ type: 'ping' });
    expect(await page.ended()).toEqual({ code: 1008, reason: 'too many pings' });
  },
  pingsPerSecond: async (bench) => {
    const { room, alice } = await bench.pair({ pingBurst: 1, pingsPerSecond: 1 });
    for (let second = 0; second < 3; second++) {
      alice.ping();
      await room.clock.advance(1_000);
    }
    alice.ping();
    await room.clock.advance(500);
    alice.ping();
    await bench.closed(alice, 1008);
  },
  frameBurst: async (bench) => {
    const { alice } = await bench.pair({ frameBurst: 100 });
    for (let i = 0; i < 99; i++) alice.send(typing);
    expect(await stay(alice)).toEqual([true]);
    alice.send(typing);
    expect((await alice.ended()).code).toBe(1008);
  },
  framesPerSecond: async (bench) => {
    const { room, alice } = await bench.pair({ frameBurst: 10, framesPerSecond: 10 });
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < 9; i++) alice.send(typing);
      await room.clock.advance(1_000);
    }
    expect(alice.ending).toBeNull();
    for (let i = 0; i < 11; i++) alice.send(typing);
    await bench.closed(alice, 1008);
  },
  unparsedPerMinute: async (bench) => {
    const { alice } = await bench.pair({ unparsedPerMinute: 2 });
    for (let i = 0; i < 2; i++) alice.send('noise');
    expect(await stay(alice)).toEqual([true]);
    expect(bench.rules.named).toEqual(['not-json', 'not-json']);
    alice.send('noise');
    await bench.closed(alice, 1008);
  },
  firstByteTimeoutMs: async (bench) => {
    const room = await bench.port({ firstByteTimeoutMs: 100 });
    expect(await (await RawSocket.open(room.server.port)).ask('')).toContain('408 Request Timeout');
    expect(bench.rules.named).toEqual([bench.name]);
  },
  upgradeTimeoutMs: async (bench) => {
    const room = await bench.port({ firstByteTimeoutMs: 100, upgradeTimeoutMs: 300 });
    const started = performance.now();
    const raw = await RawSocket.open(room.server.port);
    expect(await raw.ask('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n')).toContain('408 Request Timeout');
    expect(performance.now() - started).toBeGreaterThan(250);
    expect(bench.rules.named).toEqual([bench.name]);
  },
  loginTimeoutMs: async (bench) => {
    const room = await bench.room({ loginTimeoutMs: 2_000 });
    const client = room.connect();
    await room.clock.advance(1_999);
    expect(client.ending).toBeNull();
    await room.clock.advance(1);
    await bench.closed(client, 4004);
  },
  heldDuringLoginMaxBytes: async (bench) => {
    const hasher = { ...quickHasher, hash: () => new Promise<string>(() => undefined) };
    const room = await bench.room({ heldDuringLoginMaxBytes: 100 }, { hasher });
    const client = room.connect();
    client.send(auth('alice'));
    for (let i = 0; i < 2; i++) client.send(message('x'));
    expect(await stay(client)).toEqual([true]);
    for (let i = 0; i < 2; i++) client.send(message('x'));
    await bench.closed(client, 4008);
  },
  introductionTimeoutMs: async (bench) => {
    const { room, alice, bob } = await bench.pair({ introductionTimeoutMs: 1_000 });
    bob.close();
    await alice.upTo('quit');
    alice.send({ type: 'direct_message', recipient: 'bob', message: 'kept' });
    const again = await room.login('bob');
    await room.clock.advance(999);
    expect(again.inbox).toEqual([]);
    await room.clock.advance(1);
    expect(await again.nextPacket()).toMatchObject({ type: 'direct_message', message: 'kept' });
  },
  pingIntervalMs: async (bench) => {
    const { room, alice } = await bench.pair({ pingIntervalMs: 3_000 });
    await room.clock.advance(2_000);
    expect(alice.pings).toBe(0);
    await room.clock.advance(1_000);
    expect(alice.pings).toBe(1);
  },
  pongTimeoutMs: async (bench) => {
    const { room, alice } = await bench.pair({ pingIntervalMs: 3_000, pongTimeoutMs: 2_000 });
    alice.isAlive = false;
    await room.clock.advance(4_000);
    expect(alice.ending).toBeNull();
    await room.clock.advance(1_000);
    await bench.closed(alice, 1006);
  },
  takeoverProbeMs: async (bench) => {
    const { room, alice } = await bench.pair({ takeoverProbeMs: 500 });
    alice.isAlive = false;
    room.connect().send(auth('alice'));
    await room.clock.advance(499);
    expect(alice.ending).toBeNull();
    await room.clock.advance(1);
    expect((await alice.ended()).code).toBe(4007);
  },
  messageBurst: async (bench) => {
    const { alice, bob } = await bench.pair({ messageBurst: 3 });
    await flood(alice, 5);
    expect(bob.inbox).toHaveLength(3);
  },
  messagesPerSecond: async (bench) => {
    const { room, alice, bob } = await bench.pair({ messageBurst: 1, messagesPerSecond: 2 });
    await flood(alice, 9);
    await room.clock.advance(2_000);
    expect(bob.inbox).toHaveLength(1 + 4);
  },
  messageBurstBytes: async (bench) => {
    const { alice, bob } = await bench.pair({ messageBurstBytes: 900 });
    await flood(alice, 5, 'x'.repeat(300));
    expect(bob.inbox).toHaveLength(2);
  },
  messageBytesPerSecond: async (bench) => {
    const { room, alice, bob } = await bench.pair({ messageBurstBytes: 400, messageBytesPerSecond: 400 });
    await flood(alice, 5, 'x'.repeat(300));
    await room.clock.advance(2_000);
    expect(bob.inbox).toHaveLength(1 + 2);
    await flood(alice, 1);
    await room.clock.advance(10_000);
    expect(bob.inbox).toHaveLength(6);
  },
  messageQueueMax: async (bench) => {
    const { room, alice, bob } = await bench.pair({ messageBurst: 1, messageQueueMax: 2 });
    await flood(alice, 5);
    await room.clock.advance(5_000);
    expect(bob.inbox).toHaveLength(1 + 2);
    expect(alice.inbox.filter((text) => text.includes('You are sending too fast.'))).toHaveLength(1);
    expect(bench.rules.named).toEqual([bench.name]);
  },
  messageQueueMaxBytes: async (bench) => {
    const { room, alice, bob } = await bench.pair({ messageBurst: 1, messageQueueMaxBytes: 300 });
    await flood(alice, 5, 'x'.repeat(100));
    await room.clock.advance(5_000);
    expect(bob.inbox).toHaveLength(1 + 2);
    expect(alice.inbox.filter((text) => text.includes('You are sending too fast.'))).toHaveLength(1);
  },
  guestMessageBurst: async (bench) => {
    const { room, bob } = await bench.pair({ guestMessageBurst: 3, guestMessagesPerSecond: 0.001 });
    await flood(await loginAsGuest(room, 'gus'), 5);
    expect(bob.inbox.filter((text) => text.includes('"author":"gus"'))).toHaveLength(3);
  },
  guestMessagesPerSecond: async (bench) => {
    const { room, bob } = await bench.pair({ guestMessageBurst: 1, guestMessagesPerSecond: 2 });
    await flood(await loginAsGuest(room, 'gus'), 9);
    await room.clock.advance(2_000);
    expect(bob.inbox.filter((text) => text.includes('"author":"gus"'))).toHaveLength(1 + 4);
  },
  typingPerSecond: async (bench) => {
    const { alice, bob } = await bench.pair({ typingPerSecond: 2 });
    for (let i = 0; i < 5; i++) alice.send(typing);
    await settle();
    expect(bob.inbox).toHaveLength(2);
  },
  noticeIntervalMs: async (bench) => {
    const { room, alice } = await bench.pair({ noticeIntervalMs: 1_000 });
    for (const waitMs of [999, 1, 1]) {
      alice.send({ ...message('x'), channel: 'nowhere' });
      await settle();
      await room.clock.advance(waitMs);
    }
    expect(alice.inbox).toHaveLength(2);
  },
  sendQueueMaxBytes: async (bench) => {
    const { room, alice, bob } = await bench.pair({ sendQueueMaxBytes: 2_000 });
    bob.isStalled = true;
    for (let i = 0; i < 10; i++) {
      alice.send(message(`${i}${'x'.repeat(500)}`));
      await settle();
      await room.clock.advance(100);
    }
    await bench.closed(bob, 1006);
    expect(alice.ending).toBeNull();
  },
  sendQueueLeanBytes: async (bench) => {
    const { room, alice, bob } = await bench.pair({ sendQueueLeanBytes: 1_000 });
    for (const isFull of [false, true]) {
      bob.isStalled = true;
      alice.send(message(isFull ? 'x'.repeat(1_000) : 'x'));
      await alice.upTo('message');
      alice.send(typing);
      await alice.settled();
      bob.unstall();
      expect((await bob.settled()).filter((text) => text.includes('"typing"'))).toHaveLength(isFull ? 0 : 1);
      await room.clock.advance(1_000);
    }
  },
  commitMax: async (bench) => {
    const groups: number[] = [];
    const writer: Writer = {
      commit: (ops, done) => {
        groups.push(ops.length);
        setImmediate(() => {
          done(ops.map(() => ({ ok: false, reason: 'failed', detail: 'a test' })));
        });
      },
      close: () => Promise.resolve(),
    };
    const journal = new Journal(writer, { ...DEFAULT_LIMITS, commitMax: 2 }, systemClock, bench.rules);
    for (let i = 0; i < 5; i++) journal.write('setPassword', { accountId: i, password: '', instead: '' }, () => undefined);
    await journal.turn();
    expect(groups).toEqual([2, 2, 1]);
  },
  commitQueueMaxBytes: async (bench) => {
    const { alice, bob } = await bench.pair({ commitQueueMaxBytes: 100 });
    alice.send(message('x'.repeat(100)));
    await alice.upTo('message');
    alice.send(message('x'.repeat(101)));
    expect(await alice.nextPacket()).toMatchObject({ type: 'direct_message', author: 'Server' });
    await bob.upTo('message');
    expect(await bob.settled()).toEqual([]);
  },
  historyPageMaxBytes: async (bench) => {
    const { answers } = await askForHistory(bench, { historyPageMaxBytes: 250 }, { channel: 'general' });
    expect(answers().map(({ messages, more }) => [messages.length, more])).toEqual([[2, true]]);
  },
  historyScanMax: async (bench) => {
    const { answers } = await askForHistory(bench, { historyScanMax: 3 }, { after: 0 });
    expect(answers().map(({ messages, more }) => [messages.length, more])).toEqual([[3, true]]);
  },
  historyBurst: async (bench) => {
    const { answers } = await askForHistory(bench, { historyBurst: 2 }, {}, 3);
    expect(answers()).toHaveLength(2);
  },
  historyPerSecond: async (bench) => {
    const { room, answers } = await askForHistory(bench, { historyBurst: 1, historyPerSecond: 2 }, {}, 5);
    expect(answers()).toHaveLength(1);
    await room.clock.advance(1_000);
    expect(answers()).toHaveLength(3);
  },
  connectionsMax: async (bench) => {
    const room = await bench.room({ connectionsMax: 2 });
    const [one, two, three] = [room.connect(PUBLIC), room.connect(LAN), room.connect('203.0.113.8')];
    await bench.closed(three, 1013);
    expect(await stay(one, two)).toEqual([true, true]);
    await room.login('the host');
  },
  connectionsReserved: async (bench) => {
    const room = await bench.room({ connectionsMax: 1, connectionsReserved: 2 });
    const guest = room.connect(PUBLIC);
    const host = await room.login('the host');
    const strays = [room.connect(), room.connect(), room.connect()];
    expect(await stay(guest, host, ...strays)).toEqual([true, true, false, false, true]);
    expect(strays[0]?.ending?.code).toBe(1013);
  },
  connectionsPerAddress: async (bench) => {
    const room = await bench.room({ connectionsPerAddress: 2 });
    const clients = [room.connect(PUBLIC), room.connect(PUBLIC), room.connect(PUBLIC)] as const;
    await bench.closed(clients[2], 1013);
    expect(await stay(...clients, room.connect('203.0.113.8'))).toEqual([true, true, false, true]);
  },
  connectionBurstPerAddress: async (bench) => {
    const room = await bench.room({ connectionBurstPerAddress: 2 });
    const clients = [room.connect(PUBLIC), room.connect(PUBLIC), room.connect(PUBLIC)] as const;
    expect(await clients[2].ended()).toMatchObject({ code: 1013, reason: expect.stringContaining('try again in 3 s') });
  },
  connectionsPerAddressPerSecond: async (bench) => {
    const room = await bench.room({ connectionBurstPerAddress: 1, connectionsPerAddressPerSecond: 0.5 });
    room.connect(PUBLIC);
    await bench.closed(room.connect(PUBLIC), 1013);
    await room.clock.advance(2_000);
    expect(await stay(room.connect(PUBLIC))).toEqual([true]);
  },
  preLoginPerAddress: async (bench) => {
    const room = await bench.room({ preLoginPerAddress: 1 });
    await room.login('alice', PUBLIC);
    const one = room.connect(PUBLIC);
    await bench.closed(room.connect(PUBLIC), 1013);
    expect(await stay(one)).toEqual([true]);
  },
  preLoginMax: async (bench) => {
    const room = await bench.room({ preLoginMax: 2 });
    const clients = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '127.0.0.1'].map((address) => room.connect(address));
    expect(await stay(...clients)).toEqual([false, true, true, true]);
    expect(bench.rules.named).toEqual([bench.name]);
  },
  preUpgradePerAddress: async (bench) => {
    const limits = { preUpgradePerAddress: 2 };
    expect(await visitors(bench, limits, [PUBLIC, '203.0.113.8', PUBLIC, PUBLIC])).toEqual([false, true, true, true]);
    expect(bench.rules.named).toEqual([bench.name]);
  },
  preUpgradeMax: async (bench) => {
    const limits = { preUpgradeMax: 2 };
    const from = ['127.0.0.1', '203.0.113.1', '203.0.113.2', '203.0.113.3', '127.0.0.1', '127.0.0.1'];
    expect(await visitors(bench, limits, from)).toEqual([true, false, true, true, true, true]);
    expect(bench.rules.named).toEqual([bench.name]);
  },
  pageSocketsPerAddress: async (bench) => {
    const limits = { pageSocketsPerAddress: 2 };
    const [one, done, other] = [{ from: PUBLIC }, { from: PUBLIC, done: true }, { from: '203.0.113.8' }];
    expect(await readers(bench, limits, [one, other, one, one])).toEqual([false, true, true, true]);
    expect(bench.rules.named).toEqual([bench.name]);
    // Whoever waits for nothing goes first, without a word in the log.
    expect(await readers(bench, limits, [one, done, one])).toEqual([true, false, true]);
    expect(await readers(bench, limits, Array(5).fill({ from: '127.0.0.1' }))).toEqual(Array(5).fill(true));
    expect(bench.rules.named).toEqual([bench.name]);
  },
  pageSocketsMax: async (bench) => {
    const from = ['127.0.0.1', '203.0.113.1', '203.0.113.2', '203.0.113.3', '127.0.0.1', '127.0.0.1'];
    const all = from.map((address) => ({ from: address }));
    expect(await readers(bench, { pageSocketsMax: 2 }, all)).toEqual([true, false, true, true, true, true]);
    expect(bench.rules.named).toEqual([bench.name]);
  },
  pageRequestsPerSocket: async (bench) => {
    const { get, raw } = await slowReader(bench, { pageRequestsPerSocket: 2 });
    raw.socket.resume();
    for (let i = 0; i < 3; i++) get(STYLE);
    await until(() => raw.isClosed, 'the server closed');
    expect(raw.received.toString().split('HTTP/1.1 200 OK')).toHaveLength(3);
  },
  pageRequestsWaiting: async (bench) => {
    const patient = await slowReader(bench, { pageRequestsWaiting: 2 });
    patient.get(BIG, STYLE);
    await until(() => patient.raw.socket.readableLength > 0, 'it is on its way');
    await settle();
    expect(bench.rules.named).toEqual([]);
    const { get, raw } = await slowReader(bench, { pageRequestsWaiting: 2 });
    get(BIG, STYLE, STYLE);
    await until(() => bench.rules.named.length > 0, 'that was one too many');
    expect(bench.rules.named).toEqual([bench.name]);
    raw.socket.resume();
    await until(() => raw.isClosed, 'the server closed');
  },
  pageTimeoutMs: async (bench) => {
    const { clock, get, raw } = await slowReader(bench, { pageTimeoutMs: 20_000 });
    get(BIG);
    await until(() => raw.socket.readableLength > 0, 'it is on its way');
    await clock.advance(19_999);
    expect(bench.rules.named).toEqual([]);
    await clock.advance(1);
    expect(bench.rules.named).toEqual([bench.name]);
    raw.socket.resume();
    await until(() => raw.isClosed, 'the server closed');
    expect(raw.received.length).toBeLessThan(PAGE.big.length);
  },
  pageIdleTimeoutMs: async (bench) => {
    const { clock, get, raw } = await slowReader(bench, { pageIdleTimeoutMs: 3_000 });
    raw.socket.resume();
    get(STYLE);
    await until(() => raw.received.includes(PAGE.style), 'it is answered');
    await settle();
    await clock.advance(2_999);
    get(STYLE);
    await until(() => raw.received.indexOf(PAGE.style) < raw.received.lastIndexOf(PAGE.style), 'it is answered again');
    await settle();
    await clock.advance(3_000);
    await until(() => raw.isClosed, 'the server closed');
    expect(bench.rules.named).toEqual([]);
  },
  lanFactor: async (bench) => {
    const room = await bench.room({ connectionsPerAddress: 1, lanFactor: 2 });
    const lan = [room.connect(LAN), room.connect(LAN), room.connect(LAN)];
    expect(await stay(...lan, room.connect(PUBLIC), room.connect(PUBLIC))).toEqual([true, true, false, true, false]);
  },
  registrationsPerAddress: async (bench) => {
    const room = await bench.room({ registrationsPerAddress: 1 });
    await room.login('one', PUBLIC);
    const two = room.connect(PUBLIC);
    two.send(auth('two'));
    await bench.closed(two, 1013);
    await room.login('two', '203.0.113.8');
  },
  guestRegistrationsPerAddress: async (bench) => {
    const room = await bench.room({ registrationsPerAddress: 1, guestRegistrationsPerAddress: 2 });
    for (const name of ['one', 'two']) await loginAsGuest(room, name, PUBLIC);
    const three = asGuest(room, PUBLIC);
    three.send(auth('three'));
    await bench.closed(three, 1013);
    await room.login('three', PUBLIC);
  },
  registrationWindowMs: async (bench) => {
    const room = await bench.room({ registrationsPerAddress: 1, registrationWindowMs: 5_000 });
    await room.login('one', PUBLIC);
    await room.clock.advance(5_000);
    await room.login('two', PUBLIC);
  },
  failedLoginsPerMinute: async (bench) => {
    const room = await bench.room({ failedLoginsPerMinute: 1 });
    (await room.login('alice')).close();
    const first = await fail(room, 'alice');
    const second = await fail(room, 'alice');
    expect(await stay(first, second)).toEqual([false, true]);
    await room.clock.advance(1_000);
    expect(await stay(second)).toEqual([false]);
  },
  failedLoginDelayMs: async (bench) => {
    const room = await bench.room({ failedLoginsPerMinute: 1, failedLoginDelayMs: 300 });
    (await room.login('alice')).close();
    const tries = [await fail(room, 'alice'), await fail(room, 'alice'), await fail(room, 'alice')];
    await room.clock.advance(300);
    expect(await stay(...tries)).toEqual([false, false, true]);
    await room.clock.advance(300);
    expect(await stay(...tries)).toEqual([false, false, false]);
  },
  failedLoginsPerAccount: async (bench) => {
    const room = await bench.room({ failedLoginsPerAccount: 3 });
    (await room.login('alice', LAN)).close();
    for (const i of [1, 2, 3]) await (await fail(room, 'alice', `203.0.113.${i}`)).ended();
    // The first of a crowd of strangers is heard at once, then one a second; whoever logged in from there before, always.
    const strangers = await Promise.all([4, 5].map((i) => fail(room, 'alice', `203.0.113.${i}`)));
    expect(await stay(...strangers)).toEqual([false, true]);
    await room.login('alice', LAN);
  },
  failedLoginWaitMaxMs: async (bench) => {
    const room = await bench.room({ failedLoginsPerAccount: 1, failedLoginWaitMaxMs: 2_000 });
    (await room.login('alice', LAN)).close();
    const tries: MemoryClient[] = [];
    for (let i = 1; i <= 5; i++) tries.push(await fail(room, 'alice', `203.0.113.${i}`));
    expect(await stay(...tries)).toEqual([false, false, true, true, false]);
    expect(tries[4]?.ending).toEqual({ code: 1013, reason: 'too many wrong passwords for this account, try again in 3 s' });
    expect(bench.rules.named).toEqual([bench.name]);
  },
  failedLoginsPerAddress: async (bench) => {
    const room = await bench.room({ failedLoginsPerAddress: 2 });
    (await room.login('alice')).close();
    for (let i = 0; i < 2; i++) expect((await (await fail(room, 'alice', PUBLIC)).ended()).code).toBe(4001);
    await bench.closed(await fail(room, 'alice', PUBLIC), 1013);
  },
  failedLoginWindowMs: async (bench) => {
    const room = await bench.room({ failedLoginsPerAddress: 2, failedLoginWindowMs: 5_000 });
    (await room.login('alice')).close();
    for (let i = 0; i < 5; i++) {
      expect((await (await fail(room, 'alice', PUBLIC)).ended()).code).toBe(4001);
      await room.clock.advance(5_000);
    }
  },
  failedLoginPenaltyMs: async (bench) => {
    const room = await bench.room({ failedLoginsPerAddress: 1, failedLoginPenaltyMs: 7_000 });
    (await room.login('alice')).close();
    await fail(room, 'alice', PUBLIC);
    const early = await fail(room, 'alice', PUBLIC);
    expect(await early.ended()).toEqual({ code: 1013, reason: 'too many wrong passwords from your address, try again in 7 s' });
    await room.clock.advance(7_000);
    await room.login('alice', PUBLIC);
  },
  hashesAtOnce: async (bench) => {
    let running = 0;
    const hasher = {
      ...quickHasher,
      hash: () => {
        running++;
        return new Promise<string>(() => undefined);
      },
    };
    const room = await bench.room({ hashesAtOnce: 3 }, { hasher });
    for (let i = 0; i < 5; i++) room.connect().send(auth(`person ${i}`));
    await settle();
    expect(running).toBe(3);
  },
  hashQueueMax: async (bench) => {
    const hasher = { ...quickHasher, hash: () => new Promise<string>(() => undefined) };
    const room = await bench.room({ hashesAtOnce: 1, hashQueueMax: 1 }, { hasher });
    const clients = [1, 2, 3].map((i) => room.connect(`203.0.113.${i}`));
    for (const [i, client] of clients.entries()) client.send(auth(`person ${i}`));
    expect(await stay(...clients)).toEqual([true, true, false]);
    expect(clients[2]?.ending).toEqual({ code: 1013, reason: 'busy, try again in 1 s' });
    expect(bench.rules.named).toEqual([bench.name]);
  },
  resumeTokenLifeMs: async (bench) => {
    const room = await bench.room({ resumeTokenLifeMs: 60_000 });
    const { token } = await takeToken(room, 'alice');
    await room.clock.advance(59_999);
    const alice = room.connect();
    await alice.login('alice', token);
    alice.close();
    await room.clock.advance(1);
    const late = room.connect();
    late.send(auth('alice', token));
    expect((await late.ended()).code).toBe(4010);
  },
  resumeTokensPerAccount: async (bench) => {
    const room = await bench.room({ resumeTokensPerAccount: 1 });
    const first = await takeToken(room, 'alice');
    await room.clock.advance(1);
    const second = await takeToken(room, 'alice');
    const alice = room.connect();
    alice.send(auth('alice', first.token));
    expect((await alice.ended()).code).toBe(4010);
    await room.connect().login('alice', second.token);
  },
  deviceNameMaxChars: async (bench) => {
    const dataDir = temporaryFolder();
    const room = await bench.room({ deviceNameMaxChars: 4 }, { dataDir });
    await takeToken(room, 'alice');
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(join(dataDir, 'server.sqlite'), { readOnly: true });
    expect(database.prepare('SELECT device FROM resume_tokens').all()).toEqual([{ device: 'test' }]);
    database.close();
  },
  keptMessagesMax: async (bench) => {
    expect(await sentToAbsent(bench, { keptMessagesMax: 2 }, ['1', '2', '3'])).toEqual(['1', '2']);
  },
  keptMessagesMaxBytes: async (bench) => {
    const long = ['x'.repeat(200), 'y'.repeat(200), 'z'.repeat(200)];
    expect(await sentToAbsent(bench, { keptMessagesMaxBytes: 500 }, long)).toEqual(long.slice(0, 2));
  },
  keptBatch: async (bench) => {
    expect(await sentToAbsent(bench, { keptBatch: 2 }, ['1', '2', '3', '4', '5'])).toEqual(['1', '2', '3', '4', '5']);
  },
  presenceIntervalMs: async (bench) => {
    const { room, alice, heard } = await changePresence(bench, { presenceIntervalMs: 5_000 });
    for (const state of ['away', 'busy', 'away', 'online']) alice.send({ type: 'presence', state });
    expect(await heard()).toEqual(['alice away']);
    await room.clock.advance(4_999);
    expect(await heard()).toEqual([]);
    await room.clock.advance(1);
    expect(await heard()).toEqual(['alice online']);
  },
  presencesPerInterval: async (bench) => {
    const { room, alice, bob, heard } = await changePresence(bench, { presencesPerInterval: 1 });
    for (const client of [bob, alice, bob]) client.send({ type: 'presence', state: 'away' });
    expect(await heard()).toEqual(['bob away']);
    await room.clock.advance(1_000);
    expect(await heard()).toEqual(['alice away']);
    await room.clock.advance(1_000);
    expect(await heard()).toEqual(['bob away']);
  },
  lastSeenIntervalMs: async (bench) => {
    const dataDir = temporaryFolder();
    const room = await bench.room({ lastSeenIntervalMs: 60_000, backupDelayMs: 3_600_000 }, { dataDir });
    await room.login('alice');
    const seen: unknown[] = [];
    for (const ms of [59_999, 1]) {
      await room.clock.advance(ms);
      const copy = temporaryFolder();
      cpSync(dataDir, copy, { recursive: true });
      const bob = await (await openMemoryRoom({ dataDir: copy })).login('bob');
      const { members } = JSON.parse((await bob.introduce()).at(-1) ?? '') as { members: { last_seen: unknown }[] };
      seen.push(members[0]?.last_seen);
    }
    expect(seen).toEqual([null, room.clock.wall()]);
  },
  guestsMax: async (bench) => {
    const { room } = await bench.pair({ guestsMax: 2 });
    const gus = await loginAsGuest(room, 'gus');
    await loginAsGuest(room, 'gil');
    const late = asGuest(room);
    late.send(auth('gen'));
    await bench.closed(late, 1013);
    gus.close();
    await settle();
    await loginAsGuest(room, 'gen');
  },
  guestForgottenAfterMs: async (bench) => {
    const { room, bob } = await bench.pair({ guestForgottenAfterMs: 60_000 });
    (await loginAsGuest(room, 'gus')).close();
    await room.clock.advance(59_000);
    const knows = () => room.server.admin.members().members.some(({ name }) => name === 'gus');
    expect(knows()).toBe(true);
    await room.clock.advance(2 * DEFAULT_LIMITS.trimIntervalMs);
    expect([knows(), bob.ending]).toEqual([false, null]);
  },
  channelsMax: async (bench) => {
    const { alice } = await bench.pair({ channelsMax: 2 });
    for (const channel of ['one', 'two']) alice.send({ type: 'channel_create', channel });
    const answers = await alice.settled();
    expect(answers[0]).toBe('{"type":"channel_create","channel":"one"}');
    expect(answers[1]).toContain('"author":"Server"');
    expect(answers).toHaveLength(2);
  },
  channelRestoreMs: async (bench) => {
    const { room, alice } = await bench.pair({ channelRestoreMs: 60_000 });
    await alice.introduce();
    const restore = async () => {
      alice.send({ type: 'channel_delete', channel: 'one' });
      await settle();
      return ask(alice, { type: 'channel_restore', channel: 'one' });
    };
    await ask(alice, { type: 'channel_create', channel: 'one' });
    await room.clock.advance(60_000);
    expect(await restore()).toMatchObject({ type: 'ack' });
    await ask(alice, { type: 'channel_delete', channel: 'one' });
    await room.clock.advance(60_001);
    expect(await ask(alice, { type: 'channel_restore', channel: 'one' })).toMatchObject({ code: 'unknown_channel' });
  },
  auditMax: async (bench) => {
    expect(await auditOf(bench, { auditMax: 2 }, 4, 0)).toEqual(['name: 2', 'name: 3']);
  },
  auditMaxAgeMs: async (bench) => {
    expect(await auditOf(bench, { auditMaxAgeMs: 60_000 }, 1, 40_000)).toContain('name: 0');
    expect(await auditOf(bench, { auditMaxAgeMs: 60_000 }, 1, 70_000)).toEqual([]);
  },
  auditDetailMaxChars: async (bench) => {
    expect(await auditOf(bench, { auditDetailMaxChars: 4 }, 1, 0)).toContain('name');
  },
  historyMaxMessages: async (bench) => {
    expect(await keptOf(bench, { historyMaxMessages: 2 }, ['1', '2', '3', '4'])).toEqual(['3', '4']);
  },
  historyMaxBytes: async (bench) => {
    const long = Array.from({ length: 60 }, (_, i) => `${i} `.padEnd(30_000, 'x'));
    const kept = await keptOf(bench, { historyMaxBytes: 1024 * 1024, messageBurst: 100, messageBurstBytes: Infinity }, long);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(40);
    expect(kept.at(-1)).toBe(long.at(-1));
  },
  historyMaxAgeMs: async (bench) => {
    expect(await keptOf(bench, { historyMaxAgeMs: 60_000 }, ['old'])).toEqual(['old']);
    expect(await keptOf(bench, { historyMaxAgeMs: 10_000 }, ['old'])).toEqual([]);
  },
  trimIntervalMs: async (bench) => {
    const limits = { historyMaxMessages: 0, trimIntervalMs: 60_000 };
    expect(await keptOf(bench, limits, ['1'])).toEqual(['1']);
    expect(await keptOf(bench, { ...limits, trimIntervalMs: 20_000 }, ['1'])).toEqual([]);
  },
  nonceKeptMs: async (bench) => {
    const week = 7 * 24 * 60 * 60_000;
    const { room, alice } = await bench.pair({ nonceKeptMs: week });
    alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
    const say = async () => {
      alice.send({ type: 'message', message: 'hello', nonce: 'n' });
      return (JSON.parse((await alice.upTo('ack')).at(-1) ?? '') as { id: number }).id;
    };
    const first = await say();
    expect(await say()).toBe(first);
    room.clock.jump(week + 1);
    await room.clock.advance(DEFAULT_LIMITS.trimIntervalMs);
    expect(await say()).toBeGreaterThan(first);
  },
  backupIntervalMs: async (bench) => {
    const { room, backups } = await backedUp(bench, {
      backupDelayMs: 1_000,
      backupRetryMs: 60_000,
      backupIntervalMs: 3_600_000,
    });
    await room.clock.advance(1_000);
    await until(() => backups() === 1, 'the first backup');
    await room.clock.advance(3_599_999);
    expect(backups()).toBe(1);
    await room.clock.advance(1);
    await until(() => backups() === 2, 'the second backup');
  },
  backupDelayMs: async (bench) => {
    const { room, backups } = await backedUp(bench, { backupDelayMs: 5_000 });
    await room.clock.advance(4_999);
    expect(backups()).toBe(0);
    await room.clock.advance(1);
    await until(() => backups() === 1, 'a backup');
  },
  backupRetryMs: async (bench) => {
    const { room, folder, backups } = await backedUp(bench, { backupDelayMs: 1_000, backupRetryMs: 60_000 });
    const obstacle = join(folder, 'server.sqlite.backup-unfinished');
    mkdirSync(obstacle);
    await room.clock.advance(1_000);
    rmdirSync(obstacle);
    await room.clock.advance(59_999);
    expect(backups()).toBe(0);
    await room.clock.advance(1);
    await until(() => backups() === 1, 'a backup');
  },
  stopTimeoutMs: async (bench) => {
    const room = await bench.port({ stopTimeoutMs: 100 });
    const alice = await room.login('alice');
    alice.webSocket.pause();
    const started = performance.now();
    await room.server.stop();
    expect(performance.now() - started).toBeLessThan(1_500);
    alice.webSocket.terminate();
  },
};

/** Somebody logs in with the password, takes a resume token and leaves. */
async function takeToken(room: MemoryRoom, name: string): Promise<{ token: string }> {
  const client = await room.login(name);
  client.send({ type: 'client_info', name: 'test client', version: '1', capabilities: ['resume'] });
  const [text = ''] = (await client.upTo('resume_token')).slice(-1);
  client.close();
  await client.ended();
  return JSON.parse(text) as { token: string };
}

/** A room, and how many backups of its data there are. */
async function backedUp(
  bench: Bench,
  limits: Partial<ServerLimits>,
): Promise<{ room: MemoryRoom; folder: string; backups: () => number }> {
  const folder = temporaryFolder();
  const room = await bench.room(limits, { dataDir: folder });
  return { room, folder, backups: () => readdirSync(folder).filter((name) => name.endsWith('.backup')).length };
}

/** What of these direct messages somebody gets who was away meanwhile. */
/** What is in the history half a minute after it was said. */
async function keptOf(bench: Bench, limits: Partial<ServerLimits>, texts: readonly string[]): Promise<string[]> {
  const { room, alice } = await bench.pair(limits);
  alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: ['history'] });
  for (const text of texts) alice.send(message(text));
  const echoes = () => alice.inbox.filter((text) => text.startsWith('{"type":"message"'));
  await until(() => echoes().length === texts.length, 'everything is said');
  alice.inbox.length = 0;
  await room.clock.advance(30_000);
  for (let slice = 0; slice < 20; slice++) await settle();
  const kept: string[] = [];
  for (let page = { more: true, reached: 0, messages: [] as { message: string }[] }; page.more;) {
    alice.send({ type: 'history', channel: 'general', after: page.reached });
    page = JSON.parse((await alice.upTo('history')).at(-1) ?? '') as typeof page;
    kept.push(...page.messages.map(({ message: text }) => text));
  }
  return kept;
}

async function sentToAbsent(bench: Bench, limits: Partial<ServerLimits>, texts: readonly string[]): Promise<unknown[]> {
  const { room, alice, bob } = await bench.pair(limits);
  bob.close();
  await alice.upTo('quit');
  for (const text of texts) alice.send({ type: 'direct_message', recipient: 'bob', message: text });
  await settle();
  const again = await room.login('bob');
  await room.clock.advance(DEFAULT_LIMITS.introductionTimeoutMs);
  return (await again.settled()).map((text) => (JSON.parse(text) as { message: unknown }).message);
}

interface Page {
  readonly messages: readonly unknown[];
  readonly more: boolean;
}

/** The answers to requests for history in a room where five messages of 100 bytes were said. */
async function askForHistory(bench: Bench, limits: Partial<ServerLimits>, request: object, times = 1) {
  const { room, alice } = await bench.pair(limits);
  await alice.introduce();
  await flood(alice, 5, 'x'.repeat(99));
  await until(() => alice.inbox.length === 5, 'everything is said');
  alice.inbox.length = 0;
  for (let i = 0; i < times; i++) alice.send({ type: 'history', ...request });
  await settle();
  return { room, answers: () => alice.inbox.map((text) => JSON.parse(text) as Page) };
}

/** Alice and bob know RWCI+; what alice hears of presence, in words. */
async function changePresence(bench: Bench, limits: Partial<ServerLimits>) {
  const pair = await bench.pair(limits);
  await pair.alice.introduce();
  await pair.bob.introduce();
  const heard = async () => {
    await settle();
    return pair.alice.inbox.splice(0).map((text) => {
      const { username, state } = JSON.parse(text) as { username: string; state: string };
      return `${username} ${state}`;
    });
  };
  return { ...pair, heard };
}

describe('each limit is met where it says and not before', () => {
  test.each(Object.keys(DEFAULT_LIMITS) as LimitName[])('%s', async (name) => {
    await CASES[name](new Bench(name));
  });
});

test('each limit is in docs/PROTOCOL.md with its value', () => {
  const documented = new Map(
    Array.from(
      readFileSync(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8').matchAll(/^\| `(\w+)` \| ([\d/.]+) \|/gmu),
      ([, name = '', value = '']) => [name, value === '1/3' ? 1 / 3 : Number(value)],
    ),
  );
  expect(Object.fromEntries(documented)).toEqual(DEFAULT_LIMITS);
});
