import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { ask, parse, type Packet } from '../support/plus-client.ts';
import { settle, type RawClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, temporaryFolder } from '../support/server-room.ts';

interface Room {
  readonly server: { readonly admin: { setRole(name: string, role: 'moderator'): Promise<unknown> } };
  login(name: string): Promise<RawClient>;
}

/** Mod moderates and alice is a member, who made #garden and #shed and wrote in #garden; both know RWCI+, and plain does not. */
async function people(room: Room) {
  const [mod, alice, plain] = [await room.login('mod'), await room.login('alice'), await room.login('plain')];
  await mod.introduce();
  await alice.introduce();
  await room.server.admin.setRole('mod', 'moderator');
  for (const channel of ['garden', 'shed']) await ask(alice, { type: 'channel_create', channel });
  for (const message of ['one', 'two']) await ask(alice, { type: 'message', message, channel: 'garden' });
  for (const client of [mod, alice, plain]) await client.settled();
  return { mod, alice, plain };
}

const channelsOf = (texts: readonly string[]) =>
  texts.flatMap((text) => (text.startsWith('{"type":"channel_list"') ? (parse(text) as { channels?: string[] }).channels : []));

const messagesOf = async (client: RawClient, channel: string): Promise<(string | undefined)[]> =>
  ((await ask(client, { type: 'history', channel })).messages ?? []).map(({ message }) => message);

describe('the order of channels', () => {
  test('is for moderators and owners to say, told to those who know RWCI+, and kept', async () => {
    const dataDir = temporaryFolder();
    const room = await openRoom({ dataDir });
    const { mod, alice, plain } = await people(room);
    expect(await ask(mod, { type: 'channel_update', channel: 'shed', position: 1, nonce: 'p' })).toEqual({
      type: 'ack',
      nonce: 'p',
    });
    const told =
      '{"type":"channel_update","previous":"shed","channel":"shed","topic":"","creator":"alice","may_write":"everybody","position":1}';
    expect(await alice.settled()).toEqual([told]);
    expect(await plain.settled()).toEqual([]);
    expect(channelsOf(await (await room.connect()).login('carol'))).toEqual(['general', 'shed', 'garden']);
    expect(await ask(alice, { type: 'channel_update', channel: 'shed', position: 2 })).toMatchObject({ code: 'not_allowed' });
    await room.server.stop();

    const again = await openRoom({ dataDir });
    const carol = await again.connect();
    expect(channelsOf(await carol.login('carol'))).toEqual(['general', 'shed', 'garden']);
    const info = (await carol.introduce()).map((text) => parse(text)).find(({ type }) => type === 'channel_info');
    expect((info as unknown as { channels: Packet[] }).channels.map(({ channel }) => channel)).toEqual([
      'general',
      'shed',
      'garden',
    ]);
  });

  test.each<[string, number, readonly string[]]>([
    ['shed', 1, ['general', 'shed', 'garden', 'path']],
    ['shed', 0, ['general', 'shed', 'garden', 'path']],
    ['garden', 2, ['general', 'shed', 'garden', 'path']],
    ['garden', 99, ['general', 'shed', 'path', 'garden']],
    ['path', 3, ['general', 'garden', 'shed', 'path']],
    ['general', 0, ['general', 'garden', 'shed', 'path']],
  ])('#%s at %i', async (channel, position, order) => {
    const room = await openRoom();
    const { mod } = await people(room);
    await ask(mod, { type: 'channel_create', channel: 'path' });
    expect(await ask(mod, { type: 'channel_update', channel, position })).toMatchObject({ type: 'ack' });
    expect(room.server.admin.channels()).toEqual(order);
  });

  test('begins with the default channel', async () => {
    const room = await openRoom();
    const { mod } = await people(room);
    expect(await ask(mod, { type: 'channel_update', channel: 'general', position: 1 })).toMatchObject({
      code: 'not_allowed',
      message: '#general is the default channel and stays the first.',
    });
  });
});

