import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logFolder, openLog } from '../../src-main/log.ts';
import { LOG_FILE_MAX_BYTES, LOG_FILES_MAX, LogFile, logFileName } from '../../src-main/recovery/log-file.ts';
import { FakeServerClock, temporaryFolder } from '../support/server-room.ts';

const linesOf = (folder: string, age = 0) =>
  readFileSync(join(logFolder(folder), logFileName(age)), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

test('a line is a JSON object with the time, and what was thrown stands beside the message', () => {
  const folder = temporaryFolder();
  const log = openLog(folder, new FakeServerClock());
  log.info('something happened');
  log.error('something failed', new Error('a\n{"level":"info"}\u001b[2J\u202e'));
  log.error('something else failed', 'for a reason');
  const [first, second, third] = linesOf(folder).map((line) => JSON.parse(line) as Record<string, string>);
  expect(first).toMatchObject({
    level: 'info',
    msg: 'something happened',
    time: expect.stringMatching(/^\d{4}-.+Z$/u) as string,
  });
  expect(second).toMatchObject({ level: 'error', error: expect.stringContaining('{"level":"info"}') as string });
  expect(third?.error).toBe('for a reason');
  expect(linesOf(folder)).toHaveLength(3);
  // Nothing in the file moves a terminal.
  expect(readFileSync(join(logFolder(folder), 'main.log'), 'utf8')).toMatch(/^[^\p{Cc}\u202a-\u202e]*$/mu);
});

test('a hundred equal lines a minute, and none longer than it may be', async () => {
  const folder = temporaryFolder();
  const clock = new FakeServerClock();
  const log = openLog(folder, clock);
  for (let i = 0; i < 1_000; i++) log.info('again');
  log.error('long', 'x'.repeat(1_000_000));
  expect(linesOf(folder)).toHaveLength(101);
  expect(linesOf(folder).at(-1)?.length).toBeLessThan(5_000);
  await clock.advance(60_000);
  log.info('again');
  expect(JSON.parse(linesOf(folder).at(-1) ?? '')).toMatchObject({ equal_lines_left_out: 900 });
});

test('it is for this user alone, and never more than its files may hold', ({ skip }) => {
  const folder = temporaryFolder();
  const file = new LogFile(folder);
  const line = `${JSON.stringify({ text: 'x'.repeat(100_000) })}\n`;
  const lines = Math.ceil((LOG_FILE_MAX_BYTES * (LOG_FILES_MAX + 1)) / line.length);
  for (let i = 0; i < lines; i++) file.write(line);
  expect(readdirSync(folder).sort()).toEqual(['main.1.log', 'main.2.log', 'main.log']);
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text.length).toBeLessThanOrEqual(LOG_FILE_MAX_BYTES);
    for (const each of text.trimEnd().split('\n')) expect(each).toHaveLength(line.length - 1);
  }
  expect(LOG_FILE_MAX_BYTES * LOG_FILES_MAX).toBeLessThanOrEqual(3 * 10 * 1024 * 1024);
  if (process.platform === 'win32') skip('Windows has no such modes');
  expect(statSync(join(folder, 'main.log')).mode & 0o077).toBe(0);
});

test('the next start goes on in the same file; where none can be written the app goes on without', () => {
  const folder = temporaryFolder();
  openLog(folder).info('one');
  openLog(folder).info('two');
  expect(linesOf(folder).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['one', 'two']);
  const other = temporaryFolder();
  writeFileSync(logFolder(other), 'a file in the place of the folder');
  openLog(other).error('nobody hears', new Error('this'));
  expect(readFileSync(logFolder(other), 'utf8')).toBe('a file in the place of the folder');
});
