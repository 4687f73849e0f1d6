import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpdateAbsence } from '../../src-shared/ipc/index.ts';

/** Where a release asks for newer ones, and the key that has to have signed the answer. */
export interface FeedConfig {
  /** The folder of the feed's files, with a slash at its end. */
  readonly url: string;
  /** SPKI in PEM, an Ed25519 key. */
  readonly publicKey: string;
}

/** What electron-builder writes beside the app from `publish` in electron-builder.yml. */
const CONFIG_FILE = 'app-update.yml';

/** What the one who releases puts beside it; see docs/UPDATES.md. */
const KEY_FILE = 'update-key.pem';

/** Both are a few hundred bytes; a larger one is not what it should be. */
const CONFIG_MAX_BYTES = 16 * 1024;

/**
 * Reads where the packaged app looks for updates, out of its `resources` folder. No file, an address in `.invalid` (the placeholder of
 * a build that nobody releases) or no key: no feed. Anything but https is refused, except on loopback, where nobody is in between.
 */
export async function readFeedConfig(resources: string): Promise<FeedConfig | UpdateAbsence> {
  const config = await readSmall(join(resources, CONFIG_FILE));
  if (config === null) return 'no-feed';
  // One line of a file that is our own: a parser of YAML is loaded when there is a feed to read.
  const address = /^url:[ \t]*(['"]?)(\S+?)\1[ \t]*$/mu.exec(config)?.[2];
  if (address === undefined || !URL.canParse(address)) return 'refused-feed';
  const url = new URL(address.endsWith('/') ? address : `${address}/`);
  if (/(?:^|\.)invalid$/u.test(url.hostname)) return 'no-feed';
  if (!isSafe(url)) return 'refused-feed';
  const publicKey = await readSmall(join(resources, KEY_FILE));
  return publicKey === null ? 'no-feed' : { url: url.href, publicKey };
}

function isSafe({ protocol, hostname, username, password, search, hash }: URL): boolean {
  if (username !== '' || password !== '' || search !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && (/^127(?:\.\d+){3}$/u.test(hostname) || hostname === '[::1]'));
}

async function readSmall(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, 'utf8');
    return text.length > CONFIG_MAX_BYTES ? null : text;
  } catch {
    return null;
  }
}
