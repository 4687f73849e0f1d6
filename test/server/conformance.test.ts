import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src-main/server/version.ts';
import type { SocketClient } from '../support/server-client.ts';
import { openRoom, type SocketRoom } from '../support/server-room.ts';

/** One case a sentence: what a document says, and what shows it against a real server over real sockets. */
type Case = readonly [says: string, shows: (room: SocketRoom) => Promise<void>];

function run(cases: readonly Case[]): void {
  for (const [says, shows] of cases) {
    test(says, async () => {
      await shows(await openRoom());
    });
  }
}

/** Two people who are logged in, what their logins caused taken. */
async function aliceAndBob(room: SocketRoom): Promise<[SocketClient, SocketClient]> {
  const alice = await room.login('alice');
  const bob = await room.login('bob');
  expect(await alice.next()).toBe('{"type":"join","username":"bob"}');
  return [alice, bob];
}

const AUTH = { type: 'auth', username: 'alice', password: 'secret' } as const;

describe('RFC #001', () => {
  run([
    [
      'To login and start communicating, the client must first authorize itself with an `auth` type packet.',
      async (room) => {
        const client = await room.connect();
        client.send('{"type":"auth","username":"your_username_here","password":"your_password_here"}');
        expect((await client.nextPacket()).success).toBe(true);
      },
    ],
    [
      'The server will then respond with first an `auth` message stating the success (or failure) of the login attempt.',
      async (room) => {
        const client = await room.connect();
        client.send(AUTH);
        expect((await client.nextPacket()).type).toBe('auth');
        const other = await room.connect();
        other.send({ ...AUTH, password: 'wrong' });
        expect(await other.nextPacket()).toMatchObject({ type: 'auth', success: false });
      },
    ],
    [
      'If login fails, the server will close the websocket connection.',
      async (room) => {
        await room.login('alice', 'secret');
        const client = await room.connect();
        client.send({ ...AUTH, password: 'wrong' });
        expect(await client.next()).toBe('{"type":"auth","status":"Login failed","success":false,"new_account":false}');
        expect(await client.ended()).toEqual({ code: 4001, reason: 'wrong password' });
      },
    ],
    [
      'If the login attempt is successful (the username is not already connected, …)',
      async (room) => {
        const first = await room.login('alice', 'secret');
        const second = await room.connect();
        second.send(AUTH);
        expect(await second.nextPacket()).toMatchObject({ status: 'Login failed', success: false });
        expect(await second.ended()).toEqual({ code: 4002, reason: 'alice is already connected' });
        expect(await first.settled()).toEqual([]);
      },
    ],
    [
      '… the server will respond with a list of online users and then broadcast a `join` packet.',
      async (room) => {
        const alice = await room.login('alice');
        const bob = await room.connect();
        const answers = await bob.login('bob');
        expect(answers.slice(1, 3)).toEqual([
          '{"type":"user_list","users":["alice","bob"]}',
          '{"type":"join","username":"bob"}',
        ]);
        expect(await alice.next()).toBe('{"type":"join","username":"bob"}');
      },
    ],
    [
      'Login Success (Pre-existing Account): "Logged in ok"',
      async (room) => {
        const first = await room.login('alice', 'secret');
        const bob = await room.login('bob');
        await first.settled();
        first.close();
        await bob.upTo('quit');
        const again = await room.connect();
        again.send(AUTH);
        expect(await again.next()).toBe('{"type":"auth","status":"Logged in ok","success":true,"new_account":false}');
      },
    ],
    [
      'Login Success (New Account): "Registered and logged in ok"',
      async (room) => {
        const client = await room.connect();
        client.send(AUTH);
        expect(await client.next()).toBe(
          '{"type":"auth","status":"Registered and logged in ok","success":true,"new_account":true}',
        );
      },
    ],
    [
      'The server sends a list of online users once a client has successfully logged in.',
      async (room) => {
        await room.login('User_1');
        await room.login('User_2');
        const client = await room.connect();
        expect((await client.login('User_x'))[1]).toBe('{"type":"user_list","users":["User_1","User_2","User_x"]}');
      },
    ],
    [
      'This packet is only sent once, so clients must handle joins and disconnects themselves.',
      async (room) => {
        const alice = await room.login('alice');
        const bob = await room.login('bob');
        bob.close();
        await alice.upTo('quit');
        expect(await alice.settled()).toEqual([]);
      },
    ],
    [
      'The server may send broadcast packets, which are effectively public messages from the server.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        await room.server.admin.broadcast('Server broadcast message');
        for (const client of [alice, bob]) {
          expect(await client.next()).toBe('{"type":"broadcast","message":"Server broadcast message"}');
        }
      },
    ],
    [
      'The server will not send join or disconnect messages via broadcast, these are sent via `join` and `quit` packets.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        bob.close();
        expect(await alice.next()).toBe('{"type":"quit","username":"bob"}');
      },
    ],
    [
      'Public messages are replicated to every client.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        const carol = await room.login('carol');
        await alice.upTo('join');
        await bob.upTo('join');
        alice.send('{"type":"message","message":"authors_message"}');
        for (const client of [alice, bob, carol]) {
          expect(await client.next()).toBe(
            '{"type":"message","author":"alice","message":"authors_message","channel":"general"}',
          );
        }
      },
    ],
    [
      'Packets of `message` type with empty content will not be replicated, …',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"message","message":""}');
        expect(await alice.settled()).toEqual([]);
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      '… and message packets with a non-authorized usernames will have their connections closed.',
      async (room) => {
        const client = await room.connect();
        client.send('{"type":"message","message":"hello"}');
        expect(await client.ended()).toEqual({ code: 4008, reason: 'log in before you send message' });
      },
    ],
    [
      'The server will use the username the connection logged in with for the message author.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"message","author":"bob","username":"bob","message":"hello"}');
        expect(await bob.nextPacket()).toMatchObject({ author: 'alice' });
      },
    ],
    [
      'The server and clients also have the capability to send direct messages to individual clients.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        const carol = await room.login('carol');
        await bob.upTo('join');
        alice.send('{"type":"direct_message","recipient":"bob","message":"authors_message"}');
        expect(await bob.next()).toBe('{"type":"direct_message","author":"alice","message":"authors_message"}');
        await alice.settled();
        expect(await carol.settled()).toEqual([]);
      },
    ],
    [
      'The server can send DMs to clients, …',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        await room.server.admin.directMessage('alice', 'hello');
        expect(await alice.next()).toBe('{"type":"direct_message","author":"Server","message":"hello"}');
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      '… although the reverse is not true.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"direct_message","recipient":"Server","message":"hello"}');
        expect(await alice.nextPacket()).toMatchObject({ type: 'direct_message', author: 'Server' });
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      'The server will use the username the connection logged in with for the message author. (Direct User Message)',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"direct_message","author":"Server","recipient":"bob","message":"hello"}');
        expect(await bob.nextPacket()).toMatchObject({ author: 'alice' });
      },
    ],
    [
      'When a client successfully connects, the server will send a `join` packet to each client, including the one that connected.',
      async (room) => {
        const alice = await room.connect();
        expect(await alice.login('alice')).toContain('{"type":"join","username":"alice"}');
        const bob = await room.connect();
        expect(await bob.login('bob')).toContain('{"type":"join","username":"bob"}');
        expect(await alice.next()).toBe('{"type":"join","username":"bob"}');
      },
    ],
    [
      'When a connected client disconnects …, the server will send a `quit` packet to each client.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        const carol = await room.login('carol');
        await alice.upTo('join');
        await bob.upTo('join');
        carol.webSocket.terminate();
        for (const client of [alice, bob]) expect(await client.next()).toBe('{"type":"quit","username":"carol"}');
      },
    ],
    [
      '… (this does not include failed connections) …',
      async (room) => {
        const [alice] = await aliceAndBob(room);
        const silent = await room.connect();
        silent.close();
        await silent.ended();
        const wrong = await room.connect();
        wrong.send({ type: 'auth', username: 'bob', password: 'wrong' });
        await wrong.ended();
        expect(await alice.settled()).toEqual([]);
      },
    ],
    [
      'Clients may choose to send typing packets, which indicated that the user is typing a message to be sent soon.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"typing","username":"alice"}');
        expect(await bob.next()).toBe('{"type":"typing","username":"alice"}');
      },
    ],
    [
      'The server will drop any packets that do not include a `type` field, …',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        for (const text of [
          '{"message":"hello"}',
          '{}',
          '[]',
          'null',
          '"type"',
          '7',
          '',
          'hello',
          '{"type":7}',
          '{"type":null}',
        ]) {
          alice.sendText(text);
        }
        expect(await alice.settled()).toEqual([]);
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      '… as well as any packets with a `type` field of an unknown type.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        for (const type of ['presence', 'toString', '__proto__', 'constructor', 'AUTH', 'auth ']) {
          alice.send({ type, message: 'hello' });
        }
        expect(await alice.settled()).toEqual([]);
        expect(await bob.settled()).toEqual([]);
      },
    ],
  ]);
});

