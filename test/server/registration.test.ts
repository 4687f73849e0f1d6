import { describe, expect, test } from 'vitest';
import { isPin } from '../../src-main/server/console/option-values.ts';
import type { LogFields } from '../../src-main/server/logger.ts';
import { ask } from '../support/plus-client.ts';
import { MemoryClient, settle, SocketClient, type RawClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

const PUBLIC = '203.0.113.7';
const LAN = '192.168.1.5';
const FAILED = '{"type":"auth","status":"Login failed","success":false,"new_account":false}';

/** Tries a login with what stands in the address, and says how it went: a status, or a close code and words. */
async function attempt(room: MemoryRoom, name: string, pin?: string, address = LAN): Promise<string> {
  const client = new MemoryClient();
  client.join(room.server, pin === undefined ? { address } : { address, pin });
  client.send({ type: 'auth', username: name, password: `password of ${name}` });
  const { status } = (await client.nextPacket()) as { status: string };
  if (status !== 'Login failed') {
    client.close();
    await client.ended();
    return status;
  }
  const { code, reason } = await client.ended();
  return `${code} ${reason}`;
}

async function ownedRoom(options = {}) {
  const room = await openMemoryRoom(options);
  const olga = await room.login('olga');
  await room.server.admin.setRole('olga', 'owner');
  const olgaHears = await olga.introduce();
  return { room, olga, olgaHears };
}

async function quiet(...clients: RawClient[]): Promise<void> {
  for (const client of clients) await client.settled();
}

describe('registration', () => {
  test('is open unless somebody says otherwise; what stands in the address does no harm', async () => {
    const { room } = await ownedRoom();
    expect(await attempt(room, 'alice')).toBe('Registered and logged in ok');
    expect(await attempt(room, 'bob', 'whatever')).toBe('Registered and logged in ok');
  });

  test('closed: nobody makes an account, whoever has one logs in', async () => {
    const { room } = await ownedRoom();
    await attempt(room, 'alice');
    expect(await room.server.admin.setRegistration('closed')).toEqual({ ok: true, message: 'Nobody may register.' });
    expect(await attempt(room, 'bob')).toBe('4012 this server takes no new accounts');
    expect(await attempt(room, 'alice')).toBe('Logged in ok');
    await room.server.admin.setRegistration('open');
    expect(await attempt(room, 'bob')).toBe('Registered and logged in ok');
  });

  test('with a PIN: new accounts need it, and nobody else', async () => {
    const { room } = await ownedRoom();
    await attempt(room, 'alice');
    expect(await room.server.admin.setRegistration('pin')).toEqual({ ok: false, message: 'Say which PIN new accounts need.' });
    expect(await room.server.admin.setRegistration('pin', 'blue whale')).toMatchObject({ ok: true });
    expect(await attempt(room, 'bob')).toBe('4011 new accounts need the PIN of this server');
    for (const wrong of ['', 'Blue whale', 'blue whale ', 'x'.repeat(10_000)]) {
      expect(await attempt(room, 'bob', wrong)).toBe('4011 that is not the PIN of this server');
    }
    expect(await attempt(room, 'alice')).toBe('Logged in ok');
    expect(await attempt(room, 'bob', 'blue whale')).toBe('Registered and logged in ok');
    expect(await attempt(room, 'bob')).toBe('Logged in ok');
  });

  test('over a real socket the PIN stands in the query of the address, whatever the path', async () => {
    const room = await openRoom();
    await room.server.admin.setRegistration('pin', 'ä&b=c 1');
    const query = `?x=1&pin=${encodeURIComponent('ä&b=c 1')}`;
    const right = await SocketClient.connect(room.server.port, {}, '127.0.0.1', `/chat${query}`);
    expect((await right.login('alice'))[0]).toContain('Registered');
    const none = await room.connect();
    none.send({ type: 'auth', username: 'bob', password: 'x' });
    expect(await none.ended()).toEqual({ code: 4011, reason: 'new accounts need the PIN of this server' });
    expect(none.inbox).toEqual([FAILED]);
  });

  test('does not keep out whoever hosts: their first account is the owner’s', async () => {
    const dataDir = temporaryFolder();
    const room = await openMemoryRoom({ dataDir, firstAccountIsOwner: true, registration: { mode: 'closed' } });
    expect(await attempt(room, 'guest')).toContain('4012');
    expect(await attempt(room, 'olga', undefined, '127.0.0.1')).toBe('Registered and logged in ok');
    expect(await attempt(room, 'second', undefined, '127.0.0.1')).toContain('4012');
  });

  test('and everything else that is set survives a restart, where an option can change it', async () => {
    const dataDir = temporaryFolder();
    const { room, olga } = await ownedRoom({ dataDir });
    const change = { type: 'settings', registration: 'pin', pin: '2468', may_create_channels: 'moderators' };
    expect(await ask(olga, change)).toMatchObject({ type: 'ack' });
    await room.server.stop();
    const again = await openMemoryRoom({ dataDir });
    expect(again.server.admin.registration).toEqual({ mode: 'pin', pin: '2468' });
    expect(await (await again.login('olga')).introduce()).toContain(
      '{"type":"settings","registration":"pin","pin":"2468","may_create_channels":"moderators","new_accounts":"member","name":"test","welcome":""}',
    );
    await again.server.stop();
    const third = await openMemoryRoom({ dataDir, registration: { mode: 'closed' } });
    expect(third.server.admin.registration).toEqual({ mode: 'closed', pin: '2468' });
    await third.server.stop();
    expect((await openMemoryRoom({ dataDir })).server.admin.registration.mode).toBe('closed');
  });

  test('the PIN is in no log line', async () => {
    const lines: string[] = [];
    const write = (text: string, fields: LogFields = {}) => lines.push(text + JSON.stringify(fields));
    const { room, olga } = await ownedRoom({ log: { info: write, warn: write, error: write } });
    await ask(olga, { type: 'settings', registration: 'pin', pin: 'geheim-1' });
    await attempt(room, 'alice', 'geheim-2');
    await attempt(room, 'alice', 'geheim-1');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((line) => line.includes('geheim'))).toEqual([]);
  });
});

