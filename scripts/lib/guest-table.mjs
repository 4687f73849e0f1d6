import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What gets smaller; pictures and fonts are compressed already. */
const ENDINGS = ['.js', '.css', '.json', '.svg', '.webmanifest'];

/**
 * Writes beside each file of the built page in `assets` what it is in gzip and in brotli, as small as either gets: once here, so
 * that no server ever does it (src-main/server/page/page-files.ts reads them).
 * @param {string} folder of the built page
 */
export async function compressPage(folder) {
  const assets = join(folder, 'assets');
  const names = (await readdir(assets)).filter((name) => ENDINGS.includes(extname(name)));
  await Promise.all(
    names.map(async (name) => {
      const file = join(assets, name);
      const content = await readFile(file);
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      };
      const [gz, br] = await Promise.all([
        promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
        promisify(brotliCompress)(content, { params }),
      ]);
      if (gz.length < content.length) await writeFile(`${file}.gz`, gz);
      if (br.length < content.length) await writeFile(`${file}.br`, br);
    }),
  );
}
