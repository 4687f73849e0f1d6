import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TYPING_EXPIRY_MS, TYPING_INTERVAL_MS } from '../../src-shared/protocol/index.ts';
import { GHOST_GRACE_MS, STABLE_MS } from '../../src-shared/session/reconnecting.ts';
import { REFUSAL_GRACE_MS } from '../../src-shared/session/session.ts';
import { until } from '../support/fake-clock.ts';
import { openRoom, ROOMS, type Room } from './rooms.ts';

/** The sentences of RFC #001 and the dialect's habits that concern a client, against each kind of server. */
/** A sentence that not every kind of server is bound to is a test where it applies, and none elsewhere. */
const where =
  (applies: boolean) =>
  (name: string, run: () => Promise<void>): void => {
    if (applies) test(name, run);
  };

describe.each(ROOMS)('with %s', (name) => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom(name);
  });
  afterEach(async () => {
    await room.end();
    expect(room.violations).toEqual([]);
    if (room.wild !== null) expect(room.wild.poisoned).toBe(false);
  });

  const isOurs = name === 'our server';
  /** How far a direct message comes. */
  const sent = isOurs ? 'delivered' : 'unconfirmed';
  const isStrict = name === 'a strict server';
  const isWild = !isOurs && !isStrict;

  describe('a login', () => {
    test('of a new name makes an account, and says so', async () => {
      const ann = await room.join('ann');
      expect(ann.opened).toBeNull();
      expect(ann.state.newAccount).toBe(true);
    });

    test('of a known name with its password is one', async () => {
      await room.leave(await room.join('ann'));
      const again = await room.join('ann');
      expect(again.opened).toBeNull();
      expect(again.state.newAccount).toBe(false);
    });

    test('with a wrong password fails, in the end without a connection, and is not repeated', async () => {
      await room.leave(await room.join('ann'));
      const thief = room.enter('ann', { password: 'guess' });
      await room.rest();
      await room.clock.advance(REFUSAL_GRACE_MS);
      await until(
        () => thief.phase === 'login-failed',
        () => `refused, not ${thief.phase}`,
      );
      expect(thief.problem).toBe(isOurs ? 'wrong-password' : 'login-refused');
      await room.clock.advance(GHOST_GRACE_MS);
      expect(room.network.attempts).toBe(2);
      expect(room.network.lines).toBe(0);
    });

    where(!isWild)('to an account that is connected fails, and the other one does not notice', async () => {
      const ann = await room.join('ann');
      const second = room.enter('ann');
      await until(
        () => second.phase === 'login-failed',
        () => `refused, not ${second.phase}`,
      );
      expect(second.problem).toBe(isOurs ? 'already-connected' : 'login-refused');
      ann.say('still here');
      await until(() => ann.delivery('still here') === 'delivered', 'the message is delivered');
    });

    where(isWild)('to an account that is connected makes a second one, which sees what the first sends', async () => {
      const first = await room.join('ann');
      const second = await room.join('ann');
      first.say('hi');
      await room.rest();
      expect(first.lines()).toEqual(['ann: hi (delivered)']);
      expect(second.lines()).toEqual(['ann: hi (delivered)']);
    });
  });

  describe('people', () => {
    test('are those of the list and oneself, each once', async () => {
      await room.join('ann');
      const bob = await room.join('bob');
      expect([...bob.state.members].sort()).toEqual(['ann', 'bob']);
    });

    test('come and go before everybody’s eyes', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      expect(ann.state.members).toContain('bob');
      await room.leave(bob);
      await until(() => !ann.state.members.includes('bob'), 'ann sees bob go');
      expect(ann.lines()).toEqual(['join bob', 'quit bob']);
    });

    test('one does not see oneself come', async () => {
      const ann = await room.join('ann');
      expect(ann.lines()).toEqual([]);
    });
  });

  describe('a message', () => {
    test.each([
      'hello',
      '  with space  ',
      'two\nlines',
      '🦄 ünï "quoted" \\',
      '{"type":"quit"}',
      'line\u2028separator',
      'x'.repeat(8_000),
    ])('reaches everybody as it was written: %j', async (text) => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      ann.say(text);
      await until(() => ann.delivery(text) === 'delivered', 'the echo came');
      expect(ann.lines().at(-1)).toBe(`ann: ${text} (delivered)`);
      expect(bob.lines().at(-1)).toBe(`ann: ${text}`);
    });

    test('of white space alone is not sent', async () => {
      const ann = await room.join('ann');
      for (const nothing of ['', ' ', '\n\t ', '\u00A0']) ann.say(nothing);
      await room.rest();
      expect(ann.lines()).toEqual([]);
      expect(room.model?.receivedOf('message') ?? []).toEqual([]);
    });

    test('stands in the same order for all', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      for (let i = 0; i < 10; i++) {
        ann.say(`a${String(i)}`);
        bob.say(`b${String(i)}`);
      }
      await until(() => ann.delivery('a9') === 'delivered' && bob.delivery('b9') === 'delivered', 'all echoes came');
      const texts = (lines: string[]) =>
        lines.filter((line) => line.includes(': ')).map((line) => line.replace(' (delivered)', ''));
      expect(texts(ann.lines())).toEqual(texts(bob.lines()));
      expect(texts(ann.lines())).toHaveLength(20);
    });

    test('goes to the channel it was written in', async () => {
      if (isStrict) return;
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      if (isOurs) {
        void ann.session.room.createChannel('random');
        await until(() => ann.state.active === 'channel:random', 'the channel is there and in front');
      }
      ann.say('off topic', 'channel:random');
      await until(() => bob.lines('channel:random').length === 1, 'bob sees it there');
      expect(bob.lines('channel:general').filter((line) => line.includes('off topic'))).toEqual([]);
    });
  });

  describe('a direct message', () => {
    test('reaches the one it is for and nobody else, both ways', async () => {
      const [ann, bob, eve] = [await room.join('ann'), await room.join('bob'), await room.join('eve')];
      ann.whisper('bob', 'psst');
      await until(() => bob.lines('dm:ann').length === 1, 'bob has it');
      bob.whisper('ann', 'yes?');
      await until(() => ann.lines('dm:bob').length === 2, 'ann has the answer');
      expect(ann.lines('dm:bob')).toEqual([`ann: psst (${sent})`, 'bob: yes?']);
      expect(bob.lines('dm:ann')).toEqual(['ann: psst', `bob: yes? (${sent})`]);
      expect(eve.state.conversations.filter(({ kind }) => kind === 'direct')).toEqual([]);
    });

    test('to somebody who never was here or has left reaches them once, in order, when they come', async () => {
      const ann = await room.join('ann');
      await room.leave(await room.join('bob'));
      await until(() => !ann.state.members.includes('bob'), 'bob is gone');
      ann.whisper('bob', 'one');
      ann.whisper('bob', 'two');
      await room.rest();
      expect(ann.lines('dm:bob').map((line) => line.replace(/^.*\((.*)\)$/, '$1'))).toEqual(
        isOurs ? ['delivered', 'delivered'] : ['queued', 'queued'],
      );
      const bob = await room.join('bob');
      await until(() => bob.lines('dm:ann').length >= 2, 'bob has both');
      await room.clock.advance(60_000);
      expect(bob.lines('dm:ann')).toEqual(['ann: one', 'ann: two']);
      expect(ann.lines('dm:bob')).toEqual([`ann: one (${sent})`, `ann: two (${sent})`]);
    });

    test('to a name in other case waits: names differ by case', async () => {
      if (isOurs) return;
      const ann = await room.join('ann');
      await room.join('bob');
      ann.whisper('Bob', 'hi');
      await room.clock.advance(60_000);
      expect(ann.delivery('hi')).toBe('queued');
    });

    test('survives a loss while it waits', async () => {
      if (isOurs) return;
      const ann = await room.join('ann');
      ann.whisper('bob', 'later');
      await room.clock.advance(STABLE_MS);
      room.network.cut();
      await room.clock.advance(0);
      await room.ready(ann);
      const bob = await room.join('bob');
      await until(() => bob.lines('dm:ann').length > 0, 'bob has it');
      expect(bob.lines('dm:ann')).toEqual(['ann: later']);
    });
  });

  describe('typing', () => {
    test('is shown to others, never to oneself, for a while', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      ann.session.typing(ann.state.active);
      await until(() => bob.state.typing.length === 1, 'bob sees it');
      expect(bob.state.typing).toEqual(['ann']);
      await room.clock.advance(TYPING_EXPIRY_MS - 1);
      expect(bob.state.typing).toEqual(['ann']);
      expect(ann.state.typing).toEqual([]);
      await room.clock.advance(1);
      expect(bob.state.typing).toEqual([]);
    });

    test('goes on while the person does', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      for (let passed = 0; passed < 3 * TYPING_EXPIRY_MS; passed += 500) {
        ann.session.typing(ann.state.active);
        await room.clock.advance(500);
        expect(bob.state.typing).toEqual(['ann']);
      }
    });

    test('ends with the message', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      ann.session.typing(ann.state.active);
      await until(() => bob.state.typing.length === 1, 'bob sees it');
      ann.say('done');
      await until(() => bob.lines().includes('ann: done'), 'bob has the message');
      expect(bob.state.typing).toEqual([]);
    });

    test('is sent at most once in 3 s, whatever the keys do', async () => {
      const ann = await room.join('ann');
      for (let passed = 0; passed < 10 * TYPING_INTERVAL_MS; passed += 100) {
        ann.session.typing(ann.state.active);
        await room.clock.advance(100);
      }
      if (room.model !== null) expect(room.model.receivedOf('typing')).toHaveLength(10);
    });

    test('in a direct message tells nobody', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      ann.session.typing('dm:bob');
      await room.rest();
      expect(bob.state.typing).toEqual([]);
    });
  });

  test('what the server says to all is shown', async () => {
    const ann = await room.join('ann');
    room.broadcast('tea at four');
    await until(() => ann.lines().length > 0, 'the broadcast came');
    expect(ann.lines()).toEqual(['! tea at four']);
  });

  test('channels that come and go are followed', async () => {
    if (isStrict) return;
    const ann = await room.join('ann');
    const before = [...(ann.state.channels ?? [])];
    if (room.wild === null) void ann.session.room.createChannel('news');
    else room.wild.createChannel('news');
    await until(() => ann.state.channels?.includes('news') === true, 'the channel is there');
    ann.say('x', 'channel:news');
    await until(() => ann.delivery('x') === 'delivered', 'it takes messages');
    if (room.wild === null) void ann.session.room.deleteChannel('news');
    else room.wild.deleteChannel('news');
    await until(() => ann.state.channels?.includes('news') === false, 'the channel is gone');
    expect(ann.state.channels).toEqual(before);
  });

  where(!isOurs)('what is no packet, or none that is known, changes nothing', async () => {
    const ann = await room.join('ann');
    const before = ann.state;
    const frames = [
      '',
      'hello',
      '[]',
      'null',
      '{}',
      '{"type":"dance"}',
      '{"type":"message","message":1}',
      '{"type":"__proto__"}',
      '{"type":"nick","username":"x"}',
    ];
    for (const frame of frames) room.model?.sendText(frame);
    await room.rest();
    expect(ann.state).toBe(before);
    ann.say('still fine');
    await until(() => ann.delivery('still fine') === 'delivered', 'the connection lives on');
  });

  describe('after a loss', () => {
    test('what was written meanwhile arrives once, in order, and so does what others say afterwards', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      await room.clock.advance(STABLE_MS);
      room.network.reach = 'unreachable';
      room.network.cut();
      await room.clock.advance(10_000);
      const texts = Array.from({ length: 25 }, (_, i) => `m${String(i)}`);
      for (const text of texts) ann.say(text);
      room.network.reach = 'open';
      await room.clock.advance(15_000);
      await room.ready(ann);
      await room.ready(bob);
      await until(
        () => texts.every((text) => ann.delivery(text) === 'delivered'),
        () => ann.lines().join('\n'),
      );
      bob.say('welcome back');
      await until(() => ann.delivery('welcome back') === null, 'ann hears bob');
      await room.clock.advance(60_000);
      // Bob may have come back later than some of them; none comes twice or out of order.
      const heard = bob.lines().filter((line) => line.startsWith('ann: '));
      expect(heard).toEqual(texts.slice(texts.length - heard.length).map((text) => `ann: ${text}`));
      expect(ann.lines().filter((line) => line.startsWith('ann: m'))).toEqual(texts.map((text) => `ann: ${text} (delivered)`));
      if (room.model !== null)
        expect(room.model.receivedOf('message').map(({ packet }) => packet['message'])).toEqual([...texts, 'welcome back']);
    });

    test('what was written into a dead connection is sent again where that says it once', async () => {
      if (!isOurs) return;
      const [ann, bob] = [await room.join('ann'), await room.join('bob')];
      await room.clock.advance(STABLE_MS);
      room.network.freeze();
      ann.say('into the void');
      ann.whisper('bob', 'psst, void');
      room.network.cut();
      expect(ann.delivery('into the void')).toBe('written');
      ann.say('and on');
      await room.clock.advance(0);
      await room.ready(ann);
      await until(() => ann.delivery('and on') === 'delivered', 'all is delivered');
      expect(ann.lines().filter((line) => line.includes('('))).toEqual([
        'ann: into the void (delivered)',
        'ann: and on (delivered)',
      ]);
      expect(ann.delivery('psst, void')).toBe('delivered');
      await until(() => bob.lines().includes('ann: and on'), 'bob has all');
      expect(bob.lines().filter((line) => line.startsWith('ann:'))).toEqual(['ann: into the void', 'ann: and on']);
    });

    test('what was written into a dead connection fails, is not sent again by itself, and once by the person', async () => {
      if (isOurs) return;
      const ann = await room.join('ann');
      await room.clock.advance(STABLE_MS);
      room.network.freeze();
      ann.say('into the void');
      expect(ann.delivery('into the void')).toBe('written');
      room.network.cut();
      await room.clock.advance(0);
      await room.ready(ann);
      await room.clock.advance(60_000);
      expect(ann.delivery('into the void')).toBe('failed');
      expect(room.model?.receivedOf('message') ?? []).toEqual([]);
      ann.session.retry(ann.entry('into the void'));
      await until(() => ann.delivery('into the void') === 'delivered', 'it is delivered');
      expect(ann.lines().filter((line) => line.includes('void'))).toHaveLength(1);
    });

    test('what the server took and could not confirm is not said twice', async () => {
      const ann = await room.join('ann');
      const bob = await room.join('bob');
      await room.clock.advance(STABLE_MS);
      room.network.deafen();
      ann.say('heard?');
      await room.rest();
      room.network.cut();
      await room.clock.advance(0);
      await room.ready(ann);
      await room.ready(bob);
      await room.clock.advance(60_000);
      expect(ann.delivery('heard?')).toBe(isOurs ? 'delivered' : 'failed');
      expect(ann.lines().filter((line) => line.includes('heard?'))).toHaveLength(1);
      expect(bob.lines().filter((line) => line.includes('heard?'))).toEqual(isOurs ? ['ann: heard?'] : []);
    });

    test('that the server has not noticed the session comes back all the same', async () => {
      const ann = await room.join('ann');
      await room.clock.advance(STABLE_MS);
      room.network.cutUnnoticed();
      await room.clock.advance(5_000);
      room.network.buryGhosts();
      await room.clock.advance(20_000);
      await room.ready(ann);
      ann.say('here again');
      await until(() => ann.delivery('here again') === 'delivered', 'the message is delivered');
      expect([...ann.state.members]).toEqual(['ann']);
    });

    test('the gap is marked, and filled where the server has a history', async () => {
      const ann = await room.join('ann');
      await room.clock.advance(STABLE_MS);
      room.network.cut();
      await room.clock.advance(0);
      await room.ready(ann);
      await room.clock.advance(60_000);
      expect(ann.lines()).toEqual(isOurs ? [] : [expect.stringMatching(/^gap /)]);
    });
  });
});
