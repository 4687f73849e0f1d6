import { createHash } from 'node:crypto';
import { open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../src-shared/session/index.ts';
import { UpdateError } from './update-error.ts';

/** Asks over HTTP, as the global function of this name does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A server that says nothing for so long has gone, in ms. */
const SILENCE_MAX_MS = 30_000;

/** Free space that is left to everybody else. */
const SPARE_BYTES = 16 * 1024 * 1024;

interface Asking {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Ends it; rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Fetches a small file.
 * @throws {UpdateError} `too-large` for more than `maxBytes`, and what `answerOf` throws
 */
export async function fetchSmall(url: string, maxBytes: number, asking: Asking): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  await receive(url, asking, (chunk) => {
    length += chunk.byteLength;
    if (length > maxBytes) throw new UpdateError('too-large', `${url} is longer than ${String(maxBytes)} bytes`);
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/**
 * Fetches a file of a known size and checksum (SHA-512, base64) to `destination`, on the disk before it resolves.
 * `onBytes` hears how many are there.
 * @throws {UpdateError} also `cut`, `damaged`; and what the file system throws
 */
export async function fetchFile(
  url: string,
  destination: string,
  { size, sha512 }: { readonly size: number; readonly sha512: string },
  asking: Asking & { readonly onBytes: (bytes: number) => void },
): Promise<void> {
  await needRoom(dirname(destination), size);
  const file = await open(destination, 'w');
  try {
    const hash = createHash('sha512');
    let length = 0;
    await receive(
      url,
      asking,
      async (chunk) => {
        length += chunk.byteLength;
        if (length > size) throw new UpdateError('too-large', `${url} is longer than the feed says`);
        hash.update(chunk);
        await file.writeFile(chunk);
        asking.onBytes(length);
      },
      size,
    );
    if (length < size) throw new UpdateError('cut', `${url} ended after ${String(length)} of ${String(size)} bytes`);
    if (hash.digest('base64') !== sha512) throw new UpdateError('damaged', `${url} has another checksum than the feed says`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws {UpdateError} `disk-full` where `bytes` more would leave too little */
export async function needRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes + SPARE_BYTES)
    throw new UpdateError('disk-full', `${String(bytes)} bytes have no room in ${folder}`);
}

/** Hands on what is received, a piece at a time and not before the one before was taken. */
async function receive(
  url: string,
  { fetch, clock, signal }: Asking,
  take: (chunk: Uint8Array) => void | Promise<void>,
  expected?: number,
): Promise<void> {
  const silence = new AbortController();
  let cancel = (): void => undefined;
  const wait = () => {
    cancel();
    cancel = clock.after(SILENCE_MAX_MS, () => {
      silence.abort(new UpdateError('offline', `${url}: nothing for ${String(SILENCE_MAX_MS)} ms`));
    });
  };
  wait();
  const ends = AbortSignal.any([signal, silence.signal]);
  const ended = new Promise<never>((_resolve, reject) => {
    ends.addEventListener('abort', () => {
      reject(ends.reason as Error);
    });
  });
  ended.catch(() => undefined);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const response = await answerOf(url, fetch, ends);
    const announced = Number(response.headers.get('content-length') ?? expected ?? 0);
    reader = response.body?.getReader();
    if (expected !== undefined && announced > expected)
      throw new UpdateError('too-large', `${url} announces ${String(announced)} bytes`);
    for (;;) {
      wait();
      const part = await next(reader, url, ended);
      if (part === null) return;
      cancel();
      await take(part);
      ends.throwIfAborted();
    }
  } catch (error) {
    // The reader may throw something of its own when it is ended.
    throw ends.aborted ? (ends.reason as Error) : error;
  } finally {
    cancel();
    reader?.cancel().catch(() => undefined);
  }
}

/** @throws {UpdateError} `offline`, `redirected` or `server` */
async function answerOf(url: string, fetch: Fetch, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...{ signal, redirect: 'error', cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' },
      headers: { 'user-agent': 'rwci-desktop', 'accept-encoding': 'identity' },
    });
  } catch (error) {
    if (isRedirect(error)) throw new UpdateError('redirected', `${url} leads elsewhere`, error);
    throw new UpdateError('offline', `${url} cannot be reached`, error);
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new UpdateError('server', `${url} answers ${String(response.status)}`);
  }
  return response;
}

/** Node says it in the cause, Chromium in the message. */
function isRedirect(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /redirect/iu.test(error.message) || isRedirect(error.cause);
}

async function next(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  url: string,
  ended: Promise<never>,
): Promise<Uint8Array | null> {
  if (reader === undefined) return null;
  try {
    const { done, value } = await Promise.race([reader.read(), ended]);
    return done ? null : value;
  } catch (error) {
    throw new UpdateError('cut', `${url} broke off`, error);
  }
}
