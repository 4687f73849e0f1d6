import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src-main/server/clock.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { Storage } from '../../src-main/server/storage/storage.ts';
import { SERVER_ID } from '../../src-main/server/storage/writes.ts';
import { temporaryFolder } from '../support/server-room.ts';

/** The built server, which `npm test` and `npm run check` have made. */
const program = fileURLToPath(new URL('../../dist/server/cli.cjs', import.meta.url));

async function open(writerThread: string, folder = temporaryFolder()) {
  const lines: string[] = [];
  const add = (text: string): void => {
    lines.push(text);
  };
  const log = { info: add, warn: add, error: add };
  const options = { limits: DEFAULT_LIMITS, clock: systemClock, log, writerThread };
  const storage = await Storage.open(folder, options);
  onTestFinished(() => storage.close());
  return { storage, lines };
}

const broadcast = (text: string) => ({
  to: { kind: 'broadcast' } as const,
  authorId: SERVER_ID,
  text,
  bytes: text.length,
  at: 1,
  nonce: null,
  bounds: null,
});

describe('a thread that writes', () => {
  test('has what it was told on the disk when it answers, where this thread reads it', async () => {
    const { storage, lines } = await open(program);
    expect(lines).toEqual([]);
    const ids = await Promise.all(['one', 'two', 'three'].map((text) => storage.journal.run('appendMessage', broadcast(text))));
    expect(ids.map((stored) => 'id' in stored && stored.id)).toEqual([1, 2, 3]);
    expect(storage.lastMessageId()).toBe(3);
  });

  test('fails one write that cannot be done and does the others of its group', async () => {
    const { storage } = await open(program);
    const to = { kind: 'direct', recipientId: 1 } as const;
    const [good, bad, other] = await Promise.allSettled([
      storage.journal.run('appendMessage', broadcast('one')),
      // An account that is not there.
      storage.journal.run('mute', { accountId: 99, reason: '', by: 'x', at: 1, until: null }),
      storage.journal.run('appendMessage', { ...broadcast('two'), to }),
    ]);
    expect([good?.status, bad?.status, other?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(storage.lastMessageId()).toBe(2);
  });

  test('that cannot be started is done without', async () => {
    const { storage, lines } = await open(join(temporaryFolder(), 'nothing.cjs'));
    expect(lines).toEqual(['the server writes without a thread']);
    expect(await storage.journal.run('appendMessage', broadcast('one'))).toMatchObject({ kind: 'stored', id: 1 });
  });
});
