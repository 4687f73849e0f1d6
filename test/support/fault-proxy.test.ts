import { expect, onTestFinished, test } from 'vitest';
import { FaultProxy, type Plan, type Trap } from './fault-proxy.ts';
import { SocketClient, until } from './server-client.ts';
import { openRoom } from './server-room.ts';

/** A proxy in front of a server, and a client that comes through it. */
async function through(plan: Plan) {
  const room = await openRoom();
  const proxy = await FaultProxy.listen(() => 0.5);
  onTestFinished(() => {
    proxy.close();
  });
  proxy.target = room.server.port;
  proxy.plan = () => plan;
  const connect = () => SocketClient.connect(proxy.port);
  return { room, proxy, connect };
}

const trap = (more: Partial<Trap>): Plan => ({
  trap: { from: 'server', type: 'user_list', nth: 1, passes: 'nothing', then: 'end', ...more },
});
const auth = (client: SocketClient) => {
  client.send({ type: 'auth', username: 'alice', password: 'secret' });
};
const typesOf = (client: SocketClient) => client.inbox.map((text) => (JSON.parse(text) as { type: string }).type);

test('everything goes through a proxy without a plan', async () => {
  const { connect } = await through({});
  const client = await connect();
  expect((await client.login('alice')).length).toBeGreaterThan(4);
  expect(await client.settled()).toEqual([]);
});

test.each(['end', 'reset'] as const)('a connection meets its %s at a packet of the server', async (then) => {
  const { connect, proxy, room } = await through(trap({ then }));
  const client = await connect();
  auth(client);
  await client.ended();
  expect(typesOf(client)).toEqual(['auth']);
  await until(() => proxy.size === 0, 'the line is gone');
  await until(() => room.server.admin.stats().people === 0, 'the server knows');
  expect([...proxy.sprung]).toEqual([[`${then} at user_list of the server, nothing of it through`, 1]]);
});

test('the packet itself may still go through, and be the second of its kind', async () => {
  const { connect } = await through(trap({ type: 'typing', nth: 2, passes: 'all' }));
  const client = await connect();
  await client.login('alice');
  const others = [await connect(), await connect()];
  for (const [i, other] of others.entries()) await other.login(`other ${String(i)}`);
  client.inbox.length = 0;
  for (const other of others) other.send({ type: 'typing' });
  await client.ended();
  expect(typesOf(client).filter((type) => type === 'typing')).toHaveLength(2);
});

test('a packet of the client is caught under its mask, and half of it is none', async () => {
  const { connect, room } = await through(trap({ from: 'client', type: 'auth', passes: 'half' }));
  const client = await connect();
  auth(client);
  await client.ended();
  expect(client.inbox).toEqual([]);
  expect(room.server.admin.stats().people).toBe(0);
});

test('a frozen connection says nothing until it is let go of', async () => {
  const { connect, proxy } = await through(trap({ then: 'freeze' }));
  const client = await connect();
  auth(client);
  await until(() => proxy.sprung.size === 1, 'it is frozen');
  proxy.thaw(60_000);
  expect([client.ending, proxy.size]).toEqual([null, 1]);
  proxy.thaw(0);
  await client.ended();
  expect(typesOf(client)).toEqual(['auth']);
});

test('bytes that come one by one make the same packets', async () => {
  const { connect } = await through({ slowness: { sliceBytes: 1, jitterMs: 0, bytes: 300 } });
  const client = await connect();
  expect((await client.login('alice')).length).toBeGreaterThan(4);
});
