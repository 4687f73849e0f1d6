import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History, PageWhere } from '../../src-shared/client/history.ts';
import type { HistoryOp, Page, ServerKey } from '../../src-shared/client/records.ts';
import type { ConversationId } from '../../src-shared/chat/index.ts';
import { message } from '../support/history.ts';
import { HISTORIES } from '../support/history-makes.ts';

const CONVERSATIONS: readonly ConversationId[] = ['channel:a', 'dm:b'];

/** An entry as the naive model has it. */
interface Row {
  readonly id: number;
  readonly conversation: ConversationId;
  readonly era: number;
  readonly anchor: number;
  readonly rank: number;
  readonly place: number | null;
}

/** Entries in an array, in the order that `Position` tells. */
class NaiveHistory {
  rows: Row[] = [];
  #rank = 0;

  in(conversation: ConversationId): Row[] {
    return this.rows
      .filter((row) => row.conversation === conversation)
      .sort((a, b) => a.era - b.era || a.anchor - b.anchor || a.rank - b.rank);
  }

  put(id: number, conversation: ConversationId, place: number | null, era: number, anchor: number | null): void {
    const old = this.rows.find((row) => row.id === id);
    let standing: { era: number; anchor: number };
    if (anchor !== null) standing = { era, anchor };
    else if (old?.conversation === conversation) standing = old;
    else {
      const newest = this.in(conversation).at(-1);
      standing = newest === undefined || newest.era < era ? { era, anchor: 0 } : newest;
    }
    const isSamePlace = (row: Row) =>
      place !== null && row.conversation === conversation && row.era === standing.era && row.place === place && row.id !== id;
    const other = this.rows.find(isSamePlace);
    const rank = old?.rank ?? other?.rank ?? ++this.#rank;
    this.rows = this.rows.filter((row) => row.id !== id && row !== other);
    this.rows.push({ id, conversation, place, rank, era: standing.era, anchor: standing.anchor });
  }

  remove(id: number): void {
    this.rows = this.rows.filter((row) => row.id !== id);
  }

  page(conversation: ConversationId, where: PageWhere, limit: number): { ids: number[]; hasOlder: boolean; hasNewer: boolean } {
    const all = this.in(conversation).map(({ id }) => id);
    const at = all.indexOf(Object.values(where)[0] as number);
    if (!('newest' in where) && at === -1) return { ids: [], hasOlder: false, hasNewer: false };
    const slice = (from: number, to: number) => {
      const [first, last] = [Math.max(0, from), Math.min(all.length, to)];
      return { ids: all.slice(first, last), hasOlder: first > 0, hasNewer: last < all.length };
    };
    if ('newest' in where) return slice(all.length - limit, all.length);
    if ('before' in where) return slice(at - limit, at);
    if ('after' in where) return slice(at + 1, at + 1 + limit);
    const half = limit >> 1;
    return slice(at - half, at - half + limit);
  }
}

type Step =
  | {
      readonly do: 'put';
      readonly id: number;
      readonly conversation: number;
      readonly place: number | null;
      readonly era: number;
      readonly anchored: boolean;
    }
  | { readonly do: 'remove'; readonly id: number };

const entryId = fc.integer({ min: 1, max: 25 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      id: entryId,
      conversation: fc.nat({ max: 1 }),
      place: fc.option(fc.integer({ min: 1, max: 12 })),
      era: fc.nat({ max: 2 }),
      anchored: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), id: entryId }) },
);

async function apply(history: History, server: ServerKey, model: NaiveHistory, steps: readonly Step[]): Promise<void> {
  const ops = steps.map((each): HistoryOp => {
    if (each.do === 'remove') {
      model.remove(each.id);
      return { type: 'entry-removed', server, entry: each.id };
    }
    const { id, place, era } = each;
    const conversation = CONVERSATIONS[each.conversation] ?? 'channel:a';
    const anchor = place ?? (each.anchored ? (id % 12) + 1 : null);
    model.put(id, conversation, place, era, anchor);
    const entry = message(id, 'x', place === null ? {} : { place: { id: place, seq: null } });
    return { type: 'entry', server, conversation, entry, position: { era, anchor } };
  });
  await history.write(ops);
}

const facts = ({ entries, hasOlder, hasNewer }: Page) => ({ ids: entries.map(({ id }) => id), hasOlder, hasNewer });

test.each(HISTORIES)(
  'in %s every page is what a naive history has there, whatever was written, moved, replaced and removed',
  async (_, open) => {
    const history = await open();
    let profiles = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        async (groups, limit) => {
          const { key } = await history.open({ profile: `p${++profiles}`, account: 'ann', address: 'a' });
          const model = new NaiveHistory();
          for (const steps of groups) await apply(history, key, model, steps);
          for (const conversation of CONVERSATIONS) {
            const all = model.in(conversation).map(({ id }) => id);
            expect(facts(await history.page(key, conversation, { newest: true }, 200)).ids).toEqual(all);
            const wheres: PageWhere[] = [{ newest: true }];
            for (const id of [...all.slice(0, 4), 99]) wheres.push({ before: id }, { after: id }, { around: id });
            for (const where of wheres) {
              expect([where, facts(await history.page(key, conversation, where, limit))]).toEqual([
                where,
                model.page(conversation, where, limit),
              ]);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  },
  60_000,
);
