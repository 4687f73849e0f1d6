import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJsonLog } from '../../src-main/server/json-log.ts';
import { openRoom, FakeServerClock } from '../support/server-room.ts';

test('hostile names stay inside their line, and nothing in it moves a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, account) => {
      const lines: string[] = [];
      createJsonLog(new FakeServerClock(), (line) => lines.push(line)).info(text, { account });
      expect(lines).toHaveLength(1);
      const [line = ''] = lines;
      expect(line.trimEnd()).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: text.toWellFormed(), account: account.toWellFormed() });
    }),
    { numRuns: 2_000 },
  );
});

test('a hundred equal lines a minute; the rest is counted', async () => {
  const clock = new FakeServerClock();
  const lines: string[] = [];
  const log = createJsonLog(clock, (line) => lines.push(line));
  for (let i = 0; i < 1_000; i++) log.warn('again', { i });
  log.warn('another');
  expect(lines).toHaveLength(101);
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
