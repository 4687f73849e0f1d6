import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src-main/server/console/admin-commands.ts';
import { harmless } from '../../src-main/server/content.ts';
import { openMemoryRoom, type MemoryRoom } from '../support/server-room.ts';

/** A terminal at a room where time stands still on 1 January 2024, 12:00 UTC. */
async function terminal(): Promise<{ room: MemoryRoom; type: (line: string) => Promise<string> }> {
  const room = await openMemoryRoom();
  return { room, type: async (line) => (await runCommand(line, room.server.admin)).text };
}

describe('the console', () => {
  test('gives roles, and shows everybody who has an account', async () => {
    const { room, type } = await terminal();
    const alice = await room.login('alice');
    await room.login('bob smith');
    expect(await type('role alice owner')).toBe('alice owns this server now.');
    expect(await type('role "bob smith" moderator')).toBe('bob smith is a moderator now.');
    expect(await type('role alice member')).toBe('alice is the only owner. Make another one first.');
    expect(await type('role nobody owner')).toBe('nobody is not known here.');
    expect(await type('role alice king')).toBe('Usage: role USER owner|moderator|member|guest');
    await alice.settled();
    alice.close();
    await alice.ended();
    await room.server.admin.kick('bob smith', '');
    await room.login('carol').then((carol) => carol.settled());
    expect(await type('members')).toBe(
      'alice (owner, last seen 2024-01-01 12:00 UTC)\n' +
        'bob smith (moderator, last seen 2024-01-01 12:00 UTC)\n' +
        'carol (member, online)\n' +
        '3 accounts.',
    );
    expect(await type('members alice')).toMatch(/^bob smith .*\ncarol .*\n3 accounts/u);
  });

  test('pages through many members', async () => {
    const room = await openMemoryRoom({ limits: { registrationsPerAddress: 1000 } });
    for (let i = 0; i < 205; i++) {
      const client = await room.login(`guest ${String(i).padStart(3, '0')}`);
      client.close();
      await client.ended();
    }
    const first = (await runCommand('members', room.server.admin)).text.split('\n');
    expect(first).toHaveLength(201);
    expect(first.at(-1)).toBe('205 accounts; type members "guest 199" for those behind guest 199.');
    const second = (await runCommand('members "guest 199"', room.server.admin)).text.split('\n');
    expect(second.slice(0, -1).map((line) => line.slice(0, 9))).toEqual([200, 201, 202, 203, 204].map((i) => `guest ${i}`));
    expect(second.at(-1)).toBe('205 accounts.');
  });

  test('looks after the channels', async () => {
    const { room, type } = await terminal();
    const alice = await room.login('alice');
    for (const channel of ['garden', 'shed']) alice.send({ type: 'channel_create', channel });
    await alice.settled();
    expect(await type('topic garden tomatoes, and beans')).toBe('#garden is changed.');
    expect(await type('topic nowhere x')).toBe('There is no channel #nowhere here.');
    expect(await type('rename #garden #allotment')).toBe('#allotment is changed.');
    expect(await type('rename allotment')).toBe('Usage: rename CHANNEL NAME');
    expect(await type('rename general x')).toBe('#general is the default channel and keeps its name.');
    expect(await type('order shed 1')).toBe('#shed is changed.');
    expect(await type('order shed 0')).toBe('Usage: order CHANNEL PLACE');
    expect(await type('write shed owner')).toBe('#shed is changed.');
    expect(await type('write shed nobody')).toBe('Usage: write CHANNEL everybody|members|moderators|owner');
    expect(await type('channels')).toBe('#general\n#shed\n#allotment');
    expect(await type('delete shed')).toBe('Deleted #shed. It can be restored for 10 minutes: restore shed');
    expect(await type('channels')).toBe('#general\n#allotment');
    expect(await type('restore shed')).toBe('#shed is back, with its messages.');
    expect(await type('restore shed')).toBe('There is no channel #shed that can be restored.');
    expect(await type('channels')).toBe('#general\n#shed\n#allotment');
    expect(await type('delete general')).toBe('#general is the default channel and stays.');
  });

  test('gives passwords and frees names', async () => {
    const { room, type } = await terminal();
    const alice = await room.login('alice');
    expect(await type('reset alice now')).toBe('Usage: reset USER');
    const [, password = ''] = /^The password of alice is now (\S+)$/u.exec(await type('reset alice')) ?? [];
    expect(await alice.ended()).toEqual({
      code: 4005,
      reason: 'your account was given a new password by the host, ask for it and log in again',
    });
    const again = room.connect();
    await again.login('alice', password);
    expect(await type('free alice a squatted name')).toBe('Deleted the account alice. The name is free.');
    expect(await again.ended()).toEqual({ code: 4005, reason: 'your account was deleted: a squatted name' });
    expect(await type('free alice')).toBe('alice is not known here.');
    await room.connect().login('alice', 'of somebody else');
  });

  test('says and sets what the room is called and how it greets', async () => {
    const { type } = await terminal();
    expect(await type('name')).toBe('test');
    expect(await type('name Room 12')).toBe('The room has its new name.');
    expect(await type('name')).toBe('Room 12');
    expect(await type(`name ${'x'.repeat(61)}`)).toBe('The name of a room has at most 60 characters.');
    expect(await type('welcome')).toBe('Nobody is told anything.');
    expect(await type('welcome Be kind.')).toBe('The welcome is set.');
    expect(await type('welcome')).toBe('Be kind.');
    expect(await type('welcome off')).toBe('There is no welcome any more.');
    expect(await type('newcomers')).toBe('New accounts are members.');
    expect(await type('newcomers guest')).toBe('New accounts are guests.');
    expect(await type('newcomers king')).toBe('Usage: newcomers [member|guest]');
  });

  test('shows who is online and what was done', async () => {
    const { room, type } = await terminal();
    expect(await type('people')).toBe('Nobody is online.');
    const alice = await room.login('alice');
    await alice.introduce();
    expect(await type('people')).toBe('alice (member), 127.0.0.1, test 1, since 2024-01-01 12:00 UTC');
    expect(await type('mute alice 30 too\u001b[2J loud')).toBe('Muted alice.');
    expect(await type('people')).toContain('alice (member, muted)');
    expect(await type('audit 1')).toBe('2024-01-01 12:00 UTC Server: mute alice until 2024-01-01 12:30 UTC: too [2J loud');
    expect(await type('audit')).toContain('Server: settings name: test\n');
    expect(await type('audit 0')).toBe('Usage: audit [COUNT]');
  });

  test('bans, shows the bans and lifts them', async () => {
    const { room, type } = await terminal();
    const alice = await room.login('alice');
    expect(await type('bans')).toBe('Nobody is banned.');
    expect(await type('ban alice posting\u001b[2J links')).toBe('Banned alice.');
    expect(await alice.ended()).toEqual({ code: 4006, reason: 'you are banned here: posting [2J links' });
    expect(await type('bans')).toBe('alice, by Server: posting [2J links');
    expect(await type('unban alice')).toBe('alice may log in again.');
    expect(await type('unban alice')).toBe('alice is not banned.');
  });

  test('mutes for minutes or for ever', async () => {
    const { room, type } = await terminal();
    const alice = await room.login('alice');
    const say = async (): Promise<string> => {
      await room.clock.advance(10_000);
      alice.inbox.length = 0;
      alice.send({ type: 'message', message: 'hello' });
      return (await alice.settled()).join();
    };
    expect(await type('mute alice 5 too loud')).toBe('Muted alice.');
    expect(await type('members')).toContain('alice (member, muted, online)');
    expect(await say()).toContain('You are muted until 2024-01-01 12:05 UTC: too loud.');
    await room.clock.advance(5 * 60_000);
    expect(await say()).toContain('"author":"alice"');
    expect(await type('mute alice no more')).toBe('Muted alice.');
    expect(await say()).toContain('You are muted: no more.');
    expect(await type('unmute alice')).toBe('alice may speak again.');
    expect(await say()).toContain('"author":"alice"');
    expect(await type('unmute alice')).toBe('alice is not muted.');
    expect(await type('mute alice 0')).toBe('MINUTES: 1 to 525600.');
    expect(await type('mute alice 99999999999')).toBe('MINUTES: 1 to 525600.');
  });

  test('opens and closes the registration', async () => {
    const { type } = await terminal();
    expect(await type('registration')).toBe('Registration is open.');
    expect(await type('registration pin')).toBe('Say which PIN new accounts need.');
    expect(await type('registration pin 123')).toBe('A PIN has 4 to 32 characters on one line.');
    expect(await type('registration pin blue whale')).toBe('Who registers needs the PIN.');
    expect(await type('registration')).toBe('Who registers needs the PIN blue whale.');
    expect(await type('registration closed')).toBe('Nobody may register.');
    expect(await type('registration')).toBe('Registration is closed.');
    expect(await type('registration pin')).toBe('Who registers needs the PIN.');
    expect(await type('registration open')).toBe('Whoever comes may register.');
    expect(await type('registration ajar')).toBe('Usage: registration [open|closed|pin PIN]');
    expect(await type('registration open 1234')).toBe('Usage: registration [open|closed|pin PIN]');
  });

  test('shows what was said, with nothing in it that steers the terminal', async () => {
    const { room, type } = await terminal();
    const alice = await room.login('alice');
    expect(await type('history general')).toBe('Nobody has said anything there.');
    for (const message of ['one', 'two\nlines', '\u001b]0;title\u0007 \u202eturned']) alice.send({ type: 'message', message });
    await alice.settled();
    expect((await type('history #general')).split('\n')).toEqual([
      '2024-01-01 12:00 UTC alice: one',
      '2024-01-01 12:00 UTC alice: two ↵ lines',
      '2024-01-01 12:00 UTC alice: \ufffd]0;title\ufffd \ufffdturned',
    ]);
    expect(await type('history general 1')).toBe('2024-01-01 12:00 UTC alice: \ufffd]0;title\ufffd \ufffdturned');
    expect((await type('history general 999999')).split('\n')).toHaveLength(3);
    expect(await type('history nowhere')).toBe('There is no channel nowhere.');
    for (const count of ['0', '-1', 'many', '1.5']) {
      expect(await type(`history general ${count}`)).toBe('Usage: history CHANNEL [COUNT]');
    }
  });

  test('says how a command goes when it was given wrongly, and help has all of them', async () => {
    const { type } = await terminal();
    const help = await type('help');
    for (const usage of [
      'unban USER',
      'logout USER',
      'mute USER [MINUTES] [REASON]',
      'unmute USER',
      'role USER owner|moderator|member|guest',
      'history CHANNEL [COUNT]',
    ]) {
      expect(await type(usage.split(' ')[0] ?? '')).toBe(`Usage: ${usage}`);
      expect(help).toContain(`${usage} `);
    }
    for (const name of ['users', 'bans', 'channels', 'stats']) {
      expect(await type(`${name} now`)).toBe(`Usage: ${name}`);
      expect(help).toContain(`\n${name} `);
    }
    for (const line of ['unban a b', 'unmute a b', 'logout a b']) expect(await type(line)).toContain('Usage: ');
    expect(help).toContain('\nstop ');
    expect(await type('\u001b[2J')).toBe('Unknown command: \ufffd[2J. Type help for those there are.');
    expect(await type('x'.repeat(100_000))).toBe(`Unknown command: ${'x'.repeat(40)}…. Type help for those there are.`);
    expect(await type(`history ${'x'.repeat(100_000)}`)).toBe(`There is no channel ${'x'.repeat(40)}….`);
  });
});

test.each([
  ['plain text, 😀 and عربى', 'plain text, 😀 and عربى'],
  ['a\r\nb\rc\nd\u2028e', 'a ↵ b ↵ c ↵ d ↵ e'],
  ['\u0000\u001b\u007f\u009b', '\ufffd\ufffd\ufffd\ufffd'],
  ['a\tb', 'a b'],
])('%j is shown as %j', (text, shown) => {
  expect(harmless(text)).toBe(shown);
});
