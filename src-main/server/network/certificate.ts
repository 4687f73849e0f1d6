import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import type { Fingerprint } from '../../../src-shared/trust/index.ts';
import { fingerprintOfKey, makeKeyPair, readCertificate, readKey, type KeyPair } from './key-pair.ts';
import { CERTIFICATE_FILE, KEY_FILE, readKeyFile, setKeyFileAside, writeKeyFile, type FileText } from '../storage/key-files.ts';
import { StorageProblem } from '../storage/sqlite.ts';

/** What a server shows who it is with. */
export interface Certificate extends KeyPair {
  readonly fingerprint: Fingerprint;
}

/** A certificate that was made ready for use. */
export interface OpenedCertificate {
  readonly certificate: Certificate;
  /** A sentence for whoever runs the server when something was wrong with the files; else null. */
  readonly notice: string | null;
}

const WILL_BE_ASKED = 'Everybody who joined before will be told that this server is not the one they know';

/**
 * The certificate of a data folder, which is made at the first start and stays. What is damaged is set aside, never deleted, and
 * made anew with a notice: from the same key where that is good, so that clients know the server as before.
 * @throws {StorageProblem} in words when a file cannot be read, set aside or written
 */
export async function openCertificate(folder: string, wallMs: number): Promise<OpenedCertificate> {
  const keyFile = readKeyFile(folder, KEY_FILE);
  const certificateFile = readKeyFile(folder, CERTIFICATE_FILE);
  const key = keyFile?.kind === 'text' ? readKey(keyFile.text) : null;
  const aside = (name: string) => setKeyFileAside(folder, name, wallMs);

  if (key !== null && keyFile?.kind === 'text') {
    const trouble = certificateTrouble(certificateFile, key);
    if (trouble === null && certificateFile?.kind === 'text') {
      return opened(key, { key: keyFile.text, certificate: certificateFile.text }, null);
    }
    const { certificate } = await makeKeyPair(key);
    const kept = certificateFile === null ? '' : ` and is kept as ${aside(CERTIFICATE_FILE)}`;
    writeKeyFile(folder, CERTIFICATE_FILE, certificate);
    const notice = `The certificate ${join(folder, CERTIFICATE_FILE)} ${trouble ?? 'was missing'}${kept}. One was made anew from the server's key; people who joined before notice nothing.`;
    return opened(key, { key: keyFile.text, certificate }, notice);
  }

  const made = await makeKeyPair();
  const isFirst = keyFile === null && certificateFile === null;
  const kept = [...(keyFile === null ? [] : [aside(KEY_FILE)]), ...(certificateFile === null ? [] : [aside(CERTIFICATE_FILE)])];
  writeKeyFile(folder, KEY_FILE, made.key);
  writeKeyFile(folder, CERTIFICATE_FILE, made.certificate);
  const what = keyFile === null ? 'was missing' : 'was damaged';
  const notice = `The server's key ${join(folder, KEY_FILE)} ${what}, so a new one was made. ${WILL_BE_ASKED}, unless a backup takes its place. Kept: ${kept.join(', ')}.`;
  return opened(keyOf(made), made, isFirst ? null : notice);
}

/** The key and the certificate of a data folder, for a backup; null when there are none that belong together. */
export function readKeyPair(folder: string): KeyPair | null {
  const key = readKeyFile(folder, KEY_FILE);
  const certificate = readKeyFile(folder, CERTIFICATE_FILE);
  if (key?.kind !== 'text' || certificate?.kind !== 'text') return null;
  const pair = { key: key.text, certificate: certificate.text };
  return isKeyPair(pair) ? pair : null;
}

/**
 * Puts a key and a certificate from a backup into a data folder that no server uses at the moment; what was there is set aside.
 * @throws {StorageProblem} when they do not belong together (nothing was changed) or cannot be written
 */
export function restoreKeyPair(folder: string, pair: KeyPair, wallMs: number): void {
  if (!isKeyPair(pair)) throw new StorageProblem('The key of the server in the backup is damaged.');
  for (const name of [KEY_FILE, CERTIFICATE_FILE]) {
    if (readKeyFile(folder, name) !== null) setKeyFileAside(folder, name, wallMs);
  }
  writeKeyFile(folder, KEY_FILE, pair.key);
  writeKeyFile(folder, CERTIFICATE_FILE, pair.certificate);
}

function isKeyPair({ key, certificate }: KeyPair): boolean {
  const privateKey = readKey(key);
  return privateKey !== null && readCertificate(certificate)?.checkPrivateKey(privateKey) === true;
}

/** What is wrong with a certificate, as the rest of a sentence; null when it is good for the key. */
function certificateTrouble(file: FileText, key: KeyObject): string | null {
  if (file === null) return 'was missing';
  const certificate = file.kind === 'text' ? readCertificate(file.text) : null;
  if (certificate === null) return 'was damaged';
  return certificate.checkPrivateKey(key) ? null : 'belongs to another key';
}

function keyOf({ key }: KeyPair): KeyObject {
  const made = readKey(key);
  if (made === null) throw new Error('the key that was just made cannot be read');
  return made;
}

function opened(key: KeyObject, pair: KeyPair, notice: string | null): OpenedCertificate {
  return { certificate: { ...pair, fingerprint: fingerprintOfKey(key) }, notice };
}
