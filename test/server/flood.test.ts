import { describe, expect, test } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { settle, until } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, type MemoryRoom } from '../support/server-room.ts';
import type { MemoryClient } from '../support/server-client.ts';

const message = (text: string | number) => ({ type: 'message', message: String(text) });

/** The texts of the messages that came, in order. */
function texts(packets: readonly string[], type = 'message'): string[] {
  return packets
    .map((text) => JSON.parse(text) as { type: string; message: string })
    .filter((packet) => packet.type === type)
    .map((packet) => packet.message);
}

async function flood(client: MemoryClient, count: number): Promise<void> {
  for (let i = 0; i < count; i++) client.send(message(i));
  await settle();
}

async function withBob(): Promise<[MemoryRoom, MemoryClient, MemoryClient]> {
  const room = await openMemoryRoom();
  const bob = await room.login('bob');
  const alice = await room.login('alice');
  await bob.upTo('join');
  return [room, alice, bob];
}

describe('messages', () => {
  test('thirty at once, then ten a second, in order and none lost', async () => {
    const [room, alice, bob] = await withBob();
    await flood(alice, 100);
    expect(texts(bob.inbox)).toHaveLength(30);
    await room.clock.advance(1_000);
    expect(texts(bob.inbox)).toHaveLength(40);
    await room.clock.advance(6_000);
    expect(texts(bob.inbox)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    expect(texts(alice.inbox, 'direct_message')).toEqual([]);
  });

  test('what is too much even to wait is refused in one sentence, not one for each', async () => {
    const [room, alice, bob] = await withBob();
    await flood(alice, 400);
    await room.clock.advance(60_000);
    expect(texts(bob.inbox)).toEqual(Array.from({ length: 30 + 256 }, (_, i) => String(i)));
    expect(texts(alice.inbox, 'direct_message')).toEqual([
      'You are sending too fast. Some of your messages were not delivered.',
    ]);
    alice.send(message('later'));
    await settle();
    expect(texts(bob.inbox).at(-1)).toBe('later');
  });

  test('direct messages and channels wait in the same line', async () => {
    const [room, alice, bob] = await withBob();
    await flood(alice, 30);
    alice.send({ type: 'direct_message', recipient: 'bob', message: 'waits' });
    alice.send({ type: 'channel_create', channel: 'random' });
    alice.send({ type: 'message', message: 'last', channel: 'random' });
    await settle();
    expect(texts(bob.inbox)).toHaveLength(30);
    await room.clock.advance(300);
    expect(bob.inbox.slice(30).map((text) => (JSON.parse(text) as { type: string }).type)).toEqual([
      'direct_message',
      'channel_create',
      'message',
    ]);
  });

  test('a program that writes forty lines and leaves has said them all', async () => {
    const [, alice, bob] = await withBob();
    await flood(alice, 40);
    alice.close();
    await bob.upTo('quit').then((packets) => {
      expect(texts(packets)).toHaveLength(40);
    });
  });

  test('and does not gain by doing it again and again', async () => {
    const [room, , bob] = await withBob();
    for (let round = 0; round < 10; round++) {
      const carol = await room.login('carol');
      await flood(carol, 286);
      carol.close();
      await carol.ended();
    }
    // A burst, a credit as large as a queue, and no time passed: nothing more than that.
    expect(texts(bob.inbox).length).toBeLessThanOrEqual(30 + 256 + 1);
  });

  test('one person in a flood does not slow another', async () => {
    const [, alice, bob] = await withBob();
    await flood(alice, 400);
    bob.send(message('hello'));
    await settle();
    expect(texts(alice.inbox)).toContain('hello');
  });

  test('with limits off nothing waits', async () => {
    const room = await openMemoryRoom({ limits: 'off' });
    const alice = await room.login('alice');
    await flood(alice, 2_000);
    await until(
      () => alice.inbox.length >= 2_000,
      () => `${alice.inbox.length} messages came back`,
    );
    expect(texts(alice.inbox)).toHaveLength(2_000);
  });
});

describe('typing', () => {
  test('more than one a second is dropped without a word', async () => {
    const [room, alice, bob] = await withBob();
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < 10; i++) alice.send({ type: 'typing' });
      await settle();
      await room.clock.advance(1_000);
    }
    expect(bob.inbox).toHaveLength(3);
    expect(alice.inbox.filter((text) => text.includes('Server'))).toEqual([]);
  });
});

