import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJsonLog } from '../../src-main/server/console/json-log.ts';
import { openRoom, FakeServerClock } from '../support/server-room.ts';

/** What somebody would write who wants to leave a line of the log, or to move the terminal that shows it. */
const HOSTILE = [
  'a\nb',
  'a\r\n{"level":"info","msg":"forged"}',
  '\u001b[2J\u001b[31m',
  '\u009b2J',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u2028',
  '\u0000',
  '\ud800',
  '"}',
  '%s%n%d',
  '__proto__',
  'x'.repeat(10_000),
];

test('ten thousand hostile strings: each stays inside its line, and nothing in it moves a terminal', async () => {
  const clock = new FakeServerClock();
  const lines: string[] = [];
  const log = createJsonLog(clock, (line) => lines.push(line));
  const seed = Date.now();
  const strings = fc.sample(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE)), { numRuns: 10_000, seed });
  for (const [index, text] of [...HOSTILE, ...strings].entries()) {
    // So that equal ones are not too many a minute.
    if (index % 50 === 0) await clock.advance(60_000);
    log.info(text, { account: text });
    const line = lines[index] ?? '';
    expect(line, `seed ${seed}`).toMatch(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*\n$/u);
    const read = JSON.parse(line) as Record<string, string>;
    expect([read.level, read.msg?.toWellFormed(), read.account?.toWellFormed()]).toEqual(
      ['info', text, text].map((each) => each.toWellFormed()),
    );
  }
  expect(lines).toHaveLength(HOSTILE.length + strings.length);
});

test('a hundred equal lines a minute; the rest is counted', async () => {
  const clock = new FakeServerClock();
  const lines: string[] = [];
  const log = createJsonLog(clock, (line) => lines.push(line));
  for (let i = 0; i < 1_000; i++) log.warn('again', { i });
  log.warn('another');
  log.warn('again', { rule: 'another' });
  expect(lines).toHaveLength(102);
  await clock.advance(60_000);
  log.warn('again');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'again', equal_lines_left_out: 900 });
});

test('passwords and the text of messages are never in it', async () => {
  const lines: string[] = [];
  const room = await openRoom({ log: createJsonLog(new FakeServerClock(), (line) => lines.push(line)) });
  const alice = await room.login('alice', 'hunter2-secret');
  alice.send({ type: 'message', message: 'whispered-text' });
  alice.send({ type: 'direct_message', recipient: 'nobody at all', message: 'whispered-text' });
  alice.send({ type: 'message', message: 'whispered-text', channel: 'nowhere' });
  await alice.settled();
  const wrong = await room.connect();
  wrong.send({ type: 'auth', username: 'alice', password: 'hunter3-secret' });
  await wrong.ended();
  const all = lines.join('');
  expect(all).toContain('alice');
  expect(all).not.toMatch(/hunter|whispered/u);
});
