import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCertificate, readKeyPair, restoreKeyPair } from '../../src-main/server/network/certificate.ts';
import { makeKeyPair } from '../../src-main/server/network/key-pair.ts';
import { CERTIFICATE_FILE, KEY_FILE } from '../../src-main/server/storage/key-files.ts';
import { StorageProblem } from '../../src-main/server/storage/sqlite.ts';
import { openRoom, temporaryFolder } from '../support/server-room.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 2, 26, 48);
const STAMP = '2026-11-23T02-26-48Z';
const isWindows = process.platform === 'win32';

const open = (folder: string) => openCertificate(folder, NOW_MS);
const content = (folder: string) =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));

async function usedFolder() {
  const folder = temporaryFolder();
  const { certificate } = await open(folder);
  return { folder, fingerprint: certificate.fingerprint, key: join(folder, KEY_FILE), cert: join(folder, CERTIFICATE_FILE) };
}

describe('the certificate of a server', () => {
  test('is made at the first start, on P-256, for good, and names nobody', async () => {
    const { folder, key } = await usedFolder();
    expect(readdirSync(folder).sort()).toEqual([CERTIFICATE_FILE, KEY_FILE]);
    if (!isWindows) for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const made = new X509Certificate(readFileSync(join(folder, CERTIFICATE_FILE)));
    expect(made.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(made.verify(made.publicKey)).toBe(true);
    expect(made.subject).toBe('CN=RWCI server');
    expect(made.subjectAltName).toBeUndefined();
    expect(made.ca).toBe(false);
    expect(new Date(made.validFrom).getTime()).toBe(0);
    expect(new Date(made.validTo).getUTCFullYear()).toBe(9999);
    expect(readFileSync(key, 'utf8')).toContain('PRIVATE KEY');
  });

  test('stays through ten restarts, at another address and in another place, without a word', async () => {
    const dataDir = temporaryFolder();
    const seen = new Set<string | null>();
    for (let start = 0; start < 10; start++) {
      const { server } = await openRoom({ dataDir, host: start % 2 === 0 ? '127.0.0.1' : '0.0.0.0' });
      expect(server.notice).toBeNull();
      seen.add(server.fingerprint);
      await server.stop();
    }
    expect(seen.size).toBe(1);
    const moved = `${dataDir}-moved`;
    renameSync(dataDir, moved);
    expect((await open(moved)).certificate.fingerprint).toBe([...seen][0]);
    renameSync(moved, dataDir);
  });

  test('is another one for each server', async () => {
    const [one, two] = [await usedFolder(), await usedFolder()];
    expect(one.fingerprint).not.toBe(two.fingerprint);
  });

  test.skipIf(isWindows)('is for this user alone again when others were let read it', async () => {
    const { folder, key } = await usedFolder();
    chmodSync(key, 0o644);
    expect((await open(folder)).notice).toBeNull();
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });
});

/** What can be wrong with a file of PEM. */
const DAMAGED: readonly (readonly [what: string, content: (good: string) => string | Buffer])[] = [
  ['is empty', () => ''],
  ['is cut short', (good) => good.slice(0, good.length / 2)],
  ['has a byte that is another', (good) => good.replace(/\n(.{20})./u, '\n$1*')],
  ['is not PEM', () => 'no key at all'],
  ['is binary', () => Buffer.from([0, 255, 0, 1, 2, 3])],
  ['is a megabyte', (good) => good.padEnd(1024 * 1024, '\n')],
  [
    'is a public key',
    () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
  ],
];

const OTHER_KEYS: readonly (readonly [what: string, make: () => string | Buffer])[] = [
  ['of RSA', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ['on P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
  [
    'behind a password',
    () =>
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'secret',
      }),
  ],
];

describe('a key that is of no use is set aside, and a new one is made with a loud notice', () => {
  test.each([...DAMAGED, ...OTHER_KEYS])('one that %s', async (_what, damage) => {
    const { folder, fingerprint, key, cert } = await usedFolder();
    const [oldKey, oldCert] = [readFileSync(key, 'utf8'), readFileSync(cert, 'latin1')];
    writeFileSync(key, damage(oldKey));
    const damaged = readFileSync(key, 'latin1');

    const { certificate, notice } = await open(folder);
    expect(certificate.fingerprint).not.toBe(fingerprint);
    expect(notice).toContain(`${key} was damaged, so a new one was made. Everybody who joined before will be told`);
    expect(readFileSync(`${key}.corrupt-${STAMP}`, 'latin1')).toBe(damaged);
    expect(readFileSync(`${cert}.corrupt-${STAMP}`, 'latin1')).toBe(oldCert);
    expect((await open(folder)).notice).toBeNull();
  });

  test('one that is gone, while its certificate is there', async () => {
    const { folder, fingerprint, key, cert } = await usedFolder();
    rmSync(key);
    const { certificate, notice } = await open(folder);
    expect(certificate.fingerprint).not.toBe(fingerprint);
    expect(notice).toContain(`${key} was missing, so a new one was made.`);
    expect(readdirSync(folder)).toContain(`${CERTIFICATE_FILE}.corrupt-${STAMP}`);
    expect(readFileSync(cert, 'utf8')).toBe(certificate.certificate);
  });

  test('twice in one second: both are kept', async () => {
    const { folder, key } = await usedFolder();
    for (const text of ['one', 'two']) {
      writeFileSync(key, text);
      await open(folder);
    }
    const aside = readdirSync(folder).filter((name) => name.startsWith(`${KEY_FILE}.corrupt-`));
    expect(aside.map((name) => readFileSync(join(folder, name), 'utf8')).sort()).toEqual(['one', 'two']);
  });

  test('the notice reaches whoever runs the server', async () => {
    const dataDir = temporaryFolder();
    await open(dataDir);
    writeFileSync(join(dataDir, KEY_FILE), 'x');
    const { server } = await openRoom({ dataDir });
    expect(server.notice).toContain('Everybody who joined before will be told');
    expect(server.fingerprint).not.toBeNull();
  });
});

describe('a certificate that is of no use is made anew from the key, and people know the server as before', () => {
  test.each(DAMAGED)('one that %s', async (_what, damage) => {
    const { folder, fingerprint, cert } = await usedFolder();
    writeFileSync(cert, damage(readFileSync(cert, 'utf8')));
    const damaged = readFileSync(cert, 'latin1');
    const { certificate, notice } = await open(folder);
    expect(certificate.fingerprint).toBe(fingerprint);
    expect(notice).toContain(`${cert} was damaged and is kept as ${cert}.corrupt-${STAMP}`);
    expect(notice).toContain('people who joined before notice nothing');
    expect(readFileSync(`${cert}.corrupt-${STAMP}`, 'latin1')).toBe(damaged);
    expect((await open(folder)).notice).toBeNull();
  });

  test('one that is gone', async () => {
    const { folder, fingerprint, cert } = await usedFolder();
    rmSync(cert);
    const { certificate, notice } = await open(folder);
    expect(certificate.fingerprint).toBe(fingerprint);
    expect(notice).toContain(`${cert} was missing.`);
  });

  test('one of another key', async () => {
    const [one, other] = [await usedFolder(), await usedFolder()];
    writeFileSync(one.cert, readFileSync(other.cert));
    const { certificate, notice } = await open(one.folder);
    expect(certificate.fingerprint).toBe(one.fingerprint);
    expect(notice).toContain('belongs to another key and is kept as');
  });
});

describe('a file that cannot be read stops the server in words, and nothing is changed', () => {
  test.each([KEY_FILE, CERTIFICATE_FILE])('%s is a folder', async (name) => {
    const { folder } = await usedFolder();
    rmSync(join(folder, name));
    mkdirSync(join(folder, name));
    const other = name === KEY_FILE ? CERTIFICATE_FILE : KEY_FILE;
    const before = readFileSync(join(folder, other), 'utf8');
    await expect(open(folder)).rejects.toThrow(
      new StorageProblem(`${join(folder, name)} is not a file. Move it away, then start again.`),
    );
    expect(readdirSync(folder).sort()).toEqual([CERTIFICATE_FILE, KEY_FILE]);
    expect(readFileSync(join(folder, other), 'utf8')).toBe(before);
    await expect(openRoom({ dataDir: folder })).rejects.toThrow(StorageProblem);
  });

  test.skipIf(isWindows)('a link that leads nowhere but to itself', async () => {
    const { folder, key } = await usedFolder();
    rmSync(key);
    symlinkSync(KEY_FILE, key);
    await expect(open(folder)).rejects.toThrow(/cannot be read \(ELOOP\)\. Let this user read it/u);
    expect(readdirSync(folder).sort()).toEqual([CERTIFICATE_FILE, KEY_FILE]);
  });

  test('one that this user may not read', async ({ skip }) => {
    if (isWindows) skip('files have no such modes on Windows');
    if (process.getuid?.() === 0) skip('root may read everything');
    const { folder, key } = await usedFolder();
    chmodSync(key, 0);
    await expect(open(folder)).rejects.toThrow(/cannot be read \(EACCES\)/u);
    chmodSync(key, 0o600);
    expect((await open(folder)).notice).toBeNull();
  });

  test('no room for a new one', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, `${KEY_FILE}.new`));
    await expect(open(folder)).rejects.toThrow(/tls-key\.pem cannot be written/u);
  });
});

