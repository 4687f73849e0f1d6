import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRoom, temporaryFolder } from './server-room.ts';

/** A data file as version 1 wrote it, and its rows as JSON; the passwords are in data-upgrade.test.ts. */
export const V1 = fileURLToPath(new URL('../fixtures/data-v1/', import.meta.url));

/** A folder with a data file of version 1. */
export function copyOfV1(): { folder: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'server.sqlite');
  copyFileSync(join(V1, 'server.sqlite'), file);
  return { folder, file };
}

/** A folder that a server with two accounts, a channel and an undelivered message has used and closed. */
export async function usedFolder(): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const room = await openRoom({ dataDir: folder });
  const alice = await room.login('alice');
  const bob = await room.login('bob');
  alice.send({ type: 'channel_create', channel: 'random' });
  await bob.upTo('channel_create');
  bob.close();
  await alice.upTo('quit');
  alice.send({ type: 'direct_message', recipient: 'bob', message: 'kept' });
  await alice.settled();
  await room.server.stop();
  return { folder, file: join(folder, 'server.sqlite') };
}

/** Every file of a folder with a hash of its bytes; the lock holds none and comes and goes. */
export function fingerprint(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => name !== 'server.lock' && statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** A folder as a server that was killed leaves it: its file, and accounts that are in the journal alone. */
export async function killedFolder(...accounts: string[]): Promise<{ folder: string; file: string }> {
  const { folder: living } = await usedFolder();
  const room = await openRoom({ dataDir: living });
  for (const account of accounts) await room.login(account);
  const folder = temporaryFolder();
  for (const name of ['server.sqlite', 'server.sqlite-wal']) copyFileSync(join(living, name), join(folder, name));
  return { folder, file: join(folder, 'server.sqlite') };
}

/** The hashes of all files in a folder: where they lie does not matter. */
export function contents(folder: string): Set<string> {
  return new Set(Object.values(fingerprint(folder)));
}

/** A random number from 0 to 1 at each call, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
