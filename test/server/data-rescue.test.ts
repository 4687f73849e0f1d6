import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startServer, type ListeningServer } from '../../src-main/server/server.ts';
import { openDatabaseFile } from '../../src-main/server/storage/database-file.ts';
import { loadSqlite, StorageProblem } from '../../src-main/server/storage/sqlite.ts';
import { contents, fingerprint, killedFolder, seeded, usedFolder } from '../support/data-folders.ts';
import { quickHasher, temporaryFolder } from '../support/server-room.ts';

const START_MAX_MS = 5_000;
const PAGE_BYTES = 4096;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** What a start made of a folder: `notice` when it served, `refusal` when it did not. */
interface Start {
  readonly folder: string;
  readonly notice: string | null;
  readonly refusal: string | null;
  readonly accounts: readonly string[];
}

/** Starts a server on files that it finds; whatever it does, it is quick about it and loses no byte of them. */
async function startOn(files: Readonly<Record<string, Buffer>>): Promise<Start> {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const before = fingerprint(folder);
  const startedAt = performance.now();
  let server: ListeningServer;
  try {
    server = await startServer({ host: '127.0.0.1', port: 0, dataDir: folder, hasher: quickHasher });
  } catch (error) {
    expect(error).toBeInstanceOf(StorageProblem);
    expect(fingerprint(folder)).toEqual(before);
    return { folder, notice: null, refusal: (error as StorageProblem).message, accounts: [] };
  }
  expect(performance.now() - startedAt).toBeLessThan(START_MAX_MS);
  const { notice } = server;
  await server.stop();
  if (notice !== null) {
    const file = join(folder, 'server.sqlite');
    const corrupt = /is kept as (.+?)\. (There|The backup)/u.exec(notice)?.[1] ?? '';
    expect(notice).toContain(`The data file ${file} was damaged (`);
    expect(corrupt.startsWith(`${file}.corrupt-`)).toBe(true);
    expect(readFileSync(corrupt).equals(files['server.sqlite'] ?? Buffer.alloc(0))).toBe(true);
    const after = contents(folder);
    for (const [name, hash] of Object.entries(before)) expect([name, after.has(hash)]).toEqual([name, true]);
  }
  return { folder, notice, refusal: null, accounts: await accountsOf(folder) };
}

async function accountsOf(folder: string): Promise<string[]> {
  const DatabaseSync = await loadSqlite();
  const url = pathToFileURL(join(folder, 'server.sqlite'));
  url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true });
  const rows = database.prepare('SELECT name FROM accounts ORDER BY id').all() as { name: string }[];
  database.close();
  return rows.map(({ name }) => name);
}

async function soundFile(): Promise<Buffer> {
  return readFileSync((await usedFolder()).file);
}

function pageFilled(bytes: Buffer, page: number, filling: number): Buffer {
  return Buffer.from(bytes).fill(filling, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
}

function bitFlipped(bytes: Buffer, at: number, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << bit), at);
  return flipped;
}

function randomBytes(size: number, random: () => number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

describe(`a damaged file is set aside, and the server begins with an empty one (SEED=${SEED})`, () => {
  test('cut off anywhere', async () => {
    const bytes = await soundFile();
    const random = seeded(SEED);
    const edges = [0, 1, 15, 16, 17, 99, 100, 101, 511, 512, PAGE_BYTES - 1, PAGE_BYTES, PAGE_BYTES + 1, bytes.length - 1];
    const sizes = [...edges, ...Array.from({ length: 12 }, () => Math.floor(random() * bytes.length))];
    for (const size of sizes) {
      const { notice, accounts } = await startOn({ 'server.sqlite': bytes.subarray(0, size) });
      expect([size, notice]).toEqual([size, expect.stringContaining('There was no good backup')]);
      expect(accounts).toEqual([]);
    }
  });

  test('a page of zeros or noise', async () => {
    const bytes = await soundFile();
    const DatabaseSync = await loadSqlite();
    const pages = bytes.length / PAGE_BYTES;
    for (let page = 0; page < pages; page++) {
      for (const filling of [0, 0xa7]) {
        const damaged = pageFilled(bytes, page, filling);
        // What a server does with the file; that it starts on what is found then is seen at both ends of it.
        const file = join(temporaryFolder(), 'server.sqlite');
        writeFileSync(file, damaged);
        const { database, notice } = openDatabaseFile(DatabaseSync, file, { wallMs: Date.now() });
        database.close();
        const kept = /is kept as (.+?)\. There/u.exec(notice ?? '')?.[1];
        expect([page, filling, kept]).toEqual([page, filling, expect.any(String)]);
        expect([page, filling, readFileSync(kept ?? '').equals(damaged)]).toEqual([page, filling, true]);
        if (page === 0 || page === pages - 1) {
          expect((await startOn({ 'server.sqlite': damaged })).notice).toEqual(expect.any(String));
        }
      }
    }
  });

  test('no database at all', async () => {
    const random = seeded(SEED);
    const wrongMagic = Buffer.from(await soundFile());
    wrongMagic.write('SQLite format 4\0', 'latin1');
    const files = [
      wrongMagic,
      Buffer.from('something else entirely'),
      ...[1, 100, 5_000, 70_000].map((size) => randomBytes(size, random)),
    ];
    for (const bytes of files) {
      const { notice } = await startOn({ 'server.sqlite': bytes });
      expect(notice).toContain('(it is not a database)');
    }
  });

  test('with the journal of a killed server, which is kept with it', async () => {
    const { folder, file } = await killedFolder('late');
    const journal = readFileSync(`${file}-wal`);
    const broken = Buffer.from(readFileSync(file));
    broken.fill(0x55, 0, 64);
    const start = await startOn({ 'server.sqlite': broken, 'server.sqlite-wal': journal });
    const names = readdirSync(start.folder).filter((name) => name.startsWith('server.sqlite.corrupt-'));
    expect(names).toHaveLength(2);
    expect(readFileSync(join(start.folder, names.find((name) => name.endsWith('-wal')) ?? '')).equals(journal)).toBe(true);
    expect(existsSync(folder)).toBe(true);
  });

  test('without a table of its version', async () => {
    const { folder, file } = await usedFolder();
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(file);
    database.exec('DROP TABLE bans');
    database.close();
    const { notice } = await startOn({ 'server.sqlite': readFileSync(file) });
    expect(notice).toContain('bans');
    expect(existsSync(folder)).toBe(true);
  });

  test('with a reference to a table that is not there', async () => {
    const bytes = await soundFile();
    const name = 'REFERENCES accounts (id)';
    const notices: string[] = [];
    for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1)) {
      const { notice } = await startOn({ 'server.sqlite': bitFlipped(bytes, at + name.indexOf('ounts'), 3) });
      // Some stand where the file has no use for them any more.
      if (notice !== null) notices.push(notice);
    }
    expect(notices.length).toBeGreaterThan(1);
    for (const notice of notices) expect(notice).toMatch(/the table \w+ has a damaged rule/u);
  });
});

