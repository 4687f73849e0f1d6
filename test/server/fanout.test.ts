import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fanout } from '../../src-main/server/delivery/fanout.ts';
import { Frame } from '../../src-main/server/delivery/frame.ts';
import { Outgoing } from '../../src-main/server/delivery/outgoing.ts';
import type { Said } from '../../src-main/server/delivery/said.ts';
import type { ServerTransport } from '../../src-main/server/network/transport.ts';
import { settle } from '../support/fake-clock.ts';
import { FakeServerClock } from '../support/server-room.ts';

/** A client that takes everything and remembers each write as the texts in it. */
class Sink {
  readonly writes: string[][] = [];
  readonly buffers: Buffer[] = [];
  queuedBytes = 0;
  readonly outgoing: Outgoing;
  tooSlow = 0;

  constructor(onWrite: () => void = () => undefined) {
    const transport: ServerTransport = {
      listen: () => undefined,
      send: (batch) => {
        onWrite();
        this.writes.push(batch.frames.map(({ text }) => text));
        this.buffers.push(batch.wire);
      },
      queuedBytes: 0,
      ping: () => undefined,
      close: () => undefined,
      terminate: () => undefined,
    };
    Object.defineProperty(transport, 'queuedBytes', { get: () => this.queuedBytes });
    this.outgoing = new Outgoing(transport, { sendQueueLeanBytes: 500, sendQueueMaxBytes: 1_000 }, () => {
      this.tooSlow++;
    });
  }

  get texts(): string[] {
    return this.writes.flat();
  }
}

function room(
  size: number,
  clock = new FakeServerClock(),
  onWrite?: () => void,
  awaitMore?: (then: () => void) => boolean,
): { fanout: Fanout; sinks: Sink[] } {
  const sinks = Array.from({ length: size }, () => new Sink(onWrite));
  const fanout = new Fanout(clock, () => sinks.map(({ outgoing }) => outgoing), awaitMore);
  for (const { outgoing } of sinks) outgoing.listenTo(fanout);
  return { fanout, sinks };
}

function said(text: string, { canWait = false } = {}): Said {
  const frame = new Frame(text);
  return { plain: frame, plus: frame, isDroppable: false, canWait };
}

