import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { temporaryFolder } from './server-room.ts';

/** What stands in the files of the page that tests serve. */
export const PAGE = {
  script: `document.title = 'a page';\n${'// the same line again\n'.repeat(200)}`,
  style: 'body { color: black }\n',
  picture: Buffer.from('89504e470d0a1a0a', 'hex'),
  /** More than the buffers of the system between two programs hold. */
  big: Buffer.alloc(16 * 1024 * 1024, 'x'),
};

export const SCRIPT = '/assets/index-Ab3dEf9_.js';
export const STYLE = '/assets/index-Zz-45678.css';
export const PICTURE = '/assets/icon-12345678.png';
export const BIG = '/assets/big-12345678.js';

/** A folder like the one that the build of the page makes, and some files that are not for anybody. */
export function pageFolder({ withBig = false } = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  const put = (path: string, content: string | Buffer) => {
    writeFileSync(join(folder, path), content);
  };
  put('index.html', '<!doctype html><html><head><meta charset="utf-8" /><!-- room --></head><body></body></html>\n');
  put(SCRIPT, PAGE.script);
  put(`${SCRIPT}.gz`, gzipSync(PAGE.script));
  put(`${SCRIPT}.br`, brotliCompressSync(PAGE.script));
  put(STYLE, PAGE.style);
  put(PICTURE, PAGE.picture);
  put(`${SCRIPT}.map`, 'secret');
  put('/assets/nohash.js', 'secret');
  put('/secret.txt', 'secret');
  if (withBig) put(BIG, PAGE.big);
  return folder;
}
