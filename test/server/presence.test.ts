import { cpSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src-main/server/clock.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { silentLogger } from '../../src-main/server/logger.ts';
import { Storage } from '../../src-main/server/storage/storage.ts';
import { settle, until, type MemoryClient, type RawClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, quickHasher, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

interface Member {
  readonly username: string;
  readonly role: string;
  readonly state: string;
  readonly text: string;
  readonly last_seen: number | null;
}

/** Somebody who is logged in and knows RWCI+. */
async function loginPlus(room: MemoryRoom, name: string): Promise<MemoryClient> {
  const client = await room.login(name);
  await client.introduce();
  return client;
}

/** Alice, who knows RWCI+, and bob, who does not unless a test says so; what their logins caused taken. */
async function aliceAndBob(room: MemoryRoom): Promise<[MemoryClient, MemoryClient]> {
  const alice = await loginPlus(room, 'alice');
  const bob = await room.login('bob');
  await alice.upTo('join');
  return [alice, bob];
}

/** A data folder in which so many people have an account, `person 0` the first of them. */
async function folderOfAccounts(count: number): Promise<string> {
  const folder = temporaryFolder();
  const storage = await Storage.open(folder, { clock: systemClock, limits: DEFAULT_LIMITS, log: silentLogger });
  const password = await quickHasher.hash('password of all');
  await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const name = `person ${i}`;
      return storage.journal.run('createAccount', { name, key: name, look: name, password, role: 'member', at: 0 });
    }),
  );
  await storage.close();
  return folder;
}

async function leave(room: MemoryRoom, client: MemoryClient): Promise<void> {
  client.close();
  await until(() => !room.server.people().includes(client.name), `${client.name} is gone`);
}

const membersIn = (texts: readonly string[]): Member[] =>
  texts
    .map((text) => JSON.parse(text) as { type: string; members: Member[] })
    .flatMap(({ type, members }) => (type === 'member_list' ? members : []));

const isLastPage = (text: string) => text.startsWith('{"type":"member_list"') && text.endsWith('"more":false}');

const presence = (state: string, text?: string, nonce?: string) => ({ type: 'presence', state, text, nonce });

