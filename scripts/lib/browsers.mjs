import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './say.mjs';
import { BROWSER_PACKAGES, ensureSystemPackages } from './system-packages.mjs';

/** What the browsers are called where their packages are installed, and what tells a test the path of each. */
const PROGRAMS = {
  RWCI_CHROMIUM: ['chromium', 'chromium-browser', 'google-chrome'],
  RWCI_FIREFOX: ['firefox-esr', 'firefox'],
};

/**
 * The browsers that the page for guests is tried in, installed where that can be.
 * @returns {Promise<{ RWCI_CHROMIUM: string, RWCI_FIREFOX: string }>} environment variables for the tests, each the path of an executable
 * @throws {Problem} naming the one that is missing
 */
export async function ensureBrowsers() {
  await ensureSystemPackages(BROWSER_PACKAGES);
  return Object.fromEntries(Object.entries(PROGRAMS).map(([variable, names]) => [variable, pathOf(names)]));
}

function pathOf(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined) throw new Problem(`there is no ${names[0]} on the PATH: install it to run the tests in browsers`);
  return found;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