describe('frames that do not parse', () => {
  test('two hundred in a minute are dropped, one more closes with 1008', async () => {
    const [, alice, bob] = await withBob();
    for (let i = 0; i < 200; i++) alice.sendText('not a packet');
    expect(await alice.settled()).toEqual([]);
    alice.sendText('{"type":"unknown"}');
    expect(await alice.ended()).toEqual({ code: 1008, reason: 'too many packets that are not RWCI' });
    expect(await bob.next()).toBe('{"type":"quit","username":"alice"}');
  });

  test('two hundred in each minute go on for ever', async () => {
    const [room, alice] = await withBob();
    for (let minute = 0; minute < 5; minute++) {
      for (let i = 0; i < 200; i++) alice.sendText('not a packet');
      await alice.settled();
      await room.clock.advance(60_000);
    }
    expect(alice.ending).toBeNull();
  });

  test('packets of any kind beyond all measure close with 1008', async () => {
    const [, alice] = await withBob();
    for (let i = 0; i < 10_100; i++) alice.sendText('{"type":"typing"}');
    expect((await alice.ended()).code).toBe(1008);
  });
});

describe('before a login', () => {
  test('ten seconds of silence close the connection', async () => {
    const room = await openMemoryRoom();
    const client = room.connect();
    await room.clock.advance(9_999);
    expect(client.ending).toBeNull();
    await room.clock.advance(1);
    expect(await client.ended()).toEqual({ code: 4004, reason: 'no login within 10 seconds' });
  });

  test('noise does not put it off', async () => {
    const room = await openMemoryRoom();
    const client = room.connect();
    for (let second = 0; second < 10; second++) {
      client.sendText('noise');
      await room.clock.advance(1_000);
    }
    expect((await client.ended()).code).toBe(4004);
  });

  test('a frame longer than any auth closes with 1009', async () => {
    const room = await openMemoryRoom();
    const client = room.connect();
    client.sendText(JSON.stringify({ type: 'auth', username: 'alice', password: 'x'.repeat(5_000) }));
    expect((await client.ended()).code).toBe(1009);
  });

  test('a flood behind the auth, before its answer, is not kept', async () => {
    const room = await openMemoryRoom({
      hasher: { hash: () => new Promise(() => undefined), verify: () => Promise.resolve(true), isCurrent: () => true },
    });
    const client = room.connect();
    client.send({ type: 'auth', username: 'alice', password: 'x' });
    for (let i = 0; i < 10; i++) client.send(message('x'.repeat(50_000)));
    expect((await client.ended()).code).toBe(4008);
  });
});

describe('notices', () => {
  test('the same notice comes once in five seconds', async () => {
    const [room, alice] = await withBob();
    for (let i = 0; i < 5; i++) alice.send({ type: 'message', message: 'x', channel: 'nowhere' });
    await settle();
    expect(alice.inbox).toHaveLength(1);
    await room.clock.advance(5_000);
    alice.send({ type: 'message', message: 'x', channel: 'nowhere' });
    await settle();
    expect(alice.inbox).toHaveLength(2);
  });
});

