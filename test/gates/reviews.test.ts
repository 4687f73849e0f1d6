import { expect, test } from 'vitest';
import { reviewProblems, unreviewed } from '../../scripts/gates/electronegativity.mjs';

/** When a finding of the scanner counts as looked at by somebody. */

const FINDING = { file: 'main.js', rule: 'A_RULE', line: 7, description: 'Look', code: 'shell.openExternal(href);' };
const REVIEW = {
  file: 'main.js',
  rule: 'A_RULE',
  code: 'openExternal(href)',
  reason: 'It is the one door, and the guards stand before it.',
  reviewed: '2026-01-01',
  expires: '2026-06-30',
};
const NOW = Date.parse('2026-02-01');

test('a finding is reviewed when file, rule and code are those of a review', () => {
  expect(unreviewed([FINDING], [REVIEW])).toEqual([]);
  for (const other of [{ file: 'preload.js' }, { rule: 'ANOTHER_RULE' }, { code: 'shell.openExternal(anything);' }])
    expect(unreviewed([{ ...FINDING, ...other }], [REVIEW])).toHaveLength(1);
});

test.each([
  ['holds as long as it is about something', {}, 0],
  ['is looked at again after its time', { expires: '2026-01-31' }, 1],
  ['holds for 180 days at most', { expires: '2026-06-31' }, 1],
  ['holds for 180 days at most, to the day', { expires: '2026-07-01' }, 1],
  ['needs its dates', { expires: 'never' }, 1],
  ['needs a reason', { reason: 'fine' }, 1],
  ['goes when its finding is gone', { code: 'openPath(' }, 1],
])('a review %s', (_name, change, problems) => {
  expect(reviewProblems([FINDING], [{ ...REVIEW, ...change }], NOW)).toHaveLength(problems);
});
