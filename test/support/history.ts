import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { History } from '../../src-main/history/history.ts';
import { openHistory, type HistoryOptions } from '../../src-main/history/open-history.ts';
import type { HistoryOp, KeptEntry, Position, ServerKey } from '../../src-main/history/records.ts';
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
