import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { History } from '../../src-shared/client/history.ts';
import type { HistoryOptions } from '../../src-main/history/keepers.ts';
import { openHistory } from '../../src-main/history/open-history.ts';
import type { HistoryOp, KeptEntry, Position, ServerKey } from '../../src-shared/client/records.ts';
import type { ConversationId, MessageEntry } from '../../src-shared/chat/index.ts';
import { FakeClock } from './fake-clock.ts';
import { temporaryFolder } from './server-room.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the thread of the history is built to. */
export const HISTORY_THREAD = join(ROOT, 'dist/main/history-thread.cjs');

/** Builds the thread of the history when its sources have changed. */
export async function buildHistoryThread(): Promise<void> {
  const builder = spawn(process.execPath, [join(ROOT, 'scripts/build.mjs'), 'history-thread'], { stdio: 'ignore' });
  const code = await new Promise((resolve) => builder.once('exit', resolve));
  if (code !== 0) throw new Error(`the build of the history's thread ended with ${String(code)}`);
}

/** A history in a folder of its own, closed after the test. */
export async function historyIn(
  folder = temporaryFolder(),
  options: Partial<HistoryOptions> = {},
): Promise<History & { readonly folder: string; readonly file: string }> {
  const log = { error: (text: string) => void text };
  const history = await openHistory({ folder, program: null, clock: new FakeClock(), log, ...options });
  onTestFinished(() => history.close());
  return Object.assign(history, { folder, file: join(folder, 'history', 'history.db') });
}

export const LOGIN = { profile: 'p1', account: 'ann', address: 'lan:8888' };
export const GENERAL: ConversationId = 'channel:general';

/** A message as somebody else wrote it. */
export function message(id: number, text: string, more: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: 'message',
    id,
    at: 1_700_000_000_000 + id * 1000,
    author: 'bob',
    text,
    delivery: null,
    reason: null,
    mention: false,
    ...more,
  };
}

/** An operation that keeps an entry, as the newest where no position is given. */
export function put(
  server: ServerKey,
  entry: KeptEntry,
  conversation: ConversationId = GENERAL,
  position: Position = { era: 0, anchor: null },
): HistoryOp {
  return { type: 'entry', server, conversation, entry, position };
}

/**
 * A program that keeps writing through the built thread, an entry and its twin in the outbox in each write, and tells on standard output
 * which were kept and which refused; what was refused it tries again. It asks the thread itself, as the app's own half of the history does.
 */
const WRITER = `
const { Worker } = require('node:worker_threads');
const [program, folder, from] = process.argv.slice(1);
const workerData = { historyThread: 'keep', folder, now: Date.now(), retention: { keep: 'all' } };
const worker = new Worker(program, { workerData });
const base = { kind: 'message', author: 'ann', delivery: null, reason: null, mention: false };
let next = Number(from);
const ask = (id, name, argument) => worker.postMessage({ id, name, argument });
const write = (id) => {
  const entry = { ...base, id, at: 1.7e12 + id * 1000, text: 'number ' + id + ' ' + 'x'.repeat(id % 3000) };
  const place = { server: 1, conversation: 'channel:general' };
  const waits = { ...entry, id: id + 1e6, delivery: 'queued' };
  ask(id, 'write', [{ type: 'entry', ...place, entry, position: { era: 0, anchor: id } }, { type: 'outbox', ...place, entry: waits }]);
};
worker.on('message', (message) => {
  if (message.type === 'ready') ask(0, 'open', { profile: 'p1', account: 'ann', address: 'lan:8888' });
  else if (message.id === 0) for (let i = 0; i < 20; i++) write(next++);
  else {
    console.log(message.id + ' ' + (message.ok ? 'kept' : message.kind + ': ' + message.detail));
    write(message.ok ? next++ : message.id);
  }
});
`;

/** Starts it on the history in a folder; ends after the test at the latest. `from`: the id of its first entry. */
export function startHistoryWriter(
  folder: string,
  from: number,
): { readonly pid: number; readonly lines: AsyncIterable<string>; kill(): void } {
  const child = spawn(process.execPath, ['-e', WRITER, HISTORY_THREAD, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    pid: child.pid ?? 0,
    lines: createInterface(child.stdout),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
