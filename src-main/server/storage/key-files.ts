import { chmodSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newCorruptName } from './database-names.ts';
import { replaceFile } from './disk.ts';
import { StorageProblem } from './sqlite.ts';

/** The two files of a data folder that are the server's identity over TLS, in the order in which they are written. */
export const KEY_FILE = 'tls-key.pem';
export const CERTIFICATE_FILE = 'tls-cert.pem';

/** No key and no chain of certificates is longer. */
const FILE_MAX_BYTES = 64 * 1024;
const PRIVATE = 0o600;
const OTHERS = 0o077;

/** What is in a file; null when there is none. `tooLong` when it is more than a key or a certificate can be. */
export type FileText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'tooLong' } | null;

/**
 * Reads one of the two files; one that others may read is theirs no longer.
 * @throws {StorageProblem} when it is there and cannot be read; nothing was changed
 */
export function readKeyFile(folder: string, name: string): FileText {
  const file = join(folder, name);
  try {
    const { size, mode, isFile } = describe(file);
    if (!isFile) throw new StorageProblem(`${file} is not a file. Move it away, then start again.`);
    if (size > FILE_MAX_BYTES) return { kind: 'tooLong' };
    const text = readFileSync(file, 'utf8');
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) chmodSync(file, PRIVATE);
    return { kind: 'text', text };
  } catch (error) {
    if (error instanceof StorageProblem) throw error;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new StorageProblem(
      `${file}, by which people know this server, cannot be read (${code}). Let this user read it, then start again.`,
    );
  }
}

/**
 * Writes one of the two files, readable for this user alone; it is there whole or as it was before.
 * @throws {StorageProblem} when it cannot be written
 */
export function writeKeyFile(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new StorageProblem(`${file} cannot be written (${reason(error)}). Make room for it or let this user write there.`);
  }
}

/**
 * Gives a file that is of no use another name, which it returns.
 * @throws {StorageProblem} when the folder does not let it
 */
export function setKeyFileAside(folder: string, name: string, wallMs: number): string {
  const file = join(folder, name);
  const aside = newCorruptName(file, wallMs);
  try {
    renameSync(file, aside);
  } catch (error) {
    throw new StorageProblem(
      `${file} is damaged and could not be set aside (${reason(error)}). Move it away, then start again.`,
    );
  }
  return aside;
}

function describe(file: string) {
  const stats = statSync(file);
  return { size: stats.size, mode: stats.mode, isFile: stats.isFile() };
}

function reason(error: unknown): string {
  const { code, message = 'unknown error' } = error as Partial<NodeJS.ErrnoException>;
  return code ?? message;
}
