import { fc } from '@fast-check/vitest';
import type { MessageEntry } from '../../src-shared/chat/index.ts';
import type { Person } from '../support/person.ts';
import type { Room } from './rooms.ts';

/** What may happen to two people, `ann` and `bob`, and their network. Texts are numbered, so that each occurs once. */
export type Step =
  | { readonly do: 'say' | 'whisper' | 'type' | 'retry'; readonly who: 'ann' | 'bob' }
  | { readonly do: 'cut' | 'cut unnoticed' | 'bury ghosts' | 'freeze' | 'deafen' | 'network changed' | 'retry now' }
  | { readonly do: 'reach'; readonly reach: 'open' | 'hang' | 'refused' }
  | { readonly do: 'wait'; readonly ms: number };

const who = fc.constantFrom('ann' as const, 'bob' as const);

/** Anything that may happen. */
export const step: fc.Arbitrary<Step> = fc.oneof(
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
export async function take(room: Room, each: Step, number: number): Promise<void> {
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

/** What somebody wrote, wherever it stands. */
export function own(person: Person): MessageEntry[] {
  return person.state.conversations.flatMap(({ entries }) =>
    entries.filter((entry): entry is MessageEntry => entry.kind === 'message' && entry.delivery !== null),
  );
}

/** The network is whole again, and everybody has had the time to come back. */
export async function heal(room: Room): Promise<void> {
  room.network.reach = 'open';
  room.network.cut();
  room.network.buryGhosts();
  await room.rest();
  for (const { session } of room.people) session.retryNow();
  await room.clock.advance(30_000);
  for (const person of room.people) await room.ready(person);
  await room.clock.advance(30_000);
}
