import { expect, test } from 'vitest';
import { ASK_AGAIN_MS, CALM_MS, HungPage } from '../../../src-main/recovery/hung-page.ts';
import { FakeClock } from '../../support/fake-clock.ts';

type Answer = 'wait' | 'reload';

/** A page, the questions about it that stand open, and how often it was loaded anew. */
function page() {
  const clock = new FakeClock();
  const state = { isInSight: true, reloads: 0, questions: [] as { answer: (answer: Answer) => void; signal: AbortSignal }[] };
  const hung = new HungPage({
    clock,
    isInSight: () => state.isInSight,
    ask: (signal) => new Promise((answer) => state.questions.push({ answer, signal })),
    reload: () => state.reloads++,
  });
  return { clock, hung, state };
}

test('a page that answers again within a moment is nobody’s concern', async () => {
  const { clock, hung, state } = page();
  hung.hung();
  await clock.advance(CALM_MS - 1);
  hung.isBack();
  await clock.advance(ASK_AGAIN_MS * 2);
  expect([state.questions.length, state.reloads, clock.pending]).toEqual([0, 0, 0]);
});

test('the person is asked once, waits, is asked again, and has it loaded anew', async () => {
  const { clock, hung, state } = page();
  hung.hung();
  hung.hung();
  await clock.advance(CALM_MS);
  expect(state.questions).toHaveLength(1);
  state.questions[0]?.answer('wait');
  await clock.advance(ASK_AGAIN_MS);
  expect([state.questions.length, state.reloads]).toEqual([2, 0]);
  state.questions[1]?.answer('reload');
  await clock.advance(ASK_AGAIN_MS * 2);
  expect([state.questions.length, state.reloads]).toEqual([2, 1]);

  // The next time is like the first.
  hung.hung();
  await clock.advance(CALM_MS);
  expect(state.questions).toHaveLength(3);
});

test('a question goes when the page answers again, and whatever was pressed then does nothing', async () => {
  const { clock, hung, state } = page();
  hung.hung();
  await clock.advance(CALM_MS);
  hung.isBack();
  expect(state.questions[0]?.signal.aborted).toBe(true);
  state.questions[0]?.answer('reload');
  await clock.advance(ASK_AGAIN_MS * 2);
  expect(state.reloads).toBe(0);
});

test('out of sight there is nobody to ask: it is loaded anew', async () => {
  const { clock, hung, state } = page();
  state.isInSight = false;
  hung.hung();
  await clock.advance(CALM_MS);
  expect([state.questions.length, state.reloads]).toEqual([0, 1]);
});
