import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Logger } from '../../src-main/server/logger.ts';
import type { ServerOptions } from '../../src-main/server/server.ts';
import { settle, until, type MemoryClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, quickHasher, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

const SHAPE = /^rwci1\.[A-Za-z0-9_-]{43}$/u;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const UNKNOWN = `rwci1.${'x'.repeat(43)}`;
const REFUSED = { code: 4010, reason: 'that token is not known or has expired, log in with your password' };
const NOT_IN = '{"type":"auth","status":"Login failed","success":false,"new_account":false}';
const INFO = { type: 'client_info', name: 'test phone', version: '1', capabilities: ['resume'] };

/** Says that this client can resume; resolves with the token that comes, or null when none does. */
async function introduce(client: MemoryClient, info: object = INFO): Promise<{ token: string; expires: number } | null> {
  client.send(info);
  for (const text of await client.settled()) {
    const packet = JSON.parse(text) as { type: string; token: string; expires: number };
    if (packet.type === 'resume_token') return packet;
  }
  return null;
}

/** Logs in, takes a token and leaves. */
async function tokenOf(room: MemoryRoom, name: string): Promise<string> {
  const client = await room.login(name);
  const issued = await introduce(client);
  await leave(room, client);
  if (issued === null) throw new Error('no token came');
  return issued.token;
}

async function leave(room: MemoryRoom, client: MemoryClient): Promise<void> {
  client.close();
  await client.ended();
  await until(() => !room.server.people().includes(client.name), `${client.name} is gone`);
}

/** Logs in with a token in the password's place. */
async function resume(room: MemoryRoom, name: string, token: string): Promise<MemoryClient> {
  const client = room.connect();
  const answers = await client.login(name, token);
  expect(answers[0]).toBe('{"type":"auth","status":"Logged in ok","success":true,"new_account":false}');
  return client;
}

/** How the server refuses a login. */
async function refusal(room: MemoryRoom, name: string, token: string, address?: string) {
  const client = room.connect(address);
  client.send({ type: 'auth', username: name, password: token });
  const ending = await client.ended();
  return { answers: [...client.inbox], ...ending };
}

/** A room that counts what is hashed. */
async function countingRoom(options: Partial<ServerOptions> = {}): Promise<{ room: MemoryRoom; hashed: string[] }> {
  const hashed: string[] = [];
  const room = await openMemoryRoom({
    hasher: {
      ...quickHasher,
      hash: (password) => {
        hashed.push(password);
        return quickHasher.hash(password);
      },
      verify: (stored, password) => {
        hashed.push(password);
        return quickHasher.verify(stored, password);
      },
    },
    ...options,
  });
  return { room, hashed };
}

describe('a token', () => {
  test('goes to a client that can resume, once it has said so, for seven days', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    const issued = await introduce(alice);
    expect(issued?.token).toMatch(SHAPE);
    expect(issued?.expires).toBe(room.clock.wall() + 7 * DAY_MS);
  });

  test('goes to nobody else', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    expect(await introduce(alice, { ...INFO, capabilities: ['history'] })).toBeNull();
  });

  test('comes once a connection, however often that introduces itself', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    expect(await introduce(alice)).not.toBeNull();
    expect(await introduce(alice)).toBeNull();
  });

  test('is another each time', async () => {
    const room = await openMemoryRoom();
    expect(await tokenOf(room, 'alice')).not.toBe(await tokenOf(room, 'alice'));
  });

  test('logs in without a hash, also after a restart', async () => {
    const dataDir = temporaryFolder();
    const before = await openMemoryRoom({ dataDir });
    const token = await tokenOf(before, 'alice');
    await before.server.stop();
    const { room, hashed } = await countingRoom({ dataDir });
    await resume(room, 'alice', token);
    expect(hashed).toEqual([]);
  });

  test('is one account’s alone, and no password of a new one', async () => {
    const { room, hashed } = await countingRoom();
    const token = await tokenOf(room, 'alice');
    await leave(room, await room.login('bob'));
    hashed.length = 0;
    for (const [name, tried] of [
      ['bob', token],
      ['alice', UNKNOWN],
      ['carol', token],
      ['dave', UNKNOWN],
    ] as const) {
      expect(await refusal(room, name, tried)).toEqual({ answers: [NOT_IN], ...REFUSED });
    }
    expect(hashed).toEqual([]);
    // The name is still free.
    expect((await room.connect().login('carol'))[0]).toContain('Registered');
  });

  test('what only looks a little like one is a password like any other', async () => {
    const room = await openMemoryRoom();
    for (const [number, password] of [`${UNKNOWN}x`, UNKNOWN.slice(0, -1), UNKNOWN.replace('rwci1', 'rwci2')].entries()) {
      expect((await room.connect().login(`person ${number}`, password))[0]).toContain('Registered');
    }
  });

  test('is renewed in the second half of its life, and holds to its end beside the new one', async () => {
    // A minute for a day: the clock calls every timer on its way.
    const room = await openMemoryRoom({ limits: { resumeTokenLifeMs: 7 * MINUTE_MS } });
    const token = await tokenOf(room, 'alice');
    await room.clock.advance(3 * MINUTE_MS);
    const early = await resume(room, 'alice', token);
    expect(await introduce(early)).toBeNull();
    await leave(room, early);

    await room.clock.advance(MINUTE_MS);
    const late = await resume(room, 'alice', token);
    const renewed = await introduce(late);
    expect(renewed?.expires).toBe(room.clock.wall() + 7 * MINUTE_MS);
    await leave(room, late);
    await leave(room, await resume(room, 'alice', token));

    await room.clock.advance(3 * MINUTE_MS);
    expect(await refusal(room, 'alice', token)).toMatchObject(REFUSED);
    await resume(room, 'alice', renewed?.token ?? '');
  });

  test('the ninth of an account ends its first', async () => {
    const room = await openMemoryRoom();
    const tokens: string[] = [];
    for (let device = 0; device < 9; device++) {
      tokens.push(await tokenOf(room, 'alice'));
      await room.clock.advance(1_000);
    }
    const [first = '', second = ''] = tokens;
    expect(await refusal(room, 'alice', first)).toMatchObject(REFUSED);
    await resume(room, 'alice', second);
  });

  test('a name written in other letters is refused as with a password', async () => {
    const room = await openMemoryRoom();
    const token = await tokenOf(room, 'alice');
    expect(await refusal(room, 'Alice', token)).toMatchObject({ code: 4003 });
  });
});