describe('guesses at the PIN', () => {
  test('a thousand from one address: ten are looked at, then it is shut out', async () => {
    const { room } = await ownedRoom({ limits: { connectionBurstPerAddress: 10_000, connectionsPerAddressPerSecond: 10_000 } });
    await room.server.admin.setRegistration('pin', '0999');
    const answers = new Map<string, number>();
    for (let guess = 0; guess < 1000; guess++) {
      const going = attempt(room, `guest ${guess}`, String(guess).padStart(4, '0'), PUBLIC);
      await settle();
      await room.clock.advance(1_000);
      const code = (await going).split(' ')[0] ?? '';
      answers.set(code, (answers.get(code) ?? 0) + 1);
    }
    // 1000 s are three penalties of 300 s, and a few tries in between.
    expect(answers.get('Registered')).toBeUndefined();
    expect(answers.get('4011')).toBeLessThanOrEqual(40);
    expect(answers.get('1013')).toBe(1000 - (answers.get('4011') ?? 0));
  });

  test('from many addresses at once take turns, a second each; existing accounts log in all the same', async () => {
    const { room } = await ownedRoom();
    await attempt(room, 'alice');
    await room.server.admin.setRegistration('pin', '0999');
    for (let i = 0; i < 20; i++) {
      expect(await attempt(room, `guest ${i}`, '0000', `203.0.113.${i}`)).toContain('4011');
    }
    const outcomes: string[] = [];
    for (let i = 20; i < 60; i++) {
      void attempt(room, `guest ${i}`, '0000', `203.0.113.${i}`).then((outcome) => outcomes.push(outcome));
    }
    await settle();
    expect(await attempt(room, 'alice', undefined, '198.51.100.1')).toBe('Logged in ok');
    for (let second = 0; second < 15; second++) await room.clock.advance(1_000);
    await settle();
    expect(outcomes).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome.startsWith('4011')).length).toBeLessThanOrEqual(12);
    expect(outcomes.filter((outcome) => outcome.startsWith('1013 too many wrong PINs, try again in')).length).toBeGreaterThan(
      20,
    );
  });

  test('coming without one is no guess: a class that does not know it yet can try', async () => {
    const { room } = await ownedRoom({ limits: { connectionBurstPerAddress: 1000, registrationsPerAddress: 100 } });
    await room.server.admin.setRegistration('pin', '0999');
    for (let i = 0; i < 60; i++) expect(await attempt(room, `pupil ${i}`)).toContain('4011');
    expect(await attempt(room, 'pupil 1', '0999')).toBe('Registered and logged in ok');
  });
});

describe('settings', () => {
  test('go to clients that know RWCI+, behind client_info and at each change; the PIN to owners and moderators alone', async () => {
    const { room, olga, olgaHears } = await ownedRoom();
    expect(olgaHears[0]).toBe(
      '{"type":"settings","registration":"open","may_create_channels":"everybody","new_accounts":"member","name":"test","welcome":""}',
    );
    const [mod, alice, bob] = [await room.login('mod'), await room.login('alice'), await room.login('bob')];
    await room.server.admin.setRole('mod', 'moderator');
    await mod.introduce();
    await alice.introduce();
    await quiet(olga, mod, alice, bob);
    olga.send({ type: 'settings', registration: 'pin', pin: '1234', nonce: 's' });
    const told = (pin: string) =>
      `{"type":"settings","registration":"pin",${pin}"may_create_channels":"everybody","new_accounts":"member","name":"test","welcome":""}`;
    expect(await olga.settled()).toEqual([told('"pin":"1234",'), '{"type":"ack","nonce":"s"}']);
    expect(await mod.settled()).toEqual([told('"pin":"1234",')]);
    expect(await alice.settled()).toEqual([told('')]);
    expect(await bob.settled()).toEqual([]);
  });

  test('that are wrong change nothing', async () => {
    const { room, olga } = await ownedRoom();
    for (const change of [{ registration: 'pin' }, { pin: '123' }, { pin: 'x'.repeat(33) }, { pin: '12\u00004' }]) {
      expect(await ask(olga, { type: 'settings', ...change })).toMatchObject({ type: 'error', code: 'bad_packet' });
    }
    expect(await ask(olga, { type: 'settings' })).toMatchObject({ type: 'ack' });
    expect(room.server.admin.registration).toEqual({ mode: 'open', pin: null });
  });

  test.each([
    ['1234', true],
    ['x'.repeat(32), true],
    ['grün 🐳', true],
    ['123', false],
    ['x'.repeat(33), false],
    ['12\n34', false],
    ['', false],
  ])('%j as a PIN: %s', (text, good) => {
    expect(isPin(text)).toBe(good);
  });
});
