import { cp, link, readdir, rm, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openInspectorFuse } from './fuses.mjs';

/**
 * Copies an unpacked release to a folder beside it and opens the inspector there: the test profile, which is the release but
 * for one fuse. Everything else is linked, not copied: it is the same file.
 * @param {string} release folder of the unpacked app
 * @param {string} folder for the test profile; what is there is replaced
 * @param {string} executable its path below the folder
 */
export async function makeTestProfile(release, folder, executable) {
  await rm(folder, { recursive: true, force: true });
  await linkTree(release, folder, executable);
  await cp(join(release, executable), join(folder, executable));
  await openInspectorFuse(join(folder, executable));
}

async function linkTree(from, to, without) {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === without) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else await link(source, target);
  }
}
