import { describe, expect, test } from 'vitest';
import { settle, type MemoryClient } from '../support/server-client.ts';
import { openMemoryRoom, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

/**
 * The owner, alice and bob know RWCI+, plain does not; alice has made #garden. What all that caused is taken.
 */
interface Cast {
  readonly room: MemoryRoom;
  readonly owner: MemoryClient;
  readonly alice: MemoryClient;
  readonly bob: MemoryClient;
  readonly plain: MemoryClient;
}

async function openGarden(dataDir = temporaryFolder()): Promise<Cast> {
  const room = await openMemoryRoom({ firstAccountIsOwner: true, dataDir });
  const owner = await room.login('olivia');
  const [alice, bob, plain] = [await room.login('alice'), await room.login('bob'), await room.login('plain')];
  for (const client of [owner, alice, bob]) await client.introduce();
  alice.send({ type: 'channel_create', channel: 'garden' });
  for (const client of [owner, alice, bob, plain]) await client.upTo('channel_create');
  return { room, owner, alice, bob, plain };
}

const update = (fields: object, channel = 'garden') => ({ type: 'channel_update', channel, ...fields });
const say = (message: string, channel?: string, nonce?: string) => ({ type: 'message', message, channel, nonce });

interface Packet {
  readonly type: string;
  readonly code?: string;
  readonly channel?: string;
  readonly message?: string;
  readonly channels?: unknown[];
  readonly more?: boolean;
}

const packets = (texts: readonly string[]) => texts.map((text) => JSON.parse(text) as Packet);

async function infoOf(room: MemoryRoom, name: string): Promise<unknown> {
  const client = await room.login(name);
  return packets(await client.introduce()).find(({ type }) => type === 'channel_info')?.channels;
}

describe('what a client is told of the channels', () => {
  test('comes behind client_info, with the numbers of the newest messages', async () => {
    const { room, alice, bob } = await openGarden();
    alice.send(update({ topic: 'tomatoes', may_write: 'moderators' }));
    bob.send(say('one'));
    bob.send(say('two'));
    await alice.settled();
    await bob.settled();
    const carol = await room.login('carol');
    expect((await carol.introduce()).find((text) => text.includes('"channel_info"'))).toBe(
      '{"type":"channel_info","channels":[' +
        '{"channel":"general","topic":"","creator":null,"may_write":"everybody","last_seq":2},' +
        '{"channel":"garden","topic":"tomatoes","creator":"alice","may_write":"moderators","last_seq":0}],"more":false}',
    );
  });

  test('of a new one comes with it; a plain client gets the dialect alone', async () => {
    const { owner, bob, plain } = await openGarden();
    bob.send({ type: 'channel_create', channel: 'kitchen', nonce: 'n1' });
    const rich =
      '{"type":"channel_create","channel":"kitchen","topic":"","creator":"bob","may_write":"everybody","position":2,"last_seq":0}';
    expect(await owner.next()).toBe(rich);
    expect(await bob.settled()).toEqual([rich, '{"type":"ack","nonce":"n1"}']);
    expect(await plain.next()).toBe('{"type":"channel_create","channel":"kitchen"}');
  });

  test('comes in pages of at most two hundred', async () => {
    const room = await openMemoryRoom({ limits: { channelsMax: 1_000, messageBurst: 1_000 } });
    const maker = await room.login('maker');
    for (let i = 0; i < 250; i++) maker.send({ type: 'channel_create', channel: `c${i}` });
    await maker.settled();
    const pages = packets(await (await room.login('carol')).introduce()).filter(({ type }) => type === 'channel_info');
    expect(pages.map(({ channels, more }) => [channels?.length, more])).toEqual([
      [200, true],
      [51, false],
    ]);
  });
});

describe('a change of a channel', () => {
  test('of topic and of who may write is heard by those who know RWCI+, and acknowledged', async () => {
    const { owner, alice, plain } = await openGarden();
    alice.send(update({ topic: ' tomatoes ', nonce: 'n1' }));
    const told =
      '{"type":"channel_update","previous":"garden","channel":"garden","topic":"tomatoes","creator":"alice","may_write":"everybody","position":1}';
    expect(await alice.settled()).toEqual([told, '{"type":"ack","nonce":"n1"}']);
    expect(await owner.next()).toBe(told);
    expect(await plain.settled()).toEqual([]);
  });

  test('of the name is a channel that goes and one that comes to a plain client', async () => {
    const { owner, alice, plain } = await openGarden();
    alice.send(update({ name: 'Allotment' }));
    expect(await owner.next()).toBe(
      '{"type":"channel_update","previous":"garden","channel":"Allotment","topic":"","creator":"alice","may_write":"everybody","position":1}',
    );
    expect(await plain.settled()).toEqual([
      '{"type":"channel_delete","channel":"garden"}',
      '{"type":"channel_create","channel":"Allotment"}',
    ]);
  });

  test('of the name keeps its place and its messages', async () => {
    const { room, alice } = await openGarden();
    alice.send({ type: 'channel_create', channel: 'kitchen' });
    alice.send(say('hello', 'garden'));
    alice.send(update({ name: 'allotment' }));
    await alice.settled();
    const carol = await room.login('carol');
    expect(room.server.admin.channels()).toEqual(['general', 'allotment', 'kitchen']);
    await carol.introduce();
    carol.send({ type: 'history', channel: 'allotment' });
    expect(await carol.nextPacket()).toMatchObject({ messages: [{ message: 'hello', channel: 'allotment' }] });
  });

  test('that is none is acknowledged and told to nobody', async () => {
    const { owner, alice } = await openGarden();
    alice.send(update({ name: 'garden', topic: '', may_write: 'everybody', nonce: 'n1' }));
    alice.send(update({ nonce: 'n2' }));
    expect(await alice.settled()).toEqual(['{"type":"ack","nonce":"n1"}', '{"type":"ack","nonce":"n2"}']);
    expect(await owner.settled()).toEqual([]);
  });

  test('survives a restart', async () => {
    const dataDir = temporaryFolder();
    const { room, alice } = await openGarden(dataDir);
    alice.send(update({ name: 'allotment', topic: 'tomatoes', may_write: 'owner' }));
    await alice.settled();
    await room.server.stop();
    expect(await infoOf(await openMemoryRoom({ dataDir }), 'carol')).toEqual([
      { channel: 'general', topic: '', creator: null, may_write: 'everybody', last_seq: 0 },
      { channel: 'allotment', topic: 'tomatoes', creator: 'alice', may_write: 'owner', last_seq: 0 },
    ]);
  });

  test('of one thing by one and of another by somebody else at once are both there', async () => {
    const { room, owner, alice } = await openGarden();
    owner.send(update({ topic: 'tomatoes' }));
    alice.send(update({ may_write: 'moderators' }));
    owner.send(update({ name: 'allotment' }));
    await owner.settled();
    await alice.settled();
    expect(await infoOf(room, 'carol')).toMatchObject([
      {},
      { channel: 'allotment', topic: 'tomatoes', may_write: 'moderators' },
    ]);
  });

  test.each([
    [{ name: 'general' }, 'name_refused', 'There is a channel #general already.'],
    [{ name: 'GENERAL' }, 'name_refused', 'There is a channel #general already.'],
    [{ name: 'generаl' }, 'name_refused', '#generаl looks too much like the channel #general.'],
    [{ name: 'a b' }, 'name_refused', 'A channel name has no spaces. Try - instead.'],
    [{ name: '' }, 'name_refused', 'A channel name cannot be empty.'],
    [{ topic: 'x'.repeat(251) }, 'bad_packet', 'A topic has at most 250 characters.'],
    [{ topic: 'one\ntwo' }, 'bad_packet', 'A topic is one line without control characters.'],
    [{ topic: 'a\u2066b' }, 'bad_packet', 'A topic cannot hold direction-changing characters.'],
    [{ may_write: 'nobody' }, 'bad_packet', 'The field channel_update.may_write is missing or not what it has to be.'],
    [{ name: 'allotment', topic: 'x'.repeat(251) }, 'bad_packet', 'A topic has at most 250 characters.'],
    [{ channel: 'nowhere', topic: 'x' }, 'unknown_channel', 'There is no channel #nowhere here.'],
    [{ channel: 'x'.repeat(60_000), topic: 'x' }, 'unknown_channel', `There is no channel #${'x'.repeat(40)}… here.`],
  ])('to %j is refused in words and changes nothing', async (fields, code, message) => {
    const { room, owner, alice } = await openGarden();
    alice.send({ ...update({}), ...fields });
    expect(await alice.settled()).toEqual([JSON.stringify({ type: 'error', code, message })]);
    expect(await owner.settled()).toEqual([]);
    expect(await infoOf(room, 'carol')).toMatchObject([{}, { channel: 'garden', topic: '', may_write: 'everybody' }]);
  });

  test('to the same name in other letters is one', async () => {
    const { alice, owner } = await openGarden();
    alice.send(update({ name: 'Garden' }, 'GARDEN'));
    expect(await owner.nextPacket()).toMatchObject({ previous: 'garden', channel: 'Garden' });
  });
});

describe('who may change a channel', () => {
  test('its creator, the owner, and nobody else', async () => {
    const { owner, bob } = await openGarden();
    bob.send(update({ topic: 'mine', nonce: 'n1' }));
    expect(await bob.settled()).toEqual([
      '{"type":"error","code":"not_allowed","message":"Only who made #garden and the moderators can change it.","nonce":"n1"}',
    ]);
    owner.send(update({ topic: 'ours' }));
    expect(await bob.nextPacket()).toMatchObject({ topic: 'ours' });
  });

  test('the default channel the owner alone, and its name stays', async () => {
    const { owner, alice } = await openGarden();
    alice.send(update({ topic: 'mine' }, 'general'));
    expect(packets(await alice.settled())).toMatchObject([{ code: 'not_allowed' }]);
    owner.send(update({ name: 'lobby' }, 'general'));
    owner.send(update({ topic: 'welcome' }, 'general'));
    expect(packets(await owner.settled())).toMatchObject([
      { code: 'not_allowed', message: '#general is the default channel and keeps its name.' },
      { type: 'channel_update', channel: 'general', topic: 'welcome' },
    ]);
  });
});

describe('who may write in a channel', () => {
  test('is asked of each message: a plain client is told in words, one that knows RWCI+ with an error', async () => {
    const { owner, alice, bob, plain } = await openGarden();
    owner.send(update({ may_write: 'moderators' }));
    await owner.settled();
    await bob.settled();
    await alice.settled();
    const words = 'Only moderators and owners may write in #garden.';
    bob.send(say('let me', 'garden', 'n1'));
    expect(await bob.settled()).toEqual([JSON.stringify({ type: 'error', code: 'not_allowed', message: words, nonce: 'n1' })]);
    for (let i = 0; i < 3; i++) plain.send(say('let me', 'garden'));
    expect(await plain.settled()).toEqual([JSON.stringify({ type: 'direct_message', author: 'Server', message: words })]);
    owner.send(say('hear me', 'garden'));
    expect(await plain.next()).toBe('{"type":"message","author":"olivia","message":"hear me","channel":"garden"}');
    expect(packets(await alice.settled())).toMatchObject([{ message: 'hear me' }]);
  });

  test('by role alone: whoever made it for the owner cannot write in it, and can take that back', async () => {
    const { alice } = await openGarden();
    alice.send(update({ may_write: 'owner' }));
    alice.send(say('hello', 'garden'));
    alice.send(update({ may_write: 'everybody' }));
    alice.send(say('hello again', 'garden'));
    expect(packets(await alice.settled())).toMatchObject([
      { type: 'channel_update' },
      { code: 'not_allowed', message: 'Only owners may write in #garden.' },
      { type: 'channel_update' },
      { type: 'message', message: 'hello again' },
    ]);
  });

  test('does not unsay what was said: a message that comes again is acknowledged again', async () => {
    const { owner, bob } = await openGarden();
    bob.send(say('hello', 'garden', 'n1'));
    const [ack] = await bob.settled();
    owner.send(update({ may_write: 'owner', name: 'allotment' }));
    await bob.upTo('channel_update');
    for (const channel of ['garden', 'allotment']) {
      bob.send(say('hello', channel, 'n1'));
      expect(await bob.settled()).toEqual([ack]);
    }
  });
});

describe('packets take effect in the order in which they were sent', () => {
  test('of one client, back to back, each sees what the one before did', async () => {
    const { bob, plain } = await openGarden();
    bob.send({ type: 'channel_create', channel: 'a' });
    bob.send(say('1', 'a'));
    bob.send(update({ name: 'b', topic: 'x' }, 'a'));
    bob.send(say('2', 'b'));
    bob.send(say('to a name that is gone', 'a'));
    bob.send(say('3'));
    bob.send({ type: 'channel_delete', channel: 'b' });
    bob.send(say('to a channel that is gone', 'b'));
    bob.send({ type: 'channel_create', channel: 'b' });
    bob.send(say('4', 'b'));
    await bob.settled();
    expect(await plain.settled()).toEqual([
      '{"type":"channel_create","channel":"a"}',
      '{"type":"message","author":"bob","message":"1","channel":"a"}',
      '{"type":"channel_delete","channel":"a"}',
      '{"type":"channel_create","channel":"b"}',
      '{"type":"message","author":"bob","message":"2","channel":"b"}',
      '{"type":"message","author":"bob","message":"3","channel":"general"}',
      '{"type":"channel_delete","channel":"b"}',
      '{"type":"channel_create","channel":"b"}',
      '{"type":"message","author":"bob","message":"4","channel":"b"}',
    ]);
  });

  test('of a client that leaves at once, before its quit', async () => {
    const { bob, plain } = await openGarden();
    bob.send({ type: 'channel_create', channel: 'a' });
    bob.send(say('1', 'a'));
    bob.send(say('2'));
    queueMicrotask(() => {
      bob.close();
    });
    expect(packets(await plain.upTo('quit')).map(({ type, message }) => message ?? type)).toEqual([
      'channel_create',
      '1',
      '2',
      'quit',
    ]);
  });

  test('of a client when the server stops', async () => {
    const { room, bob, plain } = await openGarden();
    bob.send({ type: 'channel_create', channel: 'a' });
    bob.send(say('1', 'a'));
    bob.send(say('2'));
    await Promise.resolve();
    await room.server.stop('Good night.');
    await plain.ended();
    expect(packets(plain.inbox).map(({ type, message }) => message ?? type)).toEqual([
      'channel_create',
      '1',
      '2',
      'Good night.',
    ]);
  });

  test('a message on its way while its channel gets another name is said under that one', async () => {
    const { alice, bob, plain } = await openGarden();
    alice.send(update({ name: 'allotment' }));
    bob.send(say('hello', 'garden'));
    await settle();
    expect(packets(plain.inbox).at(-1)).toMatchObject({ message: 'hello', channel: 'allotment' });
    bob.send(say('too late', 'garden'));
    expect(packets(await bob.settled()).at(-1)).toMatchObject({ code: 'unknown_channel' });
  });
});