describe('design: where the RFC is silent', () => {
  run([
    [
      'What is not an object with a known string `type` is dropped, and the connection lives on (before a login as well).',
      async (room) => {
        const client = await room.connect();
        for (const text of ['hello', '{}', '{"type":"hello"}', '[{"type":"auth"}]']) client.sendText(text);
        await client.login('alice');
      },
    ],
    ...['message', 'direct_message', 'typing', 'channel_create', 'channel_delete', 'client_info'].map((type): Case => [
      `Any known packet but \`auth\` before login closes the connection: ${type}`,
      async (room) => {
        const fields = { message: 'x', recipient: 'x', channel: 'x', name: 'x', version: '1', capabilities: [] };
        const client = await room.connect();
        client.send({ type, ...fields });
        expect(await client.ended()).toEqual({ code: 4008, reason: `log in before you send ${type}` });
      },
    ]),
    [
      'Any known packet but `auth` before login closes the connection, whatever its fields are.',
      async (room) => {
        const client = await room.connect();
        client.send('{"type":"message"}');
        expect((await client.ended()).code).toBe(4008);
      },
    ],
    [
      'an `auth` whose fields are not text has failed: it is answered, not left to the timeout',
      async (room) => {
        const client = await room.connect();
        client.send('{"type":"auth","username":"alice"}');
        expect(await client.next()).toBe('{"type":"auth","status":"Login failed","success":false,"new_account":false}');
        expect((await client.ended()).code).toBe(1008);
      },
    ],
    [
      'A second `auth` on a logged-in connection is dropped.',
      async (room) => {
        const alice = await room.login('alice');
        alice.send({ type: 'auth', username: 'mallory', password: 'x' });
        alice.send({ type: 'auth', username: 'alice', password: 'wrong' });
        expect(await alice.settled()).toEqual([]);
        expect(room.server.people()).toEqual(['alice']);
      },
    ],
    [
      'a second `auth` behind the first, before its answer, is dropped as well',
      async (room) => {
        const client = await room.connect();
        client.name = 'alice';
        client.send({ type: 'auth', username: 'alice', password: 'x' });
        client.send({ type: 'auth', username: 'mallory', password: 'x' });
        await client.upTo('server_info');
        expect(await client.settled()).toEqual([]);
        expect(room.server.people()).toEqual(['alice']);
      },
    ],
    [
      'what a client sends behind its `auth`, before the answer, waits for the answer',
      async (room) => {
        const client = await room.connect();
        client.send({ type: 'auth', username: 'alice', password: 'x' });
        client.send({ type: 'message', message: 'hello' });
        await client.upTo('server_info');
        expect(await client.nextPacket()).toMatchObject({ type: 'message', message: 'hello' });
      },
    ],
    [
      'After a login, in this order: `auth`, `user_list` (it includes oneself), `join` (to all, oneself included), then layers 2 and 3.',
      async (room) => {
        const client = await room.connect();
        const login = await client.login('alice');
        const identity = /"identity":"([0-9a-f]{32})"/u.exec(login.at(-1) ?? '')?.[1] ?? 'none';
        expect(login).toEqual([
          '{"type":"auth","status":"Registered and logged in ok","success":true,"new_account":true}',
          '{"type":"user_list","users":["alice"]}',
          '{"type":"join","username":"alice"}',
          '{"type":"channel_list","channels":["general"]}',
          '{"type":"default_channel","channel":"general"}',
          `{"type":"server_info","name":"test","version":"${VERSION}","capabilities":["ack","channels","history","moderation","ping","presence","resume"],"limits":{"message_bytes":65536,"name_code_points":32},"identity":"${identity}"}`,
        ]);
      },
    ],
    [
      'Content that is empty or only white space is not replicated.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        for (const message of ['', ' ', '\n\t ', '\u00a0', '\u3000', '\u200b', '\u2060\ufe0f', '\u2800']) {
          alice.send({ type: 'message', message });
          alice.send({ type: 'direct_message', recipient: 'bob', message });
        }
        expect(await alice.settled()).toEqual([]);
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      'content is replicated as it is, white space at its ends included',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        const message = '  x\n"<b>\\ \u0000 é 👩‍👩‍👧 \u202e \t';
        alice.send({ type: 'message', message });
        expect(await bob.nextPacket()).toMatchObject({ message });
      },
    ],
    [
      '`typing` goes to everybody else.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"typing","username":"bob"}');
        expect(await bob.next()).toBe('{"type":"typing","username":"alice"}');
        expect(await alice.settled()).toEqual([]);
      },
    ],
    [
      '`typing` needs no username',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"typing"}');
        expect(await bob.next()).toBe('{"type":"typing","username":"alice"}');
      },
    ],
    [
      'DMs to a known account that is offline are kept and delivered at its next login, once, in order.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        bob.close();
        await alice.upTo('quit');
        for (const message of ['one', 'two', 'three']) alice.send({ type: 'direct_message', recipient: 'bob', message });
        await alice.settled();

        const again = await room.login('bob');
        expect(await again.settled()).toEqual(
          ['one', 'two', 'three'].map((message) => `{"type":"direct_message","author":"alice","message":"${message}"}`),
        );
        again.close();
        await alice.upTo('quit');
        const third = await room.login('bob');
        expect(await third.settled()).toEqual([]);
      },
    ],
    [
      'The server speaks as `Server`, a reserved name.',
      async (room) => {
        for (const name of ['Server', 'server', 'SERVER', 'Sеrvеr', 'Ѕerver']) {
          const client = await room.connect();
          client.send({ type: 'auth', username: name, password: 'x' });
          expect(await client.nextPacket()).toMatchObject({ success: false });
          expect(await client.ended()).toEqual({ code: 4003, reason: `The name ${name} is reserved.` });
        }
      },
    ],
    [
      'a DM to a name that nobody has is answered in words, and the connection lives on',
      async (room) => {
        const alice = await room.login('alice');
        alice.send({ type: 'direct_message', recipient: 'bob', message: 'hello' });
        expect(await alice.next()).toBe('{"type":"direct_message","author":"Server","message":"bob is not known here."}');
        expect(await alice.settled()).toEqual([]);
      },
    ],
    [
      'a DM is not echoed to its author, one to oneself is delivered',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send({ type: 'direct_message', recipient: 'bob', message: 'hello' });
        alice.send({ type: 'direct_message', recipient: 'alice', message: 'note' });
        expect(await alice.next()).toBe('{"type":"direct_message","author":"alice","message":"note"}');
        expect(await bob.next()).toBe('{"type":"direct_message","author":"alice","message":"hello"}');
      },
    ],
    [
      'Names: 1 to 32 characters, no control, bidi, zero-width characters, no white space at the ends',
      async (room) => {
        for (const name of ['', ' ', ' alice', 'alice ', 'a\nb', 'a\u202eb', 'a\u200bb', 'x'.repeat(33), '\u0000']) {
          const client = await room.connect();
          client.send({ type: 'auth', username: name, password: 'x' });
          expect(await client.nextPacket()).toMatchObject({ success: false });
          const { code, reason } = await client.ended();
          expect([code, reason]).toEqual([4003, expect.stringMatching(/^A name .+\.$/u)]);
        }
        await room.login('🎉'.repeat(32));
      },
    ],
    [
      'unique after NFKC + case-fold + confusable skeleton',
      async (room) => {
        await room.login('alice', 'x');
        for (const name of ['Alice', 'ALICE', 'аlice', 'ａlice', 'a1ice']) {
          const client = await room.connect();
          client.send({ type: 'auth', username: name, password: 'x' });
          expect((await client.ended()).code).toBe(4003);
        }
        expect(room.server.people()).toEqual(['alice']);
      },
    ],
    [
      'passwords of any length from 1 to 256 bytes are taken',
      async (room) => {
        await room.login('one', 'x');
        await room.login('most', 'ü'.repeat(128));
        for (const password of ['', 'ü'.repeat(128) + 'x']) {
          const client = await room.connect();
          client.send({ type: 'auth', username: 'none of them', password });
          expect((await client.ended()).code).toBe(4001);
        }
      },
    ],
  ]);
});

