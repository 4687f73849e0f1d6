import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src-main/server/server.ts';
import { DATABASE_FILE } from '../../src-main/server/storage/database-names.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { expect, test, type Desktop } from './support/desktop.ts';
import { messagesUpwards } from './support/log.ts';

const KILLS = 10;

/** From the start of the app until what it had not sent is in sight, in ms, as a median: others may use the computer too. */
const OUTBOX_BACK_MS = 3_000;

const ALICE = { username: 'alice', password: 'alice-pass-1' };

/** Gives the window so many messages to send, and comes back when their bubbles are there. */
async function compose(app: Desktop, texts: readonly string[]): Promise<void> {
  await app.page.evaluate(async (all) => {
    const { rwci } = window as unknown as { rwci: RwciApi };
    const { state } = await rwci.invoke('app/snapshot', {});
    const server = state.active ?? '';
    for (const text of all) await rwci.invoke('chat/send', { server, conversation: 'channel:general', text });
  }, texts);
  for (const text of texts) await expect(app.message('alice', text)).toHaveCount(1);
}

/** How often each text is in the server's history. */
async function storedOn(dataDir: string): Promise<Map<string, number>> {
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE), { readOnly: true });
  try {
    const rows = database.prepare('SELECT message AS text, count(*) AS times FROM messages GROUP BY message').all();
    return new Map((rows as { text: string; times: number }[]).map(({ text, times }) => [text, times]));
  } finally {
    database.close();
  }
}

test(`the app is killed ${String(KILLS)} times while it sends: what was in its window is there again, and arrives once`, async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const dataDir = await mkdtemp(join(tmpdir(), 'rwci-room-'));
  let server = await startServer({ host: '127.0.0.1', port: 0, dataDir });
  const { port } = server;
  const address = `127.0.0.1:${String(port)}`;
  const seed = Number(process.env.RWCI_SEED ?? Math.floor(Math.random() * 1_000_000));
  console.log(`kills: RWCI_SEED=${String(seed)}`);
  let state = seed;
  const random = (below: number) => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    return state % below;
  };
  try {
    let alice = await launch();
    await alice.join({ address, ...ALICE });
    await expect(alice.connection).toHaveText(/^Connected/);
    const written: string[] = [];
    const waits: number[] = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      // Every other time nobody is there to take what is written; it waits, and is killed so.
      const isAway = kill % 2 === 0;
      if (isAway) {
        await server.stop();
        await expect(alice.connection).not.toHaveText(/^Connected/);
      }
      const texts = Array.from({ length: 1 + random(6) }, (_, index) => `message ${String(kill)}.${String(index)} of alice`);
      await compose(alice, texts);
      written.push(...texts);
      await alice.kill();
      if (isAway) server = await startServer({ host: '127.0.0.1', port, dataDir });

      const started = performance.now();
      alice = await launch({ folder: alice.folder });
      for (const text of texts) await expect(alice.message('alice', text)).toHaveCount(1);
      waits.push(Math.round(performance.now() - started));
      // Without a keyring the password is not kept.
      await alice.join({ address, ...ALICE });
      await expect(alice.connection).toHaveText(/^Connected/);
    }
    console.log(`back after ${waits.join(', ')} ms`);
    await expect(alice.log.getByText(/^(Sending|Not sent|Failed)/)).toHaveCount(0);
    await expect
      .poll(async () => {
        const stored = await storedOn(dataDir);
        return written.map((text) => stored.get(text) ?? 0).join('');
      })
      .toBe('1'.repeat(written.length));
    const shown = await messagesUpwards(alice);
    for (const text of written) expect(shown.filter((article) => article.includes(text))).toHaveLength(1);
    expect(waits.toSorted((a, b) => a - b)[KILLS / 2]).toBeLessThan(OUTBOX_BACK_MS);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true });
  }
});