describe('presence', () => {
  test('is heard by all who know RWCI+, oneself included, and by nobody else', async () => {
    const room = await openMemoryRoom();
    const [alice, bob] = await aliceAndBob(room);
    const carol = await loginPlus(room, 'carol');
    await alice.upTo('join');
    await bob.upTo('join');
    alice.send(presence('busy', 'in a lesson'));
    for (const client of [alice, carol]) {
      expect(await client.next()).toBe(
        '{"type":"presence","username":"alice","role":"member","state":"busy","text":"in a lesson","last_seen":null}',
      );
    }
    expect(await bob.settled()).toEqual([]);
  });

  test('with a nonce is acknowledged', async () => {
    const room = await openMemoryRoom();
    const alice = await loginPlus(room, 'alice');
    alice.send(presence('away', '', 'n1'));
    expect(await alice.settled()).toEqual([
      '{"type":"presence","username":"alice","role":"member","state":"away","text":"","last_seen":null}',
      '{"type":"ack","nonce":"n1"}',
    ]);
  });

  test('from a client that has not said that it knows RWCI+ is dropped', async () => {
    const room = await openMemoryRoom();
    const [alice, bob] = await aliceAndBob(room);
    bob.send(presence('away'));
    expect(await bob.settled()).toEqual([]);
    expect(await alice.settled()).toEqual([]);
  });

  test('ends with the connection: who comes back is online, without a text', async () => {
    const room = await openMemoryRoom();
    const alice = await loginPlus(room, 'alice');
    alice.send(presence('busy', 'in a lesson'));
    await alice.settled();
    await leave(room, alice);
    await room.login('alice');
    const bob = await room.login('bob');
    expect(membersIn(await bob.introduce())[0]).toEqual({
      username: 'alice',
      role: 'member',
      state: 'online',
      text: '',
      last_seen: null,
    });
  });

  test('that changes to and fro is heard once a second, as it is at last', async () => {
    const room = await openMemoryRoom();
    const alice = await loginPlus(room, 'alice');
    const states = ['away', 'busy', 'online', 'away', 'busy'];
    for (const state of states) alice.send(presence(state, state));
    const heard = async () =>
      (await alice.settled()).map((text) => JSON.parse(text) as { text: string }).map(({ text }) => text);
    expect(await heard()).toEqual(['away']);
    await room.clock.advance(1_000);
    expect(await heard()).toEqual(['busy']);
    await room.clock.advance(1_000);
    expect(await heard()).toEqual([]);
  });

  test('of somebody who left before it was told is not told', async () => {
    const room = await openMemoryRoom();
    const [alice, bob] = await aliceAndBob(room);
    await bob.introduce();
    for (const state of ['away', 'busy']) bob.send(presence(state));
    await alice.upTo('presence');
    await bob.settled();
    await leave(room, bob);
    await room.clock.advance(1_000);
    expect(await alice.settled()).toEqual(['{"type":"quit","username":"bob"}']);
  });

  test.each([
    [{ state: 'busy', text: 'x'.repeat(141) }, 'The text of a presence has at most 140 characters.'],
    [{ state: 'busy', text: 'x'.repeat(60_000) }, 'The text of a presence has at most 140 characters.'],
    [{ state: 'busy', text: 'one\ntwo' }, 'The text of a presence is one line without control characters.'],
    [{ state: 'busy', text: 'one\u2028two' }, 'The text of a presence is one line without control characters.'],
    [{ state: 'busy', text: 'a\u0007b' }, 'The text of a presence is one line without control characters.'],
    [{ state: 'busy', text: 'a\u202eb' }, 'The text of a presence cannot hold direction-changing characters.'],
    [{ state: 'offline' }, 'The field presence.state is missing or not what it has to be.'],
    [{ state: 'busy', text: 7 }, 'The field presence.text is missing or not what it has to be.'],
    [{ text: 'x' }, 'The field presence.state is missing or not what it has to be.'],
  ])('%j is refused in words and changes nothing', async (fields, message) => {
    const room = await openMemoryRoom();
    const [alice] = await aliceAndBob(room);
    alice.send({ type: 'presence', ...fields });
    expect(await alice.settled()).toEqual([JSON.stringify({ type: 'error', code: 'bad_packet', message })]);
    expect(membersIn(await (await room.login('carol')).introduce())[0]).toMatchObject({ state: 'online', text: '' });
  });

  test.each([
    ['  at lunch ', 'at lunch'],
    ['🎉'.repeat(140), '🎉'.repeat(140)],
    ['👩‍👩‍👧 at home ❤️', '👩‍👩‍👧 at home ❤️'],
    ['\u200b \u2060', ''],
    ['<b>"\\ é', '<b>"\\ é'],
  ])('the text %j is taken as %j', async (text, taken) => {
    const room = await openMemoryRoom();
    const alice = await loginPlus(room, 'alice');
    alice.send(presence('busy', text));
    expect(JSON.parse(await alice.next())).toMatchObject({ type: 'presence', text: taken });
  });
});

describe('a client that does not read', () => {
  test('keeps its connection while presences storm, and goes without them', async () => {
    const room = await openMemoryRoom({
      limits: { sendQueueLeanBytes: 20_000, sendQueueMaxBytes: 60_000, pingIntervalMs: 600_000 },
    });
    const slow = await loginPlus(room, 'slow');
    const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => room.login(`person ${i}`)));
    for (const one of crowd) await one.introduce();
    await slow.settled();
    slow.isStalled = true;
    for (let round = 0; round < 50; round++) {
      for (const one of crowd) one.send(presence(round % 2 === 0 ? 'away' : 'busy', 'x'.repeat(100)));
      await room.clock.advance(1_000);
    }
    expect(crowd[0]?.inbox.length).toBeGreaterThan(1_000);
    crowd[0]?.send({ type: 'message', message: 'dinner is ready' });
    await settle();
    slow.unstall();
    const heard = await slow.settled();
    expect(heard.filter((text) => text.includes('"presence"')).length).toBeLessThan(200);
    expect(heard.at(-1)).toContain('dinner is ready');
  });
});