describe('addresses', () => {
  const PUBLIC = '203.0.113.7';
  const LAN = '192.168.1.5';

  test('sixteen connections of one address, four times as many of one in the local network, any number of this computer', async () => {
    const room = await openMemoryRoom({ limits: { connectionBurstPerAddress: 1_000, registrationsPerAddress: 1_000 } });
    const join = async (address: string, count: number) => {
      const clients = await Promise.all(
        Array.from({ length: count }, async (_, i) => {
          const client = room.connect(address);
          client.send({ type: 'auth', username: `${address} ${i}`, password: 'x' });
          await settle();
          return client;
        }),
      );
      await settle();
      return clients.filter(({ ending }) => ending === null).length;
    };
    const inTurn = async (address: string, count: number) => {
      let open = 0;
      for (let i = 0; i < count; i++) {
        const client = room.connect(address);
        client.name = `${address.replaceAll(/[.:]/gu, '-')} ${i}`;
        client.send({ type: 'auth', username: client.name, password: 'x' });
        await settle();
        await settle();
        if (client.ending === null) open++;
      }
      return open;
    };
    expect(await inTurn(PUBLIC, 20)).toBe(16);
    expect(await inTurn(LAN, 70)).toBe(64);
    expect(await inTurn('127.0.0.1', 100)).toBe(100);
    expect(await join('2001:db8::1', 9)).toBe(8);
  });

  test('a refused connection hears why', async () => {
    const room = await openMemoryRoom({ limits: { connectionsPerAddress: 0 } });
    const client = room.connect(PUBLIC);
    expect(await client.ended()).toEqual({ code: 1013, reason: 'too many connections from your address' });
  });

  test('ten new connections at once, then one in three seconds', async () => {
    const room = await openMemoryRoom();
    let refused = 0;
    const visit = async () => {
      const client = room.connect(PUBLIC);
      await settle();
      if (client.ending === null) {
        client.close();
        await client.ended();
      } else refused++;
    };
    for (let i = 0; i < 12; i++) await visit();
    expect(refused).toBe(2);
    await room.clock.advance(3_000);
    await visit();
    expect(refused).toBe(2);
  });

  test('an IPv6 network counts as one address', async () => {
    const room = await openMemoryRoom();
    let open = 0;
    for (let i = 1; i <= 12; i++) {
      const client = room.connect(`2001:db8:0:1::${i.toString(16)}`);
      await settle();
      if (client.ending === null) open++;
    }
    expect(open).toBe(8);
  });

  test('when too many wait for a login the oldest makes room, never the newcomer', async () => {
    const room = await openMemoryRoom({ limits: { preLoginMax: 3 } });
    const clients = [1, 2, 3, 4].map((i) => room.connect(`203.0.113.${i}`));
    await settle();
    expect(clients.map(({ ending }) => ending?.code ?? null)).toEqual([1013, null, null, null]);
  });

  test('three new accounts of one address in ten minutes', async () => {
    const room = await openMemoryRoom();
    for (const name of ['one', 'two', 'three']) await room.login(name, PUBLIC);
    const fourth = room.connect(PUBLIC);
    fourth.send({ type: 'auth', username: 'four', password: 'x' });
    expect(await fourth.ended()).toEqual({
      code: 1013,
      reason: 'too many new accounts from your address, try again later',
    });
    await room.clock.advance(10 * 60_000);
    await room.login('four', PUBLIC);
  });

  test('counters are back at nothing after ten thousand connections', async () => {
    const limits = { connectionBurstPerAddress: 1e9, connectionsMax: 8, connectionsReserved: 1, preLoginMax: 8 };
    const room = await openMemoryRoom({ limits });
    const from = [PUBLIC, PUBLIC, LAN, '2001:db8::1', '127.0.0.1'];
    for (let i = 0; i < 10_000; i++) {
      const client = room.connect(from[i % from.length]);
      // Some log in, some are refused for what they say, some just go.
      if (i % 100 === 0) client.send({ type: 'auth', username: 'alice', password: 'x' });
      if (i % 7 === 0) client.send({ type: 'typing' });
      await settle();
      client.close();
      if (i % 8 === 7) await settle();
    }
    await settle();
    const clients = Array.from({ length: 9 }, () => room.connect(PUBLIC));
    await settle();
    expect(clients.map(({ ending }) => ending === null)).toEqual([...Array<boolean>(8).fill(true), false]);
  });

  test('neither do sockets that never become WebSockets', async () => {
    const room = await openRoom({ limits: { connectionsMax: 5, connectionsReserved: 1 } });
    for (let i = 0; i < 200; i++) {
      const raw = i % 2 === 0 ? await RawSocket.open(room.server.port) : await RawSocket.upgraded(room.server.port);
      raw.socket.destroy();
    }
    const stalled: RawSocket[] = [];
    for (let i = 0; i < 5; i++) stalled.push(await RawSocket.open(room.server.port));
    (await room.login('alice')).close();
    expect(stalled.map(({ isClosed }) => isClosed)).toEqual([true, false, false, false, false]);
    for (const { socket } of stalled) socket.destroy();
  });
});
