import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CLIENT_PACKETS, SERVER_PACKETS } from '../../src-shared/protocol/packets.ts';
import { openRoom as openClientRoom } from '../session/rooms.ts';
import { until } from '../support/fake-clock.ts';
import { CLIENT_INFO, parse } from '../support/plus-client.ts';
import { settle, type MemoryClient } from '../support/server-client.ts';
import { openMemoryRoom, type MemoryRoom } from '../support/server-room.ts';

/*
 * Transcripts in `golden/`: the exact text of everything that passes between a server and clients that know layers 1 and 2 alone.
 * A change of them is a change for every client in the wild. After one that is meant:
 *   npx vitest run --config test/vitest.config.ts test/server/golden.test.ts -u && git diff test/server/golden
 */

const CAPABILITIES = ['ack', 'history', 'presence', 'channels', 'moderation', 'resume'];

/** Compares with a file, which has to be there. What `server_info` says is layer 3's, and grows. */
async function expectTranscript(name: string, lines: readonly string[]): Promise<void> {
  const file = join(import.meta.dirname, 'golden', name);
  expect(existsSync(file), `${file} is there`).toBe(true);
  const text = `${lines.join('\n')}\n`.replaceAll(/^\{"type":"server_info",.*\}$/gmu, '{"type":"server_info",…}');
  await expect(text).toMatchFileSnapshot(file);
}

const typesIn = (lines: readonly string[]) =>
  new Set(lines.filter((line) => line.startsWith('{')).map((line) => parse(line).type));

const ofLayers1And2 = (table: Readonly<Record<string, { readonly layer: string }>>) =>
  Object.entries(table).flatMap(([type, { layer }]) => (layer === 'plus' ? [] : [type]));

/** A room with people who know only the RFC, each with a transcript, and olga, who knows everything and owns it. */
class Stage {
  readonly room: MemoryRoom;
  readonly transcripts = new Map<string, string[]>();
  readonly #clients = new Map<string, MemoryClient>();

  constructor(room: MemoryRoom) {
    this.room = room;
  }

  /** Lets one thing happen; then what came, and how a connection ended, is in the transcripts below its title. */
  async scene(title: string, happens: () => unknown): Promise<void> {
    await happens();
    await this.room.clock.advance(6_000);
    await settle();
    for (const [name, client] of this.#clients) {
      const lines = this.transcripts.get(name) ?? [];
      lines.push('', `# ${title}`, ...client.inbox.splice(0));
      if (client.ending !== null) {
        lines.push(`(closed: ${String(client.ending.code)} ${client.ending.reason})`);
        this.#clients.delete(name);
      }
      this.transcripts.set(name, lines);
    }
  }

  join(name: string, password = `password of ${name}`, transcript = name): MemoryClient {
    const client = this.room.connect();
    client.send({ type: 'auth', username: name, password });
    this.#clients.set(transcript, client);
    return client;
  }

  /** What nobody but RWCI+ clients is told is not in a transcript. */
  async joinAsOwner(name: string): Promise<MemoryClient> {
    const client = await this.room.login(name);
    client.send({ ...CLIENT_INFO, capabilities: CAPABILITIES });
    return client;
  }
}

