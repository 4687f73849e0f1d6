import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Person } from '../support/person.ts';
import { openRoom, ROOMS } from './rooms.ts';
import { heal, own, step, take } from './steps.ts';

/** Texts that others have seen of somebody, wherever. */
function heard(listener: Person, author: string): string[] {
  return listener.state.conversations.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      entry.kind === 'message' && entry.author === author && entry.delivery === null ? [entry.text] : [],
    ),
  );
}

describe.each(ROOMS)('two people and whatever may happen to their network, with %s', (name) => {
  test.prop([fc.array(step, { minLength: 5, maxLength: 40 })], { numRuns: 60 })(
    'nothing is lost without a word, nothing comes twice, the order holds, and no server is harmed',
    async (steps) => {
      const room = await openRoom(name);
      try {
        const [ann, bob] = [await room.join('ann'), await room.join('bob')];
        for (const [number, each] of steps.entries()) await take(room, each, number);
        await heal(room);

        expect(room.violations).toEqual([]);
        for (const [person, other] of [
          [ann, bob],
          [bob, ann],
        ] as const) {
          const number = person === ann ? 'ann' : 'bob';
          const sent = steps.flatMap((each, i) =>
            (each.do === 'say' || each.do === 'whisper') && each.who === number
              ? [`${each.do === 'say' ? 'said' : 'whispered'} ${String(i)}`]
              : [],
          );
          const entries = own(person);
          expect(entries.map(({ text }) => text).sort()).toEqual([...sent].sort());
          // What waits can only wait for somebody who is thought to be away.
          for (const { text, delivery } of entries) {
            if (delivery === 'queued')
              expect([text.startsWith('whispered'), person.state.members.includes(other.name)]).toEqual([true, false]);
            else expect(['delivered', 'unconfirmed', 'failed']).toContain(delivery);
          }
          const texts = heard(other, person.name);
          const retried = steps.some((each) => each.do === 'retry');
          // Only the person's own word for it sends a message again that may have arrived.
          if (!retried) {
            expect(new Set(texts).size).toBe(texts.length);
            const spoken = texts.filter((text) => text.startsWith('said'));
            expect(spoken).toEqual(sent.filter((text) => spoken.includes(text)));
          }
          for (const text of texts) expect(sent).toContain(text);
          // The server may have heard what nobody else did.
          const taken = (room.model?.received ?? [])
            .filter(({ user }) => user === number)
            .map(({ packet }) => packet['message']);
          const messages = taken.filter((text) => text !== undefined);
          if (!retried) expect(new Set(messages).size).toBe(messages.length);
        }
        for (const person of room.people) person.session.close();
        await room.rest();
        expect(room.network.lines).toBe(0);
      } finally {
        await room.end();
      }
    },
    120_000,
  );
});
