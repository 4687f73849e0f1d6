import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is in the place of a file: bytes, or `FOLDER`. */
type Content = Buffer | string;

/** A damage: what lies where a good file was. */
export interface Damage {
  readonly what: string;
  /** By the name of the file; what is left out stays as it was. Null: it is gone. */
  readonly files: Readonly<Record<string, Content | null>>;
  /** `replaced`: set aside, and something else took its place. `refused`: not ours to touch. `whole`: no damage at all. */
  readonly comes: 'replaced' | 'refused' | 'whole';
}

const PAGE_BYTES = 4096;
const FOLDER = 'a folder';

/** Forty states of a database whose journal was not written back; `file` is its name. */
export function damagedDatabases(file: string, good: Buffer, journal: Buffer, random: () => number): Damage[] {
  const somewhere = (size: number) => Math.floor(random() * size);
  const only = (content: Content): Record<string, Content | null> => ({ [file]: content, [`${file}-wal`]: null });
  const filled = (from: number, to: number, byte: number) => Buffer.from(good).fill(byte, from, to);
  const header = (at: number, value: number) => {
    const bytes = Buffer.from(good);
    bytes.writeUInt32BE(value, at);
    return bytes;
  };
  const cuts = Array.from({ length: 20 }, (_, index) => (index === 0 ? 0 : somewhere(journal.length)));
  const pages = Array.from({ length: 4 }, () => 1 + somewhere(good.length / PAGE_BYTES - 1));
  return [
    ...cuts.map((size): Damage => ({
      what: `journal cut at ${String(size)}`,
      files: { [`${file}-wal`]: journal.subarray(0, size) },
      comes: 'whole',
    })),
    ...[1, 15, 99, PAGE_BYTES, PAGE_BYTES + 1, good.length - 1, good.length - PAGE_BYTES].map((size): Damage => ({
      what: `cut at ${String(size)}`,
      files: only(good.subarray(0, size)),
      comes: 'replaced',
    })),
    ...pages.map((page): Damage => ({
      what: `page ${String(page)} of zeros`,
      files: only(filled(page * PAGE_BYTES, (page + 1) * PAGE_BYTES, 0)),
      comes: 'replaced',
    })),
    { what: 'first page of zeros', files: only(filled(0, PAGE_BYTES, 0)), comes: 'replaced' },
    { what: 'empty', files: only(Buffer.alloc(0)), comes: 'replaced' },
    { what: 'wrong magic', files: only(filled(0, 16, 0x41)), comes: 'replaced' },
    { what: 'damaged header', files: only(filled(16, 60, 0xff)), comes: 'replaced' },
    { what: 'text', files: only('a letter to my aunt\n'.repeat(500)), comes: 'replaced' },
    { what: 'another program’s', files: only(header(68, 1)), comes: 'refused' },
    { what: 'a newer version’s', files: only(header(60, 99)), comes: 'refused' },
    { what: 'a folder', files: only(FOLDER), comes: 'refused' },
    { what: 'gone, its journal there', files: { [file]: null }, comes: 'refused' },
  ];
}

/** Sixty states of the settings; `good` is a text with a server, its key and a window. */
export function damagedSettings(good: string, random: () => number): Damage[] {
  const value = JSON.parse(good) as { servers: object[]; window: object; settings: object; lastUsed: object };
  const [server = {}] = value.servers;
  const damaged = (what: string, content: Content): Damage => ({
    what,
    files: { 'settings.json': content },
    comes: 'replaced',
  });
  const instead = (change: object) => JSON.stringify({ ...value, ...change });
  const ofServer = (change: object) => instead({ servers: [{ ...server, ...change }] });
  const cuts = Array.from({ length: 20 }, () => Math.floor(random() * (good.length - 2)));
  const wrong: Record<string, string> = {
    'settings a list': instead({ settings: [] }),
    'theme unknown': instead({ settings: { theme: 'purple' } }),
    'zoom out of range': instead({ settings: { zoom: 99 } }),
    'layout a number': instead({ settings: { layout: 7 } }),
    'keywords numbers': instead({ settings: { keywords: [1] } }),
    'window wide': instead({ window: { ...value.window, width: 'wide' } }),
    'window endless': instead({ window: { ...value.window, width: 1e9 } }),
    'servers an object': instead({ servers: {} }),
    'servers null': instead({ servers: [null] }),
    'server without an id': ofServer({ id: undefined }),
    'server with an id of HTML': ofServer({ id: '<b>' }),
    'server of an unknown kind': ofServer({ kind: 'cloud' }),
    'address a number': ofServer({ address: 1 }),
    'address endless': ofServer({ address: 'x'.repeat(2_000) }),
    'blocked a text': ofServer({ blocked: 'eve' }),
    'password a number': ofServer({ password: 5 }),
    'password endless': ofServer({ password: 'x'.repeat(20_000) }),
    'key too short': ofServer({ security: { kind: 'pinned', fingerprint: 'abc' } }),
    'key missing': ofServer({ security: { kind: 'pinned' } }),
    'key null': ofServer({ security: null }),
    'security unknown': ofServer({ security: { kind: 'magic' } }),
    'port too large': instead({ lastUsed: { ...value.lastUsed, hostPort: 70_000 } }),
    'version a text': instead({ version: 'one' }),
    'version zero': instead({ version: 0 }),
    'own words numbers': instead({ ownWords: [1] }),
    empty: '',
    null: 'null',
    'a list': '[]',
    'a number': '7',
    'a text': '"settings"',
    'two objects': good + good,
    'a comma too many': good.replace(/\}\s*$/, ',}'),
    'quotes of a text editor': good.replaceAll('"', '”'),
    'deeper than it can be written': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  };
  return [
    ...cuts.map((size) => damaged(`cut at ${String(size)}`, good.slice(0, size))),
    ...Object.entries(wrong).map(([what, text]) => damaged(what, text)),
    damaged('zeros, as a power cut leaves them', Buffer.alloc(good.length)),
    damaged('UTF-16', Buffer.from(good, 'utf16le')),
    damaged('noise', Buffer.from(Array.from({ length: 300 }, () => Math.floor(random() * 256)))),
    { what: 'gone', files: { 'settings.json': null }, comes: 'replaced' },
    { what: 'a folder', files: { 'settings.json': FOLDER }, comes: 'refused' },
    { what: 'a newer version’s', files: { 'settings.json': instead({ version: 2, later: true }) }, comes: 'refused' },
    { what: 'a newer version’s, of another shape', files: { 'settings.json': '{"version":3,"servers":7}' }, comes: 'refused' },
    { what: 'with a mark before it', files: { 'settings.json': `\ufeff${good}` }, comes: 'whole' },
    { what: 'with a key of later', files: { 'settings.json': instead({ later: [1] }) }, comes: 'whole' },
    { what: 'with a prototype', files: { 'settings.json': good.replace('{', '{"__proto__":{"x":1},') }, comes: 'whole' },
  ];
}

