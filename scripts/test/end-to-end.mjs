import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, TREE_CACHE } from '../lib/paths.mjs';
import { runQuietly } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';
import { countPlaywright, noCounts, sum } from './counts.mjs';
import { inLanes } from './lanes.mjs';

const SCREEN = '-screen 0 1600x1000x24';
const FIRST_SCREEN = 99;

/** Screens that a lane may find taken before it comes to those of the next one. */
const SCREENS_A_LANE = 50;

const FOLDER = 'test/e2e';
const PLAYWRIGHT = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');

/** Files that run side by side. An app in a window waits more than it works, and two of them leave the tests their times. */
const LANES = 2;

/** A file that has not ended by then never will, in ms. */
const FILE_TIMEOUT_MS = 600_000;

/**
 * The app in a real Electron: a run of Playwright a file, each on a screen and a bus of its own where there is none, so that no two
 * windows fight for the focus.
 * @param {string} electron path of the executable
 * @returns {import('./suites.mjs').Suite}
 */
export function endToEnd(electron) {
  return {
    name: 'e2e',
    run: async () => {
      const counts = [];
      await inLanes(await longestFirst(), LANES, async (file, lane) => {
        counts.push(await runFile(file, electron, FIRST_SCREEN + lane * SCREENS_A_LANE));
      });
      return sum(counts);
    },
  };
}

/** By their size, which comes near enough to how long they take: what is long must not begin last. */
async function longestFirst() {
  const files = (await readdir(join(ROOT, FOLDER))).filter((name) => name.endsWith('.e2e.ts'));
  const sized = await Promise.all(files.map(async (name) => ({ name, size: (await stat(join(ROOT, FOLDER, name))).size })));
  return sized.sort((one, other) => other.size - one.size).map(({ name }) => name);
}

async function runFile(file, electron, screen) {
  const name = file.replace(/\.e2e\.ts$/, '');
  const report = join(TREE_CACHE, 'test', `e2e-${name}.json`);
  await mkdir(join(TREE_CACHE, 'test'), { recursive: true });
  await rm(report, { force: true });
  // The whole path: a name alone would choose every file that ends with it.
  const chosen = [`^${join(ROOT, FOLDER, file).replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$`];
  const options = ['--config', `${FOLDER}/playwright.config.ts`, '--output', `${FOLDER}/.output/${name}`];
  const command = [process.execPath, PLAYWRIGHT, 'test', ...chosen, ...options, '--reporter=list,json'];
  const [program, ...args] = process.platform === 'linux' ? [...ownScreen(screen), ...command] : command;
  const { code, output } = await runQuietly(program, args, {
    cwd: ROOT,
    env: { ...process.env, RWCI_ELECTRON: electron, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeoutMs: FILE_TIMEOUT_MS,
  });
  say(output.trim());
  const counts = await readFile(report, 'utf8').then((text) => countPlaywright(JSON.parse(text)), noCounts);
  if (code === 0 || counts.failures.length > 0) return counts;
  return { ...counts, failures: [`${file}: Playwright ended with code ${code}`] };
}

/**
 * Wraps a command so that it has a virtual screen, a session bus, and nothing of the person's own session.
 * @param {number} [from] the first number to try for the screen: two that begin at once must not look at the same one
 */
export function ownScreen(from = FIRST_SCREEN) {
  return ['dbus-run-session', '--', 'xvfb-run', '-n', String(from), '-a', '-s', SCREEN];
}
