import { createPrivateKey, createPublicKey } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, describe, expect, test } from 'vitest';
import { openCertificate } from '../../../src-main/server/network/certificate.ts';
import { openDatabaseFile } from '../../../src-main/server/storage/database-file.ts';
import { CERTIFICATE_FILE, KEY_FILE } from '../../../src-main/server/storage/key-files.ts';
import { loadSqlite, StorageProblem } from '../../../src-main/server/storage/sqlite.ts';
import { SettingsFile, type StoredServer } from '../../../src-main/settings-file.ts';
import { openSettings } from '../../../src-main/settings-writer.ts';
import {
  damagedCertificates,
  damagedDatabases,
  damagedKeys,
  damagedSettings,
  hashesIn,
  lay,
  type Damage,
} from '../../support/damaged-files.ts';
import { killedFolder } from '../../support/data-folders.ts';
import { GENERAL, historyIn, LOGIN, message, put } from '../../support/history.ts';
import { seeded } from '../../support/random.ts';
import { temporaryFolder } from '../../support/server-room.ts';

/** Damaged files of every kind: each is survived, kept byte for byte, and told of; what is not ours is not touched. */

const START_MAX_MS = 5_000;
const CASES_MIN = 180;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seeded(SEED);
let cases = 0;

/** What a start found: a sentence for the person, and whether it left the files alone. */
interface Start {
  readonly said: string | null;
}

/** Starts on a damage, and holds what came of it against what should. */
async function meets(damage: Damage, folder: string, start: () => Promise<Start>): Promise<void> {
  cases++;
  const what = `${damage.what} (SEED=${String(SEED)})`;
  const before = hashesIn(folder);
  const startedAt = performance.now();
  const { said } = await start();
  expect([what, performance.now() - startedAt < START_MAX_MS]).toEqual([what, true]);
  const after = hashesIn(folder);
  if (damage.comes === 'refused') expect([what, after]).toEqual([what, before]);
  if (damage.comes === 'replaced') expect([what, before.filter((hash) => !after.includes(hash))]).toEqual([what, []]);
  if (damage.comes === 'whole') expect([what, said]).toEqual([what, null]);
  else expect([what, said]).toEqual([what, expect.stringMatching(/^.{20,}\.$/su)]);
}

test(`the database of the server: 40 damages (SEED=${String(SEED)})`, async () => {
  const DatabaseSync = await loadSqlite();
  const { file } = await killedFolder(...Array.from({ length: 6 }, (_, index) => `late-${String(index)}`));
  const [bytes, journal] = [readFileSync(file), readFileSync(`${file}-wal`)];
  const damages = damagedDatabases('server.sqlite', bytes, journal, random);
  expect(damages).toHaveLength(40);
  for (const damage of damages) {
    const folder = temporaryFolder();
    lay(folder, { 'server.sqlite': bytes, 'server.sqlite-wal': journal }, damage);
    await meets(damage, folder, () => {
      try {
        const { database, notice } = openDatabaseFile(DatabaseSync, join(folder, 'server.sqlite'), { wallMs: Date.now() });
        expect(database.prepare('SELECT count(*) AS people FROM accounts').get()).toBeDefined();
        database.close();
        return Promise.resolve({ said: notice });
      } catch (error) {
        expect(error).toBeInstanceOf(StorageProblem);
        return Promise.resolve({ said: (error as StorageProblem).message });
      }
    });
  }
});