describe('the list of members', () => {
  test('comes behind client_info and has everybody in the order of names, with when they were last here', async () => {
    const room = await openMemoryRoom();
    const [alice, bob] = await aliceAndBob(room);
    const carol = await room.login('carol');
    await room.clock.advance(5_000);
    const leftAt = room.clock.wall();
    await leave(room, bob);
    alice.send(presence('away', 'at lunch'));
    await alice.settled();
    await room.clock.advance(5_000);
    await carol.settled();
    const list = (await carol.introduce()).at(-1);
    expect(list).toBe(
      '{"type":"member_list","members":[' +
        '{"username":"alice","role":"member","state":"away","text":"at lunch","last_seen":null},' +
        `{"username":"bob","role":"member","state":"offline","text":"","last_seen":${leftAt}},` +
        '{"username":"carol","role":"member","state":"online","text":"","last_seen":null}],"more":false}',
    );
  });

  test('comes once, however often a client introduces itself, and not to a plain one', async () => {
    const room = await openMemoryRoom();
    const [alice, bob] = await aliceAndBob(room);
    alice.send({ type: 'client_info', name: 'again', version: '1', capabilities: [] });
    expect(await alice.settled()).toEqual([]);
    expect(await bob.settled()).toEqual([]);
  });

  test('comes in pages of at most two hundred', async () => {
    const room = await openMemoryRoom({ dataDir: await folderOfAccounts(449) });
    const texts = (await loginPlusTexts(room, 'zoe')).filter((text) => text.includes('"member_list"'));
    expect(
      texts
        .map((text) => JSON.parse(text) as { members: Member[]; more: boolean })
        .map((page) => [page.members.length, page.more]),
    ).toEqual([
      [200, true],
      [200, true],
      [50, false],
    ]);
    const names = membersIn(texts).map(({ username }) => username);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(450);
  });

  test('goes on only as it is read, and what changes meanwhile is right at the end', async () => {
    const room = await openMemoryRoom({ dataDir: await folderOfAccounts(500) });
    const alice = await room.login('alice');
    const bob = await room.login('bob');
    await bob.introduce();
    const reader = await room.login('reader');
    reader.isStalled = true;
    reader.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
    await settle();
    bob.send(presence('busy'));
    await bob.upTo('presence');
    await leave(room, alice);
    await room.connect().login('person 7', 'password of all');
    await room.login('newcomer');
    await settle();
    reader.unstall();
    const heard: string[] = [];
    do heard.push(await reader.next());
    while (!isLastPage(heard.at(-1) ?? ''));
    heard.push(...(await reader.settled()));
    expect(heard.findIndex(isLastPage)).toBeGreaterThan(heard.findIndex((text) => text.includes('"newcomer"')));
    const final = replay(heard);
    expect([final.get('alice'), final.get('bob'), final.get('person 7'), final.get('newcomer'), final.get('person 8')]).toEqual(
      ['offline', 'busy', 'online', 'online', 'offline'],
    );
  });

  test('knows after a restart who was here when the server stopped', async () => {
    const dataDir = temporaryFolder();
    const before = await openMemoryRoom({ dataDir });
    await before.login('alice');
    await before.clock.advance(5_000);
    const stoppedAt = before.clock.wall();
    const bob = await before.login('bob');
    await leave(before, bob);
    await before.server.stop();
    const after = await openMemoryRoom({ dataDir });
    expect(membersIn(await loginPlusTexts(after, 'carol')).map(({ username, last_seen }) => [username, last_seen])).toEqual([
      ['alice', stoppedAt],
      ['bob', stoppedAt],
      ['carol', null],
    ]);
  });

  test('knows after a kill who was here within the last five minutes', async () => {
    const dataDir = temporaryFolder();
    const room = await openMemoryRoom({ dataDir });
    await room.login('alice');
    await room.clock.advance(5 * 60_000);
    const seenAt = room.clock.wall();
    await room.clock.advance(4 * 60_000);
    await room.login('bob');
    const killed = temporaryFolder();
    cpSync(dataDir, killed, { recursive: true });
    const after = await openMemoryRoom({ dataDir: killed });
    expect(membersIn(await loginPlusTexts(after, 'carol')).map(({ username, last_seen }) => [username, last_seen])).toEqual([
      ['alice', seenAt],
      ['bob', null],
      ['carol', null],
    ]);
  });

  test('has the role of each', async () => {
    const room = await openRoom({ firstAccountIsOwner: true });
    const alice = await room.login('alice');
    await room.login('bob');
    const members = membersIn(await alice.introduce()).map(({ username, role }) => [username, role]);
    expect(members).toEqual([
      ['alice', 'owner'],
      ['bob', 'member'],
    ]);
  });
});

async function loginPlusTexts(room: MemoryRoom, name: string): Promise<string[]> {
  const client: RawClient = await room.login(name);
  return await client.introduce();
}

/** What a client that takes what it hears in order believes of each member at the end. */
function replay(texts: readonly string[]): Map<string, string> {
  const states = new Map<string, string>();
  for (const text of texts) {
    const packet = JSON.parse(text) as Member & { type: string; members: Member[] };
    if (packet.type === 'join') states.set(packet.username, 'online');
    else if (packet.type === 'quit') states.set(packet.username, 'offline');
    else if (packet.type === 'presence') states.set(packet.username, packet.state);
    else if (packet.type === 'member_list') for (const { username, state } of packet.members) states.set(username, state);
  }
  return states;
}