test(`a bit that turned over: the file opens whole, is set aside, or is refused and left (SEED=${SEED})`, async () => {
  const bytes = await soundFile();
  const random = seeded(SEED);
  const offsets = [
    ...Array.from({ length: 40 }, () => Math.floor(random() * 100)),
    ...Array.from({ length: 40 }, () => 100 + Math.floor(random() * (bytes.length - 100))),
  ];
  for (const at of offsets) {
    const bit = Math.floor(random() * 8);
    const { notice, refusal, accounts } = await startOn({ 'server.sqlite': bitFlipped(bytes, at, bit) });
    const place = `bit ${bit} of byte ${at}`;
    if (refusal !== null) expect([place, refusal]).toEqual([place, expect.stringMatching(/newer version|another program/u)]);
    else if (notice === null) expect([place, accounts.length]).toEqual([place, 2]);
  }
});

describe('a journal that was cut short is what a power cut leaves, and no damage', () => {
  test(`everything up to the cut is there, and nothing is set aside (SEED=${SEED})`, async () => {
    const late = Array.from({ length: 8 }, (_, number) => `late-${number}`);
    const { file } = await killedFolder(...late);
    const [bytes, journal] = [readFileSync(file), readFileSync(`${file}-wal`)];
    const random = seeded(SEED);
    const sizes = [0, 1, 31, 32, journal.length - 1, journal.length];
    while (sizes.length < 24) sizes.push(Math.floor(random() * journal.length));
    let longest = 0;
    for (const size of sizes.sort((a, b) => a - b)) {
      const { notice, refusal, accounts, folder } = await startOn({
        'server.sqlite': bytes,
        'server.sqlite-wal': journal.subarray(0, size),
      });
      expect([size, notice, refusal]).toEqual([size, null, null]);
      const files = readdirSync(folder).filter((name) => name.startsWith('server.'));
      expect(files.sort()).toEqual(['server.lock', 'server.sqlite']);
      expect(accounts).toEqual(['alice', 'bob', ...late].slice(0, accounts.length));
      expect(accounts.length).toBeGreaterThanOrEqual(longest);
      longest = accounts.length;
    }
    expect(longest).toBe(2 + late.length);
  });
});

describe('the newest good backup takes the place of a damaged file', () => {
  const DAMAGED = Buffer.from('no database');

  test('and the notice says of when it is', async () => {
    const bytes = await soundFile();
    const { notice, accounts, folder } = await startOn({
      'server.sqlite': DAMAGED,
      'server.sqlite.v1-2026-01-02T03-04-05Z.backup': bytes,
      'server.sqlite.v1-2025-12-31T23-59-59Z.backup': randomBytes(100, seeded(1)),
    });
    expect(notice).toContain('The backup of 2026-01-02 03:04 UTC took its place: what was written after it is missing.');
    expect(accounts).toEqual(['alice', 'bob']);
    expect(readdirSync(folder)).toContain('server.sqlite.v1-2026-01-02T03-04-05Z.backup');
  });

  test('passing over those that are damaged, newer than the program or not of it', async () => {
    const bytes = await soundFile();
    const newer = Buffer.from(bytes);
    newer.writeUInt32BE(99, 60);
    const foreign = Buffer.from(bytes);
    foreign.writeUInt32BE(1, 68);
    const { notice, accounts } = await startOn({
      'server.sqlite': DAMAGED,
      'server.sqlite.v1-2026-01-05T00-00-00Z.backup': bytes.subarray(0, bytes.length - PAGE_BYTES),
      'server.sqlite.v1-2026-01-04T00-00-00Z.backup': foreign,
      'server.sqlite.v99-2026-01-03T00-00-00Z.backup': newer,
      'server.sqlite.v1-2026-01-02T00-00-00Z.backup': bytes,
      'server.sqlite.v1-2026-01-01T00-00-00Z.backup': bytes,
    });
    expect(notice).toContain('The backup of 2026-01-02 00:00 UTC took its place');
    expect(accounts).toEqual(['alice', 'bob']);
  });

  test('twice in the same second: both files are kept', async () => {
    const { folder } = await startOn({ 'server.sqlite': DAMAGED });
    const first = readdirSync(folder).find((name) => name.includes('.corrupt-')) ?? '';
    const { folder: second } = await startOn({ 'server.sqlite': Buffer.from('another'), [first]: DAMAGED });
    expect(readFileSync(join(second, first)).equals(DAMAGED)).toBe(true);
  });
});
