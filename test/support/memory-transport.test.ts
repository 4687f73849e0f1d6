import { describe, expect, test } from 'vitest';
import type { TransportEnd } from '../../src-shared/session/transport.ts';
import { FakeClock, settle, until } from './fake-clock.ts';
import { MemoryNetwork, type MemoryPeer } from './memory-transport.ts';

const URL = 'ws://x';

function pair() {
  const network = new MemoryNetwork();
  const log: string[] = [];
  let peer: MemoryPeer | undefined;
  network.serve(URL, (accepted) => {
    peer = accepted;
    accepted.listen({
      onMessage: (text) => log.push(`server: ${text}`),
      onClose: ({ code }) => log.push(`server: end ${String(code)}`),
    });
  });
  const ends: TransportEnd[] = [];
  const client = network.connect(URL, {
    onOpen: () => log.push('client: open'),
    onMessage: (text) => log.push(`client: ${text}`),
    onClose: (end) => {
      ends.push(end);
      log.push(`client: end ${String(end.code)}`);
    },
  });
  return { network, client, log, ends, peer: () => peer as MemoryPeer };
}

describe('a connection in memory', () => {
  test('opens, carries frames in order and never within the call', async () => {
    const { client, log, peer } = pair();
    expect(log).toEqual([]);
    await settle();
    client.send('a');
    client.send('b');
    peer().send('c');
    expect(log).toEqual(['client: open']);
    await settle();
    expect(log).toEqual(['client: open', 'server: a', 'server: b', 'client: c']);
  });

  test('tells both sides its end once, after what was sent before it', async () => {
    const { client, log, peer } = pair();
    await settle();
    peer().send('bye');
    peer().close(4005, 'why');
    peer().send('too late');
    client.close();
    await settle();
    expect(log).toEqual(['client: open', 'client: bye', 'client: end 4005', 'server: end 4005']);
  });

  test('that is cut loses what is under way', async () => {
    const { client, log, network } = pair();
    await settle();
    client.send('lost');
    network.cut();
    await settle();
    expect(log).toEqual(['client: open', 'client: end 1006', 'server: end 1006']);
  });

  test('that is cut for the client only is a ghost for the server', async () => {
    const { log, network, peer } = pair();
    await settle();
    network.cutUnnoticed();
    peer().send('anybody?');
    await settle();
    expect(log).toEqual(['client: open', 'client: end 1006']);
    network.buryGhosts();
    expect(log.at(-1)).toBe('server: end 1006');
  });

  test('that is frozen carries nothing, and a probe finds out', async () => {
    const { client, log, network } = pair();
    await settle();
    network.freeze();
    client.send('a');
    await settle();
    expect(log).toEqual(['client: open']);
    client.probe?.();
    await settle();
    expect(log.at(-1)).toBe('client: end 1006');
  });

  test.each(['refused', 'tls', 'not-found'] as const)('that cannot be made (%s) ends with the reason', async (reach) => {
    const network = new MemoryNetwork();
    network.reach = reach;
    const ends: TransportEnd[] = [];
    network.connect(URL, { onOpen: () => undefined, onMessage: () => undefined, onClose: (end) => ends.push(end) });
    expect(ends).toEqual([]);
    await settle();
    expect(ends).toEqual([{ code: 1006, reason: '', failure: { kind: reach, detail: `test: ${reach}` } }]);
  });
});

describe('the fake clock', () => {
  test('runs what is due in order, each at its time, also what was set meanwhile', async () => {
    const clock = new FakeClock(0);
    const log: string[] = [];
    clock.after(20, () => log.push(`b ${String(clock.now())}`));
    clock.after(10, () => {
      log.push(`a ${String(clock.now())}`);
      clock.after(5, () => log.push(`c ${String(clock.now())}`));
    });
    const cancel = clock.after(12, () => log.push('never'));
    cancel();
    await clock.advance(19);
    expect(log).toEqual(['a 10', 'c 15']);
    await clock.advance(1);
    expect(log).toEqual(['a 10', 'c 15', 'b 20']);
    expect([clock.now(), clock.pending]).toEqual([20, 0]);
  });
});

test('what does not come in time is named', async () => {
  await expect(until(() => false, 'the moon', 5)).rejects.toThrow('not within 5 ms: the moon');
});
