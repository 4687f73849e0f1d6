import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { DATABASE_FILE } from '../storage/database-names.ts';
import { CERTIFICATE_FILE, KEY_FILE } from '../storage/key-files.ts';
import { BackupProblem, problemOf } from './backup-problem.ts';

/**
 * The file of a backup: a line that names the format, a line of JSON that says what is inside (`Header`), the files one behind the
 * other, and at the end the SHA-256 of everything before it. A file is believed only when all of it is as it was written.
 */
const MAGIC = 'RWCI room backup\n';
const VERSION = 1;
const DIGEST_BYTES = 32;
const HEADER_MAX_BYTES = 16 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** What can be in it: the database, and the key pair by which clients know the server. */
export const ROOM_FILES = [DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE] as const;
export type RoomFileName = (typeof ROOM_FILES)[number];

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const HeaderSchema = v.object({
  version: v.literal(VERSION),
  name: v.pipe(v.string(), v.maxLength(200)),
  /** Milliseconds since the epoch. */
  madeAt: count,
  files: v.pipe(v.array(v.object({ name: v.picklist(ROOM_FILES), bytes: count })), v.maxLength(ROOM_FILES.length)),
});
export type Header = v.InferOutput<typeof HeaderSchema>;

/** Writes a backup to a new file that only this user may read, and has it reach the disk. */
export async function writeRoomFile(
  to: string,
  about: Pick<Header, 'name' | 'madeAt'>,
  files: readonly { readonly name: RoomFileName; readonly path: string }[],
): Promise<number> {
  const sources: { readonly name: RoomFileName; readonly handle: FileHandle; readonly bytes: number }[] = [];
  let target: FileHandle | null = null;
  try {
    for (const { name, path } of files) {
      const handle = await open(path, 'r');
      sources.push({ name, handle, bytes: (await handle.stat()).size });
    }
    target = await open(to, 'wx', 0o600);
    const hash = createHash('sha256');
    const header: Header = { version: VERSION, ...about, files: sources.map(({ name, bytes }) => ({ name, bytes })) };
    let written = await put(target, hash, Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`));
    for (const { bytes, handle } of sources) {
      for (let at = 0; at < bytes;) {
        const chunk = await readAt(handle, at, Math.min(CHUNK_BYTES, bytes - at));
        written += await put(target, hash, chunk);
        at += chunk.length;
      }
    }
    written += (await target.write(hash.digest())).bytesWritten;
    await target.sync();
    return written;
  } finally {
    await target?.close();
    for (const { handle } of sources) await handle.close();
  }
}

/**
 * Reads a backup through. `take` gets each file bit by bit, before it is known whether the whole is sound: what it makes of them is
 * to be believed when this resolves, and not before.
 * @throws {BackupProblem}
 */
export async function readRoomFile(
  from: string,
  take: (name: RoomFileName, chunk: Buffer) => Promise<void> | void = () => undefined,
): Promise<Header & { readonly bytes: number }> {
  let source: FileHandle;
  try {
    source = await open(from, 'r');
  } catch (error) {
    throw problemOf(error, 'unreadable');
  }
  try {
    const { size } = await source.stat();
    const start = await readAt(source, 0, Math.min(size, MAGIC.length + HEADER_MAX_BYTES));
    const { header, length } = parseStart(start);
    const inside = header.files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (size !== length + inside + DIGEST_BYTES) throw new BackupProblem('damaged');
    const hash = createHash('sha256').update(start.subarray(0, length));
    let at = length;
    for (const { bytes, name } of header.files) {
      for (const end = at + bytes; at < end;) {
        const chunk = await readAt(source, at, Math.min(CHUNK_BYTES, end - at));
        hash.update(chunk);
        await take(name, chunk);
        at += chunk.length;
      }
    }
    const digest = await readAt(source, at, DIGEST_BYTES);
    if (!digest.equals(hash.digest())) throw new BackupProblem('damaged');
    return { ...header, bytes: size };
  } catch (error) {
    throw problemOf(error, 'unreadable');
  } finally {
    await source.close();
  }
}

function parseStart(start: Buffer): { readonly header: Header; readonly length: number } {
  if (start.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new BackupProblem('foreign');
  const end = start.indexOf('\n', MAGIC.length);
  if (end === -1) throw new BackupProblem('damaged');
  const json = parseJson(start.toString('utf8', MAGIC.length, end));
  const { output: header, success } = v.safeParse(HeaderSchema, json);
  if (!success) {
    const version = v.safeParse(v.object({ version: v.number() }), json);
    throw new BackupProblem(version.success && version.output.version > VERSION ? 'newer' : 'damaged');
  }
  const names = header.files.map(({ name }) => name);
  if (new Set(names).size !== names.length || !names.includes(DATABASE_FILE)) throw new BackupProblem('damaged');
  return { header, length: end + 1 };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead !== bytes) throw new BackupProblem('damaged');
  return buffer;
}

async function put(target: FileHandle, hash: Hash, chunk: Buffer): Promise<number> {
  hash.update(chunk);
  for (let at = 0; at < chunk.length;) at += (await target.write(chunk, at)).bytesWritten;
  return chunk.length;
}