describe('what plain clients get of a room where somebody uses all of RWCI+', () => {
  test('is the golden transcript, in which every packet of layers 1 and 2 comes', async () => {
    const stage = new Stage(await openMemoryRoom({ firstAccountIsOwner: true }));
    const { room } = stage;
    const olga = await stage.joinAsOwner('olga');
    const answers = (nonce: string) => olga.inbox.map(parse).filter((packet) => packet.nonce === nonce);
    let asked = 0;
    const ask = (packet: Readonly<Record<string, unknown>>) => {
      olga.send({ nonce: `request ${String(asked++)}`, ...packet });
    };

    let ann = stage.join('ann');
    await stage.scene('ann registers', () => undefined);
    let bob = stage.join('bob');
    await stage.scene('bob registers', () => undefined);
    await stage.scene('somebody tries a wrong password for ann', () => stage.join('ann', 'wrong', 'wrong-password'));

    await stage.scene('ann writes', () => ann.send('{"type":"message","message":"hello"}'));
    await stage.scene('ann writes to a channel, with fields that no packet has', () =>
      ann.send('{"type":"message","message":"hi","channel":"general","nonce":"x","id":7}'),
    );
    await stage.scene('olga writes, with a nonce', () => ask({ type: 'message', message: 'welcome', nonce: 'n1' }));
    expect(answers('n1').map(({ type }) => type)).toEqual(['ack', 'message']);
    await stage.scene('olga sends it again', () => ask({ type: 'message', message: 'welcome', nonce: 'n1' }));
    await stage.scene('olga writes without a nonce', () =>
      olga.send({ type: 'message', message: 'again', channel: 'general' }),
    );
    await stage.scene('olga is refused', () => ask({ type: 'message', message: 'x', channel: 'nowhere', nonce: 'n2' }));
    expect(answers('n2').map(({ code }) => code)).toEqual(['unknown_channel']);
    await stage.scene('ann is refused', () => ann.send({ type: 'message', message: 'x', channel: 'nowhere' }));
    await stage.scene('ann types, olga types', () => {
      ann.send('{"type":"typing","username":"ann"}');
      olga.send({ type: 'typing' });
    });

    await stage.scene('olga writes to ann alone', () => ask({ type: 'direct_message', recipient: 'ann', message: 'psst' }));
    await stage.scene('ann writes to bob alone', () => ann.send({ type: 'direct_message', recipient: 'bob', message: 'hm' }));
    await stage.scene('ann writes to nobody', () => ann.send({ type: 'direct_message', recipient: 'zoe', message: 'hm' }));
    await stage.scene('ann writes to the server', () =>
      ann.send({ type: 'direct_message', recipient: 'Server', message: 'hm' }),
    );
    await stage.scene('the server speaks to all, and to ann', async () => {
      await room.server.admin.broadcast('tea is ready');
      await room.server.admin.directMessage('ann', 'and yours too');
    });

    await stage.scene('olga reads the history', () => ask({ type: 'history' }));
    expect(olga.inbox.some((text) => text.startsWith('{"type":"history"'))).toBe(true);
    await stage.scene('olga is away, then busy', () => {
      ask({ type: 'presence', state: 'away', text: 'lunch' });
      ask({ type: 'presence', state: 'busy' });
    });
    await stage.scene('ann asks for the history, says that she is away, and bans: she cannot', () => {
      ann.send({ type: 'history', nonce: 'x' });
      ann.send({ type: 'presence', state: 'away' });
      ann.send({ type: 'ban', username: 'bob' });
    });

    await stage.scene('olga makes a channel', () => ask({ type: 'channel_create', channel: 'random' }));
    await stage.scene('ann makes one that is there', () => ann.send({ type: 'channel_create', channel: 'random' }));
    await stage.scene('olga writes there', () => ask({ type: 'message', message: 'here', channel: 'random' }));
    await stage.scene('olga gives it a topic', () => ask({ type: 'channel_update', channel: 'random', topic: 'anything' }));
    await stage.scene('olga gives it a new name', () => ask({ type: 'channel_update', channel: 'random', name: 'anything' }));
    await stage.scene('ann deletes it: she cannot', () => ann.send({ type: 'channel_delete', channel: 'anything' }));
    await stage.scene('olga deletes it', () => ask({ type: 'channel_delete', channel: 'anything' }));
    await stage.scene('olga restores it, puts it in its place and deletes it again', () => {
      ask({ type: 'channel_restore', channel: 'anything' });
      ask({ type: 'channel_update', channel: 'anything', position: 1, may_write: 'members' });
      ask({ type: 'channel_delete', channel: 'anything' });
    });

    await stage.scene('olga mutes ann, who writes', async () => {
      ask({ type: 'mute', username: 'ann', reason: 'a rest' });
      await settle();
      ann.send({ type: 'message', message: 'but' });
    });
    await stage.scene('olga unmutes ann', () => ask({ type: 'unmute', username: 'ann' }));
    await stage.scene('olga makes ann a moderator, a guest and a member', () => {
      ask({ type: 'role', username: 'ann', role: 'moderator' });
      ask({ type: 'role', username: 'ann', role: 'guest' });
      ask({ type: 'role', username: 'ann', role: 'member' });
    });
    await stage.scene('olga changes the settings', () => {
      ask({ type: 'settings', may_create_channels: 'moderators' });
      ask({ type: 'settings', may_create_channels: 'everybody', name: 'Room 12', welcome: 'Be kind.\nBe early.' });
    });
    await stage.scene('olga broadcasts, and reads the audit log', () => {
      ask({ type: 'broadcast', message: 'it is late' });
      ask({ type: 'audit' });
    });
    expect(olga.inbox.some((text) => text.startsWith('{"type":"audit"'))).toBe(true);
    await stage.scene('olga forgets her tokens', () => ask({ type: 'resume_revoke' }));
    await stage.scene('olga kicks bob', () => ask({ type: 'kick', username: 'bob', reason: 'too loud' }));
    await stage.scene('ann and olga write to bob, who is away', async () => {
      ann.send({ type: 'direct_message', recipient: 'bob', message: 'one' });
      await settle();
      ask({ type: 'direct_message', recipient: 'bob', message: 'two' });
    });
    bob = stage.join('bob');
    await stage.scene('bob comes back', () => undefined);
    await stage.scene('olga bans bob', () => ask({ type: 'ban', username: 'bob', reason: 'enough' }));
    bob = stage.join('bob');
    await stage.scene('bob tries to come back', () => undefined);
    await stage.scene('olga takes it back', () => ask({ type: 'unban', username: 'bob' }));
    bob = stage.join('bob');
    await stage.scene('bob comes back again', () => undefined);
    await stage.scene('olga gives bob a new password', () =>
      ask({ type: 'password_reset', username: 'bob', password: 'fresh' }),
    );
    bob = stage.join('bob', 'fresh');
    await stage.scene('bob comes back with it', () => undefined);
    await stage.scene('olga deletes the account of bob', () =>
      ask({ type: 'account_delete', username: 'bob', reason: 'squatted' }),
    );
    bob = stage.join('bob', 'of somebody else');
    await stage.scene('somebody else registers as bob, and is welcomed', () => undefined);
    await stage.scene('ann leaves', () => {
      ann.close();
    });
    ann = stage.join('ann');
    await stage.scene('ann comes back', () => undefined);
    await stage.scene('the server stops', () => room.server.stop('Good night.'));

    expect([ann.ending?.code, bob.ending?.code]).toEqual([1001, 1001]);
    const all = [...stage.transcripts.values()].flat();
    expect([...typesIn(all)].sort()).toEqual([...ofLayers1And2(SERVER_PACKETS), 'server_info'].sort());
    for (const name of ['ann', 'bob', 'wrong-password'])
      await expectTranscript(`plain-${name}.txt`, stage.transcripts.get(name) ?? []);
  });
});