/** Twenty states of the server's key. */
export function damagedKeys(file: string, good: string, random: () => number): Damage[] {
  const damaged = (what: string, content: Content): Damage => ({
    what: `key ${what}`,
    files: { [file]: content },
    comes: 'replaced',
  });
  const cuts = Array.from({ length: 6 }, () => Math.floor(random() * (good.length - 30)));
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey.export(pem);
  return [
    ...cuts.map((size) => damaged(`cut at ${String(size)}`, good.slice(0, size))),
    damaged('of RSA-512', generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export(pem)),
    damaged('of RSA-1024', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem)),
    damaged('on P-384', ec('P-384')),
    damaged('on secp256k1', ec('secp256k1')),
    damaged('of Ed25519', generateKeyPairSync('ed25519').privateKey.export(pem)),
    damaged('behind a password', createPrivateKey(good).export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'x' })),
    damaged('as DER', createPrivateKey(good).export({ type: 'pkcs8', format: 'der' })),
    damaged('with bad base64', good.replace(/\n(.{20})./u, '\n$1*')),
    damaged('of zeros', Buffer.alloc(good.length)),
    damaged('of a megabyte', good.padEnd(1024 * 1024, '\n')),
    damaged(
      'that is its public half',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
    ),
    damaged('that is empty', ''),
    damaged('that is gone', ''),
    { what: 'key a folder', files: { [file]: FOLDER }, comes: 'refused' },
  ];
}

/** Forty states of the server's certificate; `made` are whole ones that are of no use or are, by what is the matter with them. */
export function damagedCertificates(
  file: string,
  good: string,
  made: Readonly<Record<string, Damage['comes'] | readonly [string, Damage['comes']]>>,
  random: () => number,
): Damage[] {
  const damaged = (what: string, content: Content, comes: Damage['comes'] = 'replaced'): Damage => ({
    what: `certificate ${what}`,
    files: { [file]: content },
    comes,
  });
  const body = Buffer.from(good.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const pem = (bytes: Buffer) =>
    `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
  const cuts = Array.from({ length: 10 }, () => Math.floor(random() * (good.length - 40)));
  const ends = Array.from({ length: 8 }, () => 1 + Math.floor(random() * (body.length - 1)));
  const texts = Object.entries(made).map(([what, each]) => damaged(what, each[0] ?? '', each[1] as Damage['comes']));
  return [
    ...cuts.map((size) => damaged(`cut at ${String(size)}`, good.slice(0, size))),
    ...ends.map((size) => damaged(`with DER cut at ${String(size)}`, pem(body.subarray(0, size)))),
    ...texts,
    damaged('with another tag', pem(Buffer.concat([Buffer.from([0x31]), body.subarray(1)]))),
    damaged(
      'with a length of its own',
      pem(Buffer.concat([Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), body.subarray(4)])),
    ),
    damaged('with bad base64', good.replace(/\n(.{20})./u, '\n$1*')),
    damaged('as DER, cut', body.subarray(0, 100)),
    damaged('of zeros', Buffer.alloc(good.length)),
    damaged('of a megabyte', good.padEnd(1024 * 1024, '\n')),
    damaged('that is empty', ''),
    damaged('that is text', 'no certificate at all'),
    damaged(
      'that is a key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ),
    damaged('a folder', FOLDER, 'refused'),
  ];
}

/** Puts a damage in the place of good files; `place` is the folder that they lie in. */
export function lay(place: string, good: Readonly<Record<string, Buffer>>, { files }: Damage): void {
  mkdirSync(place, { recursive: true });
  for (const [name, bytes] of Object.entries({ ...good, ...files })) {
    if (bytes === null) continue;
    if (bytes === FOLDER) mkdirSync(join(place, name));
    else writeFileSync(join(place, name), bytes);
  }
}

/** The hashes of all files below a folder, wherever they lie. */
export function hashesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'server.lock')
    .map((entry) =>
      createHash('sha256')
        .update(readFileSync(join(entry.parentPath, entry.name)))
        .digest('hex'),
    )
    .sort();
}