describe('a wrong token', () => {
  test('counts as a wrong password: too many shut the address out', async () => {
    const room = await openMemoryRoom({ limits: { failedLoginsPerMinute: 100 } });
    await leave(room, await room.login('alice'));
    for (let i = 0; i < 10; i++) expect(await refusal(room, 'alice', UNKNOWN, '203.0.113.7')).toMatchObject(REFUSED);
    expect(await refusal(room, 'alice', 'password of alice', '203.0.113.7')).toMatchObject({ code: 1013 });
  });
});

describe('revoking', () => {
  test('by the client takes the tokens of all devices, and of nobody else', async () => {
    const room = await openMemoryRoom();
    const phone = await tokenOf(room, 'alice');
    const bobs = await tokenOf(room, 'bob');
    const laptop = await room.login('alice');
    const issued = await introduce(laptop);
    laptop.send({ type: 'resume_revoke', nonce: 'r1' });
    expect((await laptop.upTo('ack')).at(-1)).toBe('{"type":"ack","nonce":"r1"}');
    await leave(room, laptop);
    expect(await refusal(room, 'alice', phone)).toMatchObject(REFUSED);
    expect(await refusal(room, 'alice', issued?.token ?? '')).toMatchObject(REFUSED);
    await resume(room, 'bob', bobs);
  });

  test('by the admin ends the connection too, and the password still does', async () => {
    const room = await openMemoryRoom();
    const token = await tokenOf(room, 'alice');
    const alice = await resume(room, 'alice', token);
    expect(await room.server.admin.logout('alice')).toEqual({ ok: true, message: 'Logged alice out everywhere.' });
    expect(await alice.ended()).toEqual({ code: 4005, reason: 'you were logged out, log in with your password' });
    expect(await refusal(room, 'alice', token)).toMatchObject(REFUSED);
    await room.login('alice');
    expect(await room.server.admin.logout('nobody')).toMatchObject({ ok: false });
  });

  test('a ban takes them for good; while it holds the password is refused as banned', async () => {
    const room = await openMemoryRoom();
    const token = await tokenOf(room, 'alice');
    await room.server.admin.ban('alice');
    expect(await refusal(room, 'alice', token)).toMatchObject(REFUSED);
    expect(await refusal(room, 'alice', 'password of alice')).toMatchObject({ code: 4006 });
    await room.server.admin.unban('alice');
    expect(await refusal(room, 'alice', token)).toMatchObject(REFUSED);
  });

  test('a kick leaves them', async () => {
    const room = await openMemoryRoom();
    const token = await tokenOf(room, 'alice');
    const alice = await resume(room, 'alice', token);
    await room.server.admin.kick('alice', '');
    await alice.ended();
    await resume(room, 'alice', token);
  });
});

test('neither the log nor the data folder holds a token, only its hash', async () => {
  const lines: string[] = [];
  const write = (text: string, fields?: unknown) => void lines.push(`${text} ${JSON.stringify(fields)}`);
  const log: Logger = { info: write, warn: write, error: write };
  const dataDir = temporaryFolder();
  const room = await openMemoryRoom({ dataDir, log });
  const token = await tokenOf(room, 'alice');
  await leave(room, await resume(room, 'alice', token));
  await refusal(room, 'alice', UNKNOWN);
  await refusal(room, 'bob', token);
  const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)));
  const secret = token.slice('rwci1.'.length);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.filter((line) => line.includes(secret) || line.includes(UNKNOWN))).toEqual([]);
  for (const shape of [secret, Buffer.from(secret, 'base64url')]) {
    expect(files.filter((bytes) => bytes.includes(shape))).toEqual([]);
  }
  expect(files.some((bytes) => bytes.includes(createHash('sha256').update(token).digest()))).toBe(true);
});

test('over a real socket: the first login’s token is the second’s password', async () => {
  const room = await openRoom();
  const first = await room.login('alice');
  first.send(INFO);
  const [text = ''] = (await first.upTo('resume_token')).slice(-1);
  const { token } = JSON.parse(text) as { token: string };
  expect(text).toBe(
    `{"type":"resume_token","token":"${token}","expires":${(JSON.parse(text) as { expires: number }).expires}}`,
  );
  first.close();
  await until(() => room.server.people().length === 0, 'alice is gone');
  const again = await room.connect();
  expect((await again.login('alice', token))[0]).toContain('Logged in ok');
  await settle();
});