test(`the history and its outbox: 50 damages (SEED=${String(SEED)})`, async () => {
  const living = await historyIn();
  const { key } = await living.open(LOGIN);
  for (let id = 1; id <= 20; id++) await living.write([put(key, message(id, `kept ${String(id)} `.repeat(200)))]);
  for (let id = 100; id < 110; id++) {
    const entry = message(id, 'waits', { author: 'ann', delivery: 'queued' });
    await living.write([{ type: 'outbox', server: key, conversation: GENERAL, entry }]);
  }
  const whole = temporaryFolder();
  for (const end of ['', '-wal']) copyFileSync(`${living.file}${end}`, join(whole, `history.db${end}`));
  const DatabaseSync = await loadSqlite();
  // What is written back at a close is the file; what the app is killed with is in the journal.
  const database = new DatabaseSync(join(whole, 'history.db'));
  database.close();
  const [bytes, journal] = [readFileSync(join(whole, 'history.db')), readFileSync(`${living.file}-wal`)];
  const early = readFileSync(living.file);

  const damages = damagedDatabases('history.db', bytes, journal, random).map((damage) =>
    // A journal belongs to the file as it was before.
    damage.what.startsWith('journal') ? { ...damage, files: { 'history.db': early, ...damage.files } } : damage,
  );
  for (const damage of damages) {
    const folder = temporaryFolder();
    lay(join(folder, 'history'), { 'history.db': bytes, 'history.db-wal': journal }, damage);
    await meets(damage, folder, async () => {
      const history = await historyIn(folder);
      const { key: server } = await history.open(LOGIN);
      // It works, on the disk or in memory.
      await history.write([put(server, message(900, 'works'))]);
      expect((await history.page(server, GENERAL, { newest: true }, 1)).entries).toEqual([message(900, 'works')]);
      await history.close();
      return { said: history.notice };
    });
  }

  const rows = [
    '',
    '{',
    'null',
    '[]',
    '7',
    '"x"',
    '{"id":1}',
    '{"kind":"message"}',
    '\u0001{',
    '{"kind":"join","id":5,"text":"x"}',
  ];
  for (const row of rows) {
    cases++;
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'history'));
    const damaged = new DatabaseSync(join(whole, 'history.db'));
    damaged.prepare('UPDATE outbox SET message = ? WHERE entry = 104').run(row);
    damaged.prepare('UPDATE entries SET rest = ? WHERE entry = 20').run(row);
    damaged.close();
    copyFileSync(join(whole, 'history.db'), join(folder, 'history', 'history.db'));
    const history = await historyIn(folder);
    const { key: server, outbox } = await history.open(LOGIN);
    // One message that cannot be read keeps none of the others from waiting on.
    expect([row, outbox.map(({ entry }) => entry.id)]).toEqual([row, [100, 101, 102, 103, 105, 106, 107, 108, 109]]);
    expect((await history.page(server, GENERAL, { newest: true }, 50)).entries).toHaveLength(20);
    await history.close();
  }
});

describe('the settings', () => {
  const HOME: StoredServer = {
    ...{ id: 'home', kind: 'remote', address: 'host:8888', username: 'ann', label: 'Home', autoconnect: true, muted: false },
    blocked: ['eve'],
    security: { kind: 'pinned', fingerprint: 'A'.repeat(43) as never },
    password: 'c2VjcmV0',
  };

  test(`64 damages, with the copy of a good start beside them and without (SEED=${String(SEED)})`, async () => {
    const used = temporaryFolder();
    const first = new SettingsFile(used, () => undefined);
    first.startWriting(openSettings);
    first.servers = [HOME];
    first.window = { width: 800, height: 600, maximized: false };
    const good = readFileSync(join(used, 'settings.json'), 'utf8');
    expect(new SettingsFile(used, () => undefined).problem).toBeNull();

    const damages = damagedSettings(good, random);
    expect(damages).toHaveLength(64);
    for (const damage of damages) {
      for (const hasCopy of [true, false]) {
        const folder = temporaryFolder();
        lay(folder, hasCopy ? { 'settings.json.good': Buffer.from(good) } : {}, damage);
        // Without a copy nothing tells a file that is gone from one that never was.
        if (!hasCopy && damage.what === 'gone') continue;
        await meets(damage, folder, () => {
          const said: string[] = [];
          const file = new SettingsFile(folder, (sentence) => said.push(sentence));
          file.startWriting(openSettings);
          file.active = 'home';
          if (damage.comes === 'whole') expect([damage.what, file.servers]).toEqual([damage.what, [HOME]]);
          else if (hasCopy && !damage.what.startsWith('a newer'))
            expect([damage.what, file.servers]).toEqual([damage.what, [HOME]]);
          expect(said).toEqual([]);
          // The next start finds nothing wrong any more, unless the file was left alone.
          const next = new SettingsFile(folder, () => undefined);
          expect([damage.what, next.problem === null]).toEqual([damage.what, damage.comes !== 'refused']);
          return Promise.resolve({ said: file.problem });
        });
      }
    }
  });
});

