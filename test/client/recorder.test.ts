import { expect, test } from 'vitest';
import { initialChatState, reduceChat, type ChatEvent } from '../../src-shared/chat/index.ts';
import type { HistoryOp } from '../../src-shared/client/records.ts';
import { Recorder } from '../../src-shared/client/recorder.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

/** A recorder on a disk that is done with a write when the test says so. */
function slowDisk() {
  const writes: { readonly texts: readonly string[]; readonly done: () => void }[] = [];
  const write = (ops: readonly HistoryOp[]) =>
    new Promise<void>((done) => {
      const texts = ops.flatMap((op) => (op.type === 'outbox' ? [op.entry.text] : []));
      writes.push({ texts, done });
    });
  let state = initialChatState('me', 'host');
  const recorder = new Recorder({
    ...{ history: { write }, server: 1, state, era: 0, clock: new FakeClock() },
    onProblem: (sentence) => {
      throw new Error(sentence);
    },
  });
  const compose = (text: string) => {
    const event: ChatEvent = { type: 'message/composed', conversation: 'channel:general', text, nonce: text, at: 1 };
    state = reduceChat(state, event);
    recorder.record(event, state);
  };
  return { recorder, writes, compose };
}

test('what is recorded during a write is kept when the next write is done, not when this one is', async () => {
  const { compose, recorder, writes } = slowDisk();
  compose('one');
  compose('two');
  let isKept = false;
  void recorder.kept().then(() => {
    isKept = true;
  });
  expect(writes.map(({ texts }) => texts)).toEqual([['one']]);
  writes[0]?.done();
  await settle();
  expect(writes.map(({ texts }) => texts)).toEqual([['one'], ['two']]);
  expect(isKept).toBe(false);
  writes[1]?.done();
  await settle();
  expect(isKept).toBe(true);
});
