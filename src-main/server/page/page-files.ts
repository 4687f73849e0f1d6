import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** How the bytes of a file can be written down; `identity` is as they are (RFC 9110, 8.4.1). */
export type Encoding = 'identity' | 'gzip' | 'br';

/** A file of the page, as it goes out. */
export interface PageFile {
  readonly type: string;
  readonly bodies: ReadonlyMap<Encoding, Buffer>;
}

/** All of the page, in memory. */
export interface PageFiles {
  /** The page itself, before anything of this room is written into it. */
  readonly index: string;
  /** By their paths, `/assets/NAME`. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);

/** Beside a file lies what the build has compressed of it. */
const COMPRESSED: readonly (readonly [Encoding, string])[] = [
  ['gzip', '.gz'],
  ['br', '.br'],
];

/** What the build puts a hash into: a name, then at least this many characters, then the ending. */
const HASHED = /^[\w.-]+-[\w-]{8,}\.\w+$/u;

/**
 * Reads the built page once: `index.html` and what lies in `assets`, so that no request ever touches the disk and no path of a
 * request is ever one of this computer.
 * @throws when it cannot be read
 */
export function readPage(folder: string): PageFiles {
  const index = indexOf(folder);
  const assets = new Map<string, PageFile>();
  for (const name of readdirSync(join(folder, 'assets'))) {
    const type = TYPES.get(extname(name));
    // Whatever has no hash in its name would be kept for ever by browsers in the form that they saw first.
    if (type === undefined || !HASHED.test(name)) continue;
    const file = join(folder, 'assets', name);
    const bodies = new Map<Encoding, Buffer>([['identity', readFileSync(file)]]);
    for (const [encoding, ending] of COMPRESSED) {
      if (existsSync(file + ending)) bodies.set(encoding, readFileSync(file + ending));
    }
    assets.set(`/assets/${name}`, { type, bodies });
  }
  return { index: readFileSync(index, 'utf8'), assets };
}

/** Whether there is a page in a folder. */
export function hasPage(folder: string): boolean {
  return existsSync(indexOf(folder));
}

function indexOf(folder: string): string {
  return join(folder, 'index.html');
}
