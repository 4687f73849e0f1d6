import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { MessageEntry } from '../../src-shared/chat/index.ts';
import type { Person } from '../support/person.ts';
import { openRoom, ROOMS, type Room } from './rooms.ts';

/** What may happen to two people, `ann` and `bob`, and their network. Texts are numbered, so that each occurs once. */
type Step =
  | { readonly do: 'say' | 'whisper' | 'type' | 'retry'; readonly who: 'ann' | 'bob' }
  | { readonly do: 'cut' | 'cut unnoticed' | 'bury ghosts' | 'freeze' | 'deafen' | 'network changed' | 'retry now' }
  | { readonly do: 'reach'; readonly reach: 'open' | 'hang' | 'refused' }
  | { readonly do: 'wait'; readonly ms: number };

const who = fc.constantFrom('ann' as const, 'bob' as const);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('say' as const, 'whisper' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('type' as const, 'retry' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'cut' as const,
        'cut unnoticed' as const,
        'bury ghosts' as const,
        'freeze' as const,
        'deafen' as const,
        'network changed' as const,
        'retry now' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reach' as const), reach: fc.constantFrom('open', 'hang', 'refused') }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 100, 500, 1_000, 3_000, 12_000) }),
  },
);

/** Does one step; answers with the text it had somebody send. */
async function take(room: Room, each: Step, number: number): Promise<void> {
  const [ann, bob] = room.people;
  const person = 'who' in each && each.who === 'bob' ? bob : ann;
  if (ann === undefined || person === undefined) return;
  switch (each.do) {
    case 'say':
      person.say(`said ${String(number)}`, 'channel:general');
      break;
    case 'whisper':
      person.whisper(person === ann ? 'bob' : 'ann', `whispered ${String(number)}`);
      break;
    case 'type':
      person.session.typing('channel:general');
      break;
    case 'retry':
      for (const entry of own(person)) if (entry.delivery === 'failed') person.session.retry(entry.id);
      break;
    case 'cut':
      room.network.cut();
      break;
    case 'cut unnoticed':
      room.network.cutUnnoticed();
      break;
    case 'bury ghosts':
      room.network.buryGhosts();
      break;
    case 'freeze':
      room.network.freeze();
      break;
    case 'deafen':
      room.network.deafen();
      break;
    case 'network changed':
      for (const { session } of room.people) session.networkChanged();
      break;
    case 'retry now':
      for (const { session } of room.people) session.retryNow();
      break;
    case 'reach':
      room.network.reach = each.reach;
      break;
    case 'wait':
      await room.clock.advance(each.ms);
  }
  await room.rest();
}

function own(person: Person): MessageEntry[] {
  return person.state.conversations.flatMap(({ entries }) =>
    entries.filter((entry): entry is MessageEntry => entry.kind === 'message' && entry.delivery !== null),
  );
}

/** The network is whole again, and everybody has had the time to come back. */
async function heal(room: Room): Promise<void> {
  room.network.reach = 'open';
  room.network.cut();
  room.network.buryGhosts();
  await room.rest();
  for (const { session } of room.people) session.retryNow();
  await room.clock.advance(30_000);
  for (const person of room.people) await room.ready(person);
  await room.clock.advance(30_000);
}

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
