import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src-main/server/clock.ts';
import { MeasuredDelays, watchEventLoop } from '../../src-main/server/console/delays.ts';
import { until } from '../support/server-client.ts';
import { FakeServerClock, openMemoryRoom, openRoom } from '../support/server-room.ts';

test('stats say who is there, what is stored and how long the disk takes', async () => {
  const room = await openRoom();
  const alice = await room.login('alice');
  await room.login('bob').then((bob) => {
    bob.close();
  });
  await alice.upTo('quit');
  await room.connect();
  alice.send({ type: 'message', message: 'one' });
  alice.send({ type: 'direct_message', recipient: 'bob', message: 'two' });
  await alice.settled();
  await until(() => room.server.admin.stats().connections === 2, 'the second connection is counted');
  expect(room.server.admin.stats()).toEqual({
    people: 1,
    connections: 2,
    members: 2,
    messages: 3,
    queued_writes: 0,
    commit_ms: { p50: expect.any(Number) as number, p99: expect.any(Number) as number },
    loop_delay_ms: { p50: null, p99: null },
    rss_bytes: expect.any(Number) as number,
    heap_bytes: expect.any(Number) as number,
    uptime_s: expect.any(Number) as number,
  });
});

test('the uptime is in seconds, and writes that wait are counted', async () => {
  const room = await openMemoryRoom();
  await room.clock.advance(90_000);
  const told = room.server.admin.broadcast('hello');
  expect(room.server.admin.stats()).toMatchObject({ uptime_s: 90, queued_writes: 1 });
  await told;
  expect(room.server.admin.stats()).toMatchObject({ queued_writes: 0, messages: 1 });
});

describe('delays', () => {
  test('are those of the last minute', async () => {
    const clock = new FakeServerClock();
    const delays = new MeasuredDelays(clock);
    expect(delays.percentile(50)).toBeNull();
    for (let i = 0; i < 98; i++) delays.add(1);
    delays.add(500);
    delays.add(500);
    expect(delays.percentile(50)).toBeCloseTo(1, 1);
    expect(delays.percentile(99)).toBeCloseTo(500, -1);
    await clock.advance(31_000);
    delays.add(7);
    expect(delays.percentile(99)).toBeCloseTo(500, -1);
    await clock.advance(31_000);
    expect(delays.percentile(99)).toBeCloseTo(7, 1);
    await clock.advance(120_000);
    expect(delays.percentile(99)).toBeNull();
  });

  test('of the event loop show what held it up', async () => {
    const loop = watchEventLoop(systemClock);
    await until(() => loop.percentile(50) !== null, 'a sample');
    const end = performance.now() + 300;
    while (performance.now() < end);
    await until(() => (loop.percentile(100) ?? 0) > 150, 'the delay is seen');
    loop.stop();
  });
});