describe('a backup of the room', () => {
  test('has the key and the certificate, and with them the server is known elsewhere', async () => {
    const { folder, fingerprint } = await usedFolder();
    const pair = readKeyPair(folder);
    const elsewhere = await usedFolder();
    const replaced = content(elsewhere.folder);
    if (pair === null) throw new Error('there is no pair');
    restoreKeyPair(elsewhere.folder, pair, NOW_MS);
    const { certificate, notice } = await open(elsewhere.folder);
    expect([certificate.fingerprint, notice]).toEqual([fingerprint, null]);
    const now = content(elsewhere.folder);
    for (const name of [KEY_FILE, CERTIFICATE_FILE]) expect(now.get(`${name}.corrupt-${STAMP}`)).toBe(replaced.get(name));
    if (!isWindows) expect(statSync(elsewhere.key).mode & 0o777).toBe(0o600);
  });

  test('has none where there is none, or none that belong together', async () => {
    expect(readKeyPair(temporaryFolder())).toBeNull();
    const [one, other] = [await usedFolder(), await usedFolder()];
    writeFileSync(one.cert, readFileSync(other.cert));
    expect(readKeyPair(one.folder)).toBeNull();
  });

  test('with a damaged one changes nothing', async () => {
    const { folder } = await usedFolder();
    const before = content(folder);
    const [one, two] = [await makeKeyPair(), await makeKeyPair()];
    for (const pair of [
      { key: one.key, certificate: two.certificate },
      { key: 'x', certificate: 'x' },
    ]) {
      expect(() => {
        restoreKeyPair(folder, pair, NOW_MS);
      }).toThrow('The key of the server in the backup is damaged.');
    }
    expect(content(folder)).toEqual(before);
  });
});
