import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ConversationId } from '../../src-shared/chat/index.ts';
import { MemoryClient } from '../support/server-client.ts';
import type { Person } from '../support/person.ts';
import { openRoom, type Room } from './rooms.ts';
import { heal, own, step, take } from './steps.ts';

/** `author: text`, in the order in which somebody sees them. */
function view(person: Person, conversation: ConversationId): string[] {
  const found = person.state.conversations.find(({ id }) => id === conversation);
  return (found?.entries ?? []).flatMap((entry) => (entry.kind === 'message' ? [`${entry.author}: ${entry.text}`] : []));
}

function serverOf({ own: server }: Room) {
  if (server === null) throw new Error('this server is not ours');
  return server;
}

/** `author: text` of all that the server has of a channel, in its order. */
async function history(room: Room, channel: string): Promise<string[]> {
  const client = MemoryClient.connect(serverOf(room));
  await client.login('checker');
  await client.introduce();
  client.send({ type: 'history', channel, after: 0, nonce: 'all' });
  const page = JSON.parse((await client.upTo('history')).at(-1) ?? '') as { messages: { author: string; message: string }[] };
  client.close();
  return page.messages.map(({ author, message }) => `${author}: ${message}`);
}

describe('two of our clients, our server, and whatever may happen to their network', () => {
  test.prop([fc.array(step, { minLength: 5, maxLength: 40 })], { numRuns: 150 })(
    'every message is said once, and everybody sees all of them in one order',
    async (steps) => {
      const room = await openRoom('our server');
      try {
        const [ann, bob] = [await room.join('ann'), await room.join('bob')];
        for (const [number, each] of steps.entries()) await take(room, each, number);
        await heal(room);

        const sent = (person: string, verb: 'say' | 'whisper') =>
          steps.flatMap((each, i) =>
            each.do === verb && each.who === person ? [`${person}: ${verb === 'say' ? 'said' : 'whispered'} ${String(i)}`] : [],
          );
        const said = await history(room, 'general');
        expect([...said].sort()).toEqual([...sent('ann', 'say'), ...sent('bob', 'say')].sort());
        for (const person of [ann, bob]) {
          expect(view(person, 'channel:general')).toEqual(said);
          expect(own(person).map(({ delivery }) => delivery)).not.toContain('failed');
          expect(own(person).every(({ delivery }) => delivery === 'delivered')).toBe(true);
          expect(person.lines('channel:general').filter((line) => line.startsWith('gap'))).toEqual([]);
        }
        const whispered = view(ann, 'dm:bob');
        expect(view(bob, 'dm:ann')).toEqual(whispered);
        expect([...whispered].sort()).toEqual([...sent('ann', 'whisper'), ...sent('bob', 'whisper')].sort());
        for (const person of ['ann', 'bob']) {
          const by = (text: string) => text.startsWith(`${person}:`);
          expect(said.filter(by)).toEqual(sent(person, 'say'));
          expect(whispered.filter(by)).toEqual(sent(person, 'whisper'));
        }
      } finally {
        await room.end();
      }
    },
    240_000,
  );
});

test('an absence of several pages is filled while others go on talking', async () => {
  const room = await openRoom('our server');
  try {
    const [ann, bob] = [await room.join('ann'), await room.join('bob')];
    ann.say('before');
    await room.rest();
    room.network.reach = 'refused';
    room.network.cut();
    await room.rest();
    const carol = MemoryClient.connect(serverOf(room));
    await carol.login('carol');
    for (let i = 0; i < 450; i++) {
      carol.send({ type: 'message', message: `missed ${String(i)}`, channel: 'general' });
      if (i % 30 === 29) await room.clock.advance(3_000);
    }
    await room.clock.advance(10_000);
    room.network.reach = 'open';
    for (const { session } of room.people) session.retryNow();
    await room.rest();
    for (let i = 0; i < 5; i++) carol.send({ type: 'message', message: `live ${String(i)}`, channel: 'general' });
    await room.clock.advance(10_000);
    const missed = Array.from({ length: 450 }, (_, i) => `carol: missed ${String(i)}`);
    const live = Array.from({ length: 5 }, (_, i) => `carol: live ${String(i)}`);
    for (const person of [ann, bob]) {
      expect(view(person, 'channel:general')).toEqual(['ann: before', ...missed, ...live]);
      expect(person.lines('channel:general').filter((line) => line.startsWith('gap'))).toEqual([]);
    }
    carol.close();
  } finally {
    await room.end();
  }
}, 60_000);