describe('a deleted channel', () => {
  test('says by whom and until when it can be restored, and cannot be read meanwhile', async () => {
    const room = await openMemoryRoom();
    const { mod, alice, plain } = await people(room);
    await ask(mod, { type: 'channel_delete', channel: 'garden' });
    const until = room.clock.wall() + DEFAULT_LIMITS.channelRestoreMs;
    expect(await alice.settled()).toEqual([`{"type":"channel_delete","channel":"garden","by":"mod","until":${until}}`]);
    expect(await plain.settled()).toEqual(['{"type":"channel_delete","channel":"garden"}']);
    expect(await ask(alice, { type: 'history', channel: 'garden' })).toMatchObject({ code: 'unknown_channel' });
    expect(await ask(alice, { type: 'message', message: 'x', channel: 'garden' })).toMatchObject({ code: 'unknown_channel' });
    expect((await ask(alice, { type: 'history' })).messages?.filter(({ channel }) => channel === 'garden')).toEqual([]);
  });

  test('comes back with its messages, numbers, topic, rules and place, also over a restart', async () => {
    const dataDir = temporaryFolder();
    const room = await openRoom({ dataDir });
    const { mod, alice } = await people(room);
    await ask(mod, { type: 'channel_update', channel: 'garden', topic: 'tomatoes', may_write: 'moderators' });
    await ask(mod, { type: 'channel_delete', channel: 'garden' });
    await ask(alice, { type: 'channel_create', channel: 'path' });
    await room.server.stop();

    const again = await openRoom({ dataDir });
    const [mo, plain] = [await again.login('mod'), await again.login('plain')];
    await mo.introduce();
    await plain.settled();
    mo.send({ type: 'channel_restore', channel: 'Garden', nonce: 'r' });
    expect(await mo.upTo('ack')).toEqual([
      '{"type":"channel_create","channel":"garden","topic":"tomatoes","creator":"alice","may_write":"moderators","position":1,"last_seq":2}',
      '{"type":"ack","nonce":"r"}',
    ]);
    expect(await plain.settled()).toEqual(['{"type":"channel_create","channel":"garden"}']);
    expect(again.server.admin.channels()).toEqual(['general', 'garden', 'shed', 'path']);
    expect(await messagesOf(mo, 'garden')).toEqual(['one', 'two']);
    mo.send({ type: 'message', message: 'three', channel: 'garden', nonce: 't' });
    expect(parse((await mo.upTo('message')).at(-1) ?? '')).toMatchObject({ message: 'three', seq: 3 });
  });

  test('can be restored once, by those who may delete it, and not under a name that is taken', async () => {
    const room = await openRoom();
    const { mod, alice } = await people(room);
    const bob = await room.login('bob');
    await bob.introduce();
    await ask(alice, { type: 'channel_delete', channel: 'garden' });
    expect(await ask(bob, { type: 'channel_restore', channel: 'garden' })).toMatchObject({ code: 'not_allowed' });
    await ask(bob, { type: 'channel_create', channel: 'garden' });
    expect(await ask(alice, { type: 'channel_restore', channel: 'garden' })).toMatchObject({ code: 'name_refused' });
    await ask(bob, { type: 'channel_update', channel: 'garden', name: 'meadow' });
    expect(await ask(alice, { type: 'channel_restore', channel: 'garden' })).toMatchObject({ type: 'ack' });
    expect(await ask(mod, { type: 'channel_restore', channel: 'garden' })).toMatchObject({ code: 'unknown_channel' });
    expect(await messagesOf(bob, 'garden')).toEqual(['one', 'two']);
    expect(await messagesOf(bob, 'meadow')).toEqual([]);
  });

  test('is forgotten after a while, with its messages', async () => {
    const room = await openMemoryRoom();
    const { mod } = await people(room);
    const before = room.server.admin.stats().messages;
    await ask(mod, { type: 'channel_delete', channel: 'garden' });
    await room.clock.advance(DEFAULT_LIMITS.channelRestoreMs + DEFAULT_LIMITS.trimIntervalMs);
    await settle();
    expect(await ask(mod, { type: 'channel_restore', channel: 'garden' })).toMatchObject({ code: 'unknown_channel' });
    expect(room.server.admin.stats().messages).toBe(before - 2);
  });

  test('makes room for those that were deleted after it', async () => {
    const room = await openRoom({ limits: { channelsMax: 3, messageBurst: 1_000 } });
    const { alice } = await people(room);
    await ask(alice, { type: 'channel_delete', channel: 'garden' });
    for (const channel of ['a', 'b', 'c']) {
      await ask(alice, { type: 'channel_create', channel });
      await ask(alice, { type: 'channel_delete', channel });
    }
    expect(await ask(alice, { type: 'channel_restore', channel: 'garden' })).toMatchObject({ code: 'unknown_channel' });
    expect(await ask(alice, { type: 'channel_restore', channel: 'a' })).toMatchObject({ type: 'ack' });
    expect(await ask(alice, { type: 'channel_restore', channel: 'b' })).toMatchObject({ code: 'not_allowed' });
  });

  test('deleted twice at once goes once', async () => {
    const room = await openRoom();
    const { mod, alice } = await people(room);
    const answers = await Promise.all([mod, alice].map((client) => ask(client, { type: 'channel_delete', channel: 'garden' })));
    expect(answers.map(({ type }) => type).sort()).toEqual(['ack', 'error']);
    expect(room.server.admin.room.audit(100).filter(({ action }) => action === 'channel_delete')).toHaveLength(1);
  });
});