test(`the key and the certificate of the server: 60 damages (SEED=${String(SEED)})`, async () => {
  const made = temporaryFolder();
  const { certificate } = await openCertificate(made, Date.now());
  const keyPem = readFileSync(join(made, KEY_FILE), 'utf8');
  const good = readFileSync(join(made, CERTIFICATE_FILE), 'utf8');
  const keyPair = { privateKey: keyPem, publicKey: createPublicKeyPem(keyPem) };
  const of = async (options: object) => (await generate([{ name: 'commonName', value: 'x' }], options)).cert;
  const day = 86_400_000;
  const dated = (from: number, to: number) =>
    of({
      keyType: 'ec',
      curve: 'P-256',
      keyPair,
      notBeforeDate: new Date(Date.now() + from * day),
      notAfterDate: new Date(Date.now() + to * day),
    });
  const others: Record<string, readonly [string, Damage['comes']]> = {
    // Nobody looks at the dates: clients know the server by its key.
    'that has expired': [await dated(-20, -10), 'whole'],
    'that expired long ago': [await dated(-9_000, -8_000), 'whole'],
    'of tomorrow': [await dated(1, 10), 'whole'],
    'of the next century': [await dated(30_000, 40_000), 'whole'],
    'of another name': [await of({ keyType: 'ec', curve: 'P-256', keyPair }), 'whole'],
    'of another key': [await of({ keyType: 'ec', curve: 'P-256' }), 'replaced'],
    'of another key, on P-384': [await of({ keyType: 'ec', curve: 'P-384' }), 'replaced'],
    'of an RSA key': [await of({ keySize: 2048 }), 'replaced'],
    'of a small RSA key': [await of({ keySize: 1024 }), 'replaced'],
    'twice, of which the first is another’s': [(await of({ keyType: 'ec', curve: 'P-256' })) + good, 'replaced'],
    'with text behind it': [`${good}and more\n`, 'replaced'],
    'with other line breaks': [good.replaceAll('\n', '\r\n'), 'whole'],
  };
  const keys = damagedKeys(KEY_FILE, keyPem, random);
  const certificates = damagedCertificates(CERTIFICATE_FILE, good, others, random);
  expect([keys.length, certificates.length]).toEqual([20, 40]);
  for (const damage of [...keys, ...certificates]) {
    const folder = temporaryFolder();
    lay(folder, { [KEY_FILE]: Buffer.from(keyPem), [CERTIFICATE_FILE]: Buffer.from(good) }, damage);
    await meets(damage, folder, async () => {
      try {
        const opened = await openCertificate(folder, Date.now());
        // Whoever knows the server knows it still, unless its key is gone.
        const isSame = opened.certificate.fingerprint === certificate.fingerprint;
        expect([damage.what, isSame]).toEqual([damage.what, !damage.what.startsWith('key')]);
        return { said: opened.notice };
      } catch (error) {
        expect([damage.what, error]).toEqual([damage.what, expect.any(StorageProblem)]);
        return { said: (error as StorageProblem).message };
      }
    });
  }
});

afterAll(() => {
  expect(cases).toBeGreaterThanOrEqual(CASES_MIN);
});

function createPublicKeyPem(key: string): string {
  return createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'pem' }) as string;
}
