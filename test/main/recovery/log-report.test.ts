import { EventEmitter } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ServerChild, type ServerProcess } from '../../../src-main/hosting/server-child.ts';
import { logFolder, openLog } from '../../../src-main/log.ts';
import { readLogReport, REPORT_LINES_MAX } from '../../../src-main/recovery/log-report.ts';
import { createJsonLog } from '../../../src-main/server/console/json-log.ts';
import { FakeServerClock, temporaryFolder } from '../../support/server-room.ts';

/** Whatever of a person's could stand in the log, in one word each. */
const CANARIES = ['canary-ann', '/home/canary', 'canary.example:8888', '192.0.2.77', 'canary-pass-1', 'canary said'];

test('what others wrote, their names, addresses, paths and passwords stay out of the report, wherever in the log they stand', () => {
  const folder = temporaryFolder();
  const clock = new FakeServerClock();
  const log = openLog(folder, clock);
  const stderr = new EventEmitter();
  const child = Object.assign(new EventEmitter(), { pid: 1, stdout: null, stderr, postMessage: () => undefined });
  new ServerChild(child as unknown as ServerProcess, log.info.bind(log), () => undefined);
  const server = createJsonLog(clock, (line) => stderr.emit('data', Buffer.from(line)));
  for (const canary of CANARIES) {
    server.info('logged in', { account: canary, address: canary });
    log.info('something happened', canary);
    log.error('something failed', new Error(canary));
    log.error('uncaught exception', new TypeError(`${canary} is no function`));
    log.error('unhandled rejection', `${canary}Error: of nobody`);
    log.error('a process of the app ended', `GPU: ${canary}, 1`);
    log.error("the window's page died", canary);
  }
  // As older versions wrote it, as another program might, and torn by a kill.
  const lines = [
    ...CANARIES.map((canary) =>
      JSON.stringify({
        level: 'info',
        time: '2026-11-23T12:00:00.000Z',
        msg: `server: ${JSON.stringify({ msg: 'logged in', account: canary })}`,
      }),
    ),
    '{"level":"info","time":"2026-11-23T12:00:00.000Z","msg":"server: canary-ann"}',
    ...CANARIES.map((canary) => JSON.stringify({ level: canary, time: canary, msg: { canary } })),
    ...CANARIES,
    '{"level":"error","time":"2026-11-23T12:00:00.000Z","msg":"canary-ann',
  ];
  appendFileSync(join(logFolder(folder), 'main.log'), lines.join('\n'));
  expect(readFileSync(join(logFolder(folder), 'main.log'), 'utf8')).toContain('canary');

  const report = readLogReport(logFolder(folder));
  expect(JSON.stringify(report)).not.toMatch(/canary|192\.0|8888|home/u);
  expect(report.lines).toHaveLength(REPORT_LINES_MAX);
  expect(report.lines[0]).toMatch(/^\d{4}-\S+Z (info|error) [a-z' ]+$/u);
  expect(report.crashes.at(-1)).toMatch(/^\d{4}-\S+Z the window's page died$/u);
  expect(report.crashes).toContainEqual(expect.stringMatching(/Z uncaught exception \(TypeError\)$/u));
});

test('the last deaths are in it with their kind and time, also from the file before', () => {
  const folder = temporaryFolder();
  mkdirSync(logFolder(folder));
  const at = (second: number) => `2026-11-23T12:00:0${String(second)}.000Z`;
  const line = (second: number, msg: string, error: string) =>
    `${JSON.stringify({ level: 'error', time: at(second), msg, error })}\n`;
  appendFileSync(
    join(logFolder(folder), 'main.1.log'),
    line(1, 'a process of the app ended', 'GPU: killed, 9') + line(2, 'the server process ended', '139'),
  );
  appendFileSync(
    join(logFolder(folder), 'main.log'),
    line(3, "the window's page died", 'oom') + line(4, 'joined a server', ''),
  );
  const { crashes, lines } = readLogReport(logFolder(folder));
  expect(crashes).toEqual([
    `${at(1)} a process of the app ended (GPU: killed, 9)`,
    `${at(2)} the server process ended (139)`,
    `${at(3)} the window's page died (oom)`,
  ]);
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toBe(`${at(4)} error joined a server`);
});

test('without a log there is nothing in it', () => {
  expect(readLogReport(join(temporaryFolder(), 'gone'))).toEqual({ crashes: [], lines: [] });
});

test('every message that the app logs is made of words that stand in its sources', () => {
  const root = fileURLToPath(new URL('../../../src-main/', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith(join('server', '/')),
  );
  const others = files.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/\blog\.(?:info|error)\(\s*(?!'[^'\n]*'|"[^"\n]*")([^,)]*)/gu)].map(
      ([, message]) => `${name}: ${message ?? ''}`,
    ),
  );
  expect(others).toEqual([
    // One of two texts that stand there.
    'containment.ts: message',
    // Versions.
    'main.ts: `RWCI Desktop ${app.getVersion(',
  ]);
});