describe('what is said to everybody', () => {
  test('in one turn is one write a client, of the same bytes', async () => {
    const { fanout, sinks } = room(3);
    for (const text of ['one', 'two', 'three']) fanout.add(said(text));
    expect(sinks.flatMap(({ writes }) => writes)).toEqual([]);
    await settle();
    for (const { writes } of sinks) expect(writes).toEqual([['one', 'two', 'three']]);
    expect(new Set(sinks.flatMap(({ buffers }) => buffers)).size).toBe(1);
  });

  test('comes in order with what is sent to one client alone, whoever is left out of what', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('say' as const) }),
      fc.record({ do: fc.constant('leave-out' as const), who: fc.nat(2) }),
      fc.record({ do: fc.constant('send' as const), who: fc.nat(2) }),
      fc.record({ do: fc.constant('catch-up' as const), who: fc.nat(2) }),
      fc.record({ do: fc.constant('flush' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { fanout, sinks } = room(3);
        const expected: string[][] = [[], [], []];
        steps.forEach((each, number) => {
          const frame = new Frame(`${String(number)}`);
          if (each.do === 'flush') fanout.flush();
          if (each.do === 'catch-up') sinks[each.who]?.outgoing.catchUp();
          if (each.do === 'send') {
            sinks[each.who]?.outgoing.send(frame);
            expected[each.who]?.push(frame.text);
          }
          if (each.do === 'say' || each.do === 'leave-out') {
            const leftOut = each.do === 'leave-out' ? each.who : null;
            if (leftOut !== null) sinks[leftOut]?.outgoing.replaceNext();
            fanout.add(said(frame.text));
            expected.forEach((texts, who) => {
              if (who !== leftOut) texts.push(frame.text);
            });
          }
        });
        fanout.flush();
        expect(sinks.map(({ texts }) => texts)).toEqual(expected);
      }),
    );
  });

  test('reaches somebody who came during the turn from there on', () => {
    const { fanout, sinks } = room(1);
    fanout.add(said('before'));
    const late = new Sink();
    late.outgoing.listenTo(fanout);
    sinks.push(late);
    fanout.add(said('after'));
    late.outgoing.send(new Frame('for the late one'));
    fanout.flush();
    expect(late.texts).toEqual(['after', 'for the late one']);
  });

  test('waits as long as the last flush took when that was long, and not at all in an idle room', async () => {
    const clock = new FakeServerClock();
    const { fanout, sinks } = room(1, clock, () => {
      clock.jump(10);
    });
    for (let flush = 0; flush < 30; flush++) {
      fanout.add(said('load'));
      fanout.flush();
    }
    const before = sinks[0]?.writes.length ?? 0;
    fanout.add(said('under load'));
    await settle();
    expect(sinks[0]?.writes.length).toBe(before);
    await clock.advance(10);
    expect(sinks[0]?.texts.at(-1)).toBe('under load');

    await clock.advance(1_000);
    fanout.add(said('alone'));
    await settle();
    expect(sinks[0]?.texts.at(-1)).toBe('alone');
  });

  test('what can wait does so for longer under load, unless something follows that cannot', async () => {
    const clock = new FakeServerClock();
    const { fanout, sinks } = room(1, clock, () => {
      clock.jump(10);
    });
    const texts = () => sinks[0]?.texts ?? [];
    for (let flush = 0; flush < 30; flush++) {
      fanout.add(said('load'));
      fanout.flush();
    }
    fanout.add(said('ann came', { canWait: true }));
    await clock.advance(50);
    fanout.add(said('bob came', { canWait: true }));
    expect(texts().at(-1)).toBe('load');
    await clock.advance(30);
    expect(sinks[0]?.writes.at(-1)).toEqual(['ann came', 'bob came']);

    fanout.add(said('cleo came', { canWait: true }));
    fanout.add(said('cleo says hello'));
    await clock.advance(10);
    expect(sinks[0]?.writes.at(-1)).toEqual(['cleo came', 'cleo says hello']);

    await clock.advance(1_000);
    fanout.add(said('dan came to an idle room', { canWait: true }));
    await settle();
    expect(texts().at(-1)).toBe('dan came to an idle room');
  });

  test('under load waits for what is being written, so that both go at once, and no longer than a flush takes', async () => {
    const clock = new FakeServerClock();
    let onMore: (() => void) | null = null;
    let isMoreComing = false;
    const { fanout, sinks } = room(
      1,
      clock,
      () => {
        clock.jump(10);
      },
      (then) => {
        onMore = then;
        return isMoreComing;
      },
    );
    const sayOne = async () => {
      fanout.add(said('one'));
      await clock.advance(10);
    };
    for (let flush = 0; flush < 8; flush++) {
      fanout.add(said('load'));
      fanout.flush();
    }
    isMoreComing = true;
    await sayOne();
    expect(sinks[0]?.texts.at(-1)).toBe('load');
    fanout.add(said('two'));
    (onMore as (() => void) | null)?.();
    expect(sinks[0]?.writes.at(-1)).toEqual(['one', 'two']);

    await clock.advance(1_000);
    await sayOne();
    expect(sinks[0]?.writes.at(-1)).toEqual(['one']);
  });

  test('does not wait when it grows past a megabyte', () => {
    const { fanout, sinks } = room(1);
    for (let i = 0; i < 20; i++) fanout.add(said('x'.repeat(60_000)));
    expect(sinks[0]?.writes.length).toBe(1);
  });
});

test('a client that does not read is given up once, and nothing is queued for it from then on', () => {
  const { fanout, sinks } = room(2);
  const [slow, other] = sinks;
  if (slow === undefined || other === undefined) throw new Error('two sinks were made');
  slow.queuedBytes = 1_001;
  for (const text of ['one', 'two']) {
    fanout.add(said(text));
    fanout.flush();
  }
  slow.outgoing.send(new Frame('three'));
  expect([slow.tooSlow, slow.texts]).toEqual([1, []]);
  expect(other.texts).toEqual(['one', 'two']);
});
