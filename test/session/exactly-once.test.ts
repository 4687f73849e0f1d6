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

/** `author: text` of all that the server has of a channel, in its order. */
async function history(room: Room, channel: string): Promise<string[]> {
  if (room.own === null) throw new Error('this server is not ours');
  const client = MemoryClient.connect(room.own);
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
