import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { Logger } from '../../src-main/server/logger.ts';
import { clientHello, openings, REQUESTS, type Class, type Opening } from '../support/openings.ts';
import { settle, until } from '../support/server-client.ts';
import { openRoom, type SocketRoom } from '../support/server-room.ts';

/** How soon what is neither HTTP nor TLS is gone; a busy machine may be late for single ones. */
const CLOSED_WITHIN_MS = 100;
/** No deadline of the server decides what becomes of an opening here. */
const PATIENT = { firstByteTimeoutMs: 300_000, upgradeTimeoutMs: 300_000 };
const TLS_HANDSHAKE = 0x16;
const TLS_ALERT = 0x15;

/** A room whose server logs nothing worse than that somebody was not let in. */
async function patientRoom(): Promise<SocketRoom> {
  const errors: string[] = [];
  const log: Logger = { info: () => undefined, warn: (text) => errors.push(text), error: (text) => errors.push(text) };
  onTestFinished(() => {
    expect(errors).toEqual([]);
  });
  return openRoom({ limits: PATIENT, log });
}

/** One who opened the port, and what came back. */
class Visit {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  /** When the server was done with it, on the monotonic clock. */
  closedAt: number | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data: Buffer) => {
      this.received = Buffer.concat([this.received, data]);
    });
    socket.on('error', () => undefined);
    socket.on('end', () => {
      this.closedAt ??= performance.now();
    });
    socket.on('close', () => {
      this.closedAt ??= performance.now();
    });
    onTestFinished(() => {
      socket.destroy();
    });
  }

  /** In clear, or within TLS. */
  static async begin(port: number, isWithin = false): Promise<Visit> {
    const to = { port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true };
    const visit = new Visit(isWithin ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to));
    await new Promise<void>((resolve, reject) => {
      visit.socket.once(isWithin ? 'secureConnect' : 'connect', resolve);
      visit.socket.once('error', reject);
    });
    return visit;
  }

  async say({ bytes, sliceBytes = bytes.length, ends = false }: Pick<Opening, 'bytes' | 'sliceBytes' | 'ends'>): Promise<void> {
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      this.socket.write(bytes.subarray(at, at + sliceBytes));
      // In a turn of its own, so that the server reads it by itself.
      if (sliceBytes < bytes.length) await settle();
    }
    if (ends) this.socket.end();
  }

  /** What has come of it by now; null when that is not to be seen yet. */
  get class(): Class | null {
    const [first] = this.received;
    if (first === TLS_HANDSHAKE) return 'hello';
    const status = /^HTTP\/1\.1 (\d{3}) /u.exec(this.received.toString('latin1'))?.[1];
    if (status === '101') return 'http 101';
    if (this.closedAt === null) return null;
    if (status !== undefined) return `http ${Number(status)}`;
    return first === TLS_ALERT ? 'alert' : 'closed';
  }
}

/** Somebody else is answered as always. */
async function witness(port: number): Promise<void> {
  const visit = await Visit.begin(port);
  await visit.say({ bytes: REQUESTS[0]?.bytes ?? Buffer.alloc(0) });
  await until(() => visit.class === 'http 426', 'somebody else is answered');
}

/** Opens the port so and sees what becomes of it; who waits has been given the time of two others' answers. */
async function classify(port: number, opening: Opening, isWithin: boolean): Promise<{ is: Class; ms: number }> {
  const visit = await Visit.begin(port, isWithin);
  const from = performance.now();
  await visit.say(opening);
  if (opening.becomes === 'waits') for (let i = 0; i < 2; i++) await witness(port);
  else await until(() => visit.class !== null, `something becomes of ${opening.name}`);
  const is = visit.class ?? 'waits';
  const ms = (visit.closedAt ?? performance.now()) - from;
  visit.socket.destroy();
  // Whether an alert reaches somebody whose socket is closed at once is luck.
  return { is: opening.becomes === 'alert' && is === 'closed' ? 'alert' : is, ms };
}

async function classifyAll(all: readonly Opening[], isWithin = false): Promise<Map<string, number>> {
  const room = await patientRoom();
  const [classes, times] = [new Map<string, Class>(), new Map<string, number>()];
  for (const opening of all) {
    const { is, ms } = await classify(room.server.port, opening, isWithin);
    classes.set(opening.name, is);
    times.set(opening.name, ms);
  }
  expect(classes).toEqual(new Map(all.map(({ name, becomes }) => [name, becomes])));
  await witness(room.server.port);
  expect(await (await room.login('alice')).settled()).toEqual([]);
  return times;
}

test('eighty openings of the port, each classed right', async () => {
  const all = await openings();
  expect(all.length).toBeGreaterThanOrEqual(80);
  const times = await classifyAll(all);
  const closed = all.flatMap(({ name, becomes }) => (becomes === 'closed' ? [times.get(name) ?? Infinity] : []));
  expect(closed.length).toBeGreaterThan(30);
  expect(closed.sort((a, b) => a - b)[Math.floor(closed.length / 2)]).toBeLessThan(CLOSED_WITHIN_MS);
});

test('within TLS it is HTTP again, and nothing else', async () => {
  const hello: Opening = { name: 'a hello', bytes: await clientHello(), becomes: 'http 400' };
  const noise: Opening = { name: 'noise', bytes: Buffer.from([0, 255, 1]), becomes: 'http 400' };
  const slow: Opening = {
    name: 'a request in single bytes',
    bytes: Buffer.from(REQUESTS[0]?.bytes ?? ''),
    sliceBytes: 1,
    becomes: 'http 426',
  };
  await classifyAll([...REQUESTS, hello, noise, slow], true);
});

test('a hello that is split in two is answered, wherever it is split', async () => {
  const { server } = await patientRoom();
  const hello = await clientHello();
  const wrong: number[] = [];
  const half = async (at: number) => {
    const visit = await Visit.begin(server.port);
    visit.socket.write(hello.subarray(0, at));
    await settle();
    if (visit.class !== null) wrong.push(at);
    visit.socket.write(hello.subarray(at));
    await until(() => visit.class !== null, `the hello that was split at ${at} is answered`);
    if (visit.class !== 'hello') wrong.push(at);
    visit.socket.destroy();
  };
  const BATCH = 20;
  for (let at = 1; at < hello.length; at += BATCH) {
    await Promise.all(Array.from({ length: Math.min(BATCH, hello.length - at) }, (_, i) => half(at + i)));
  }
  expect(wrong).toEqual([]);
});

test('somebody who resets the connection, whatever it was doing, harms nobody', async () => {
  const room = await patientRoom();
  for (const opening of await openings()) {
    const visit = await Visit.begin(room.server.port);
    await visit.say(opening);
    visit.socket.resetAndDestroy();
  }
  for (let i = 0; i < 5; i++) (await Visit.begin(room.server.port, true)).socket.destroy();
  await witness(room.server.port);
  expect(await (await room.login('alice')).settled()).toEqual([]);
});