describe('what our client sends to a server', () => {
  const sent = async (name: 'a strict server' | 'a wild server') => {
    const room = await openClientRoom(name);
    onTestFinished(() => room.end());
    const ann = await room.join('ann');
    const bob = await room.join('bob');
    ann.say('hello');
    await until(() => ann.delivery('hello') === 'delivered', 'the echo came');
    ann.session.typing(ann.state.active);
    await room.rest();
    ann.whisper('bob', 'psst');
    await until(() => bob.lines('dm:ann').length === 1, 'bob has it');
    if (name === 'a wild server') {
      void ann.session.room.createChannel('random');
      await room.rest();
      void ann.session.room.deleteChannel('random');
      await room.rest();
    }
    return (room.model?.received ?? []).map(({ packet }) => JSON.stringify(packet));
  };

  test('of RFC #001 alone is its four packets, to the byte', async () => {
    const lines = await sent('a strict server');
    const rfc = Object.entries(CLIENT_PACKETS).flatMap(([type, { layer }]) => (layer === 'rfc' ? [type] : []));
    expect([...typesIn(lines)].sort()).toEqual(rfc.sort());
    await expectTranscript('client-to-rfc.txt', lines);
  });

  test('of the dialect is that and its channels, to the byte', async () => {
    await expectTranscript('client-to-dialect.txt', await sent('a wild server'));
  });
});