describe('design: the dialect in the wild', () => {
  run([
    [
      '`message` carries `channel` both ways (absent or null means the default channel)',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"channel_create","channel":"random"}');
        await bob.upTo('channel_create');
        alice.send('{"type":"message","message":"1","channel":"random"}');
        alice.send('{"type":"message","message":"2","channel":null}');
        alice.send('{"type":"message","message":"3"}');
        expect(await bob.next()).toBe('{"type":"message","author":"alice","message":"1","channel":"random"}');
        expect(await bob.next()).toBe('{"type":"message","author":"alice","message":"2","channel":"general"}');
        expect(await bob.next()).toBe('{"type":"message","author":"alice","message":"3","channel":"general"}');
      },
    ],
    [
      'A message to an unknown channel is not replicated.',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"message","message":"1","channel":"nowhere"}');
        alice.send('{"type":"message","message":"2","channel":"nowhere"}');
        expect(await alice.settled()).toEqual([
          '{"type":"direct_message","author":"Server","message":"There is no channel #nowhere here."}',
        ]);
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      'by default any account may create',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        bob.send('{"type":"channel_create","channel":"random"}');
        for (const client of [alice, bob]) {
          expect(await client.next()).toBe('{"type":"channel_create","channel":"random"}');
        }
        const carol = await room.connect();
        expect(await carol.login('carol')).toContain('{"type":"channel_list","channels":["general","random"]}');
      },
    ],
    [
      'the creator … delete[s]',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        bob.send('{"type":"channel_create","channel":"random"}');
        bob.send('{"type":"channel_delete","channel":"random"}');
        await alice.upTo('channel_create');
        expect(await alice.next()).toBe('{"type":"channel_delete","channel":"random"}');
        await bob.settled();
        alice.send('{"type":"message","message":"late","channel":"random"}');
        await alice.settled();
        expect(await bob.settled()).toEqual([]);
      },
    ],
    [
      'somebody else does not delete',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"channel_create","channel":"random"}');
        await bob.upTo('channel_create');
        bob.send('{"type":"channel_delete","channel":"random"}');
        expect(await bob.nextPacket()).toMatchObject({
          author: 'Server',
          message: 'Only who made #random and the moderators can delete it.',
        });
      },
    ],
    [
      'the default channel stays',
      async (room) => {
        const alice = await room.login('alice');
        alice.send('{"type":"channel_delete","channel":"general"}');
        expect(await alice.settled()).toEqual([
          '{"type":"direct_message","author":"Server","message":"#general is the default channel and stays."}',
        ]);
      },
    ],
    ...(
      [
        ['random', 'There is a channel #random already.'],
        ['RANDOM', 'There is a channel #random already.'],
        ['rаndom', '#rаndom looks too much like the channel #random.'],
        ['', 'A channel name cannot be empty.'],
        ['a b', 'A channel name has no spaces. Try - instead.'],
        ['#a', 'Leave out the #: the name of a channel begins after it.'],
        ['x'.repeat(33), 'A channel name has at most 32 characters.'],
        ['a\u200bb', 'A channel name cannot hold invisible or direction-changing characters.'],
      ] as const
    ).map(([channel, words]): Case => [
      `a channel ${JSON.stringify(channel)} is refused in words`,
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send('{"type":"channel_create","channel":"random"}');
        await alice.upTo('channel_create');
        alice.send({ type: 'channel_create', channel });
        expect(await alice.settled()).toEqual([JSON.stringify({ type: 'direct_message', author: 'Server', message: words })]);
        expect(await bob.settled()).toEqual(['{"type":"channel_create","channel":"random"}']);
      },
    ]),
  ]);

  test('the owner deletes any channel but the default one', async () => {
    const room = await openRoom({ firstAccountIsOwner: true });
    const [alice, bob] = await aliceAndBob(room);
    bob.send('{"type":"channel_create","channel":"random"}');
    await alice.upTo('channel_create');
    alice.send('{"type":"channel_delete","channel":"random"}');
    expect(await alice.next()).toBe('{"type":"channel_delete","channel":"random"}');
  });
});

describe('design: RWCI+', () => {
  run([
    [
      'a client that knows it answers `client_info`, and everybody else gets layers 1 and 2 byte for byte',
      async (room) => {
        const [alice, bob] = await aliceAndBob(room);
        alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: ['ack', 'history'] });
        alice.send({ type: 'message', message: 'hello' });
        expect(await bob.next()).toBe('{"type":"message","author":"alice","message":"hello","channel":"general"}');
        const heard = (await alice.settled()).map((text) => JSON.parse(text) as { type: string });
        expect(heard.find(({ type }) => type === 'message')).toMatchObject({ id: 1, seq: 1 });
      },
    ],
  ]);
});
