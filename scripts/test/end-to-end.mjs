import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT, TREE_CACHE } from '../lib/paths.mjs';
import { runInForeground, runQuietly } from '../lib/run.mjs';
import { Problem, say } from '../lib/say.mjs';
import { unprivileged } from '../lib/unprivileged.mjs';
import { countPlaywright, noCounts, sum } from './counts.mjs';
import { inLanes } from './lanes.mjs';

const SCREEN = '-screen 0 1600x1000x24';
const FIRST_SCREEN = 99;

/** Screens that a lane may find taken before it comes to those of the next one. */
const SCREENS_A_LANE = 50;

const FOLDER = 'test/e2e';
const ENDING = '.e2e.ts';
const OUTPUT = join(ROOT, FOLDER, '.output');
/** In a folder of each run: Playwright removes the one that it is given. */
const RESULTS = 'results';
const SCREENSHOTS = join(ROOT, FOLDER, 'screenshots');
const PLAYWRIGHT = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');

/** What means something in a regular expression. */
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** Files that run side by side. An app in a window waits more than it works, and two of them leave the tests their times. */
const LANES = 2;

/** A file that has not ended by then never will, in ms. */
const FILE_TIMEOUT_MS = 600_000;

/**
 * The app in a real Electron: a run of Playwright a file, each on a screen and a bus of its own where there is none, so that no two
 * windows fight for the focus. Nothing of it is run by root; see scripts/lib/unprivileged.mjs.
 * @param {string} electron path of the executable
 * @returns {import('./suites.mjs').Suite}
 */
export function endToEnd(electron) {
  return {
    name: 'e2e',
    run: () =>
      asSomebody(electron, async (somebody) => {
        const counts = [];
        await inLanes(await longestFirst(), LANES, async (name, lane) => {
          counts.push(await runFile(name, electron, FIRST_SCREEN + lane * SCREENS_A_LANE, somebody));
        });
        return sum(counts);
      }),
  };
}

/**
 * Some of the files, in the foreground.
 * @param {string} electron path of the executable
 * @param {string[]} names of files in test/e2e, without .e2e.ts
 * @param {string[]} options Playwright's own
 * @param {number} [screen] the first number to try for the screen
 * @returns {Promise<number>} Playwright's exit code
 * @throws {Problem} when there is no such file
 */
export async function runEndToEnd(electron, names, options, screen = FIRST_SCREEN) {
  const known = await longestFirst();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Problem(`no end-to-end test is called ${unknown[0]}; they are: ${known.join(', ')}`, 2);
  return asSomebody(electron, async (somebody) => {
    const output = join(OUTPUT, names.join('-') || 'all');
    await rm(output, { recursive: true, force: true });
    await somebody.give(output);
    const [program, ...args] = somebody.wrap(
      playwright(names, screen, ['--output', join(output, RESULTS), '--reporter=list', ...options]),
    );
    return runInForeground(program, args, { cwd: ROOT, env: { ...somebody.env, RWCI_ELECTRON: electron } });
  });
}

async function asSomebody(electron, use) {
  const somebody = await unprivileged({ reach: [ROOT, dirname(electron)] });
  try {
    await somebody.give(SCREENSHOTS);
    return await use(somebody);
  } finally {
    await somebody.close();
  }
}

/** By their size, which comes near enough to how long they take: what is long must not begin last. */
async function longestFirst() {
  const files = (await readdir(join(ROOT, FOLDER))).filter((name) => name.endsWith(ENDING));
  const sized = await Promise.all(files.map(async (name) => ({ name, size: (await stat(join(ROOT, FOLDER, name))).size })));
  return sized.sort((one, other) => other.size - one.size).map(({ name }) => name.slice(0, -ENDING.length));
}

async function runFile(name, electron, screen, somebody) {
  const output = join(OUTPUT, name);
  const reports = join(TREE_CACHE, 'test', 'e2e', name);
  const report = join(reports, 'report.json');
  for (const folder of [output, reports]) {
    await rm(folder, { recursive: true, force: true });
    await somebody.give(folder);
  }
  const command = playwright([name], screen, ['--output', join(output, RESULTS), '--reporter=list,json']);
  const [program, ...args] = somebody.wrap(command);
  const { code, output: said } = await runQuietly(program, args, {
    cwd: ROOT,
    env: { ...somebody.env, RWCI_ELECTRON: electron, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeoutMs: FILE_TIMEOUT_MS,
  });
  say(said.trim());
  const counts = await readFile(report, 'utf8').then((text) => countPlaywright(JSON.parse(text)), noCounts);
  if (code === 0 || counts.failures.length > 0) return counts;
  return { ...counts, failures: [`${name}${ENDING}: Playwright ended with code ${code}`] };
}

function playwright(names, screen, options) {
  // The whole path: a name alone would choose every file that ends with it.
  const chosen = names.map((name) => `^${join(ROOT, FOLDER, name + ENDING).replaceAll(SPECIAL, String.raw`\$&`)}$`);
  const command = [process.execPath, PLAYWRIGHT, 'test', ...chosen, '--config', `${FOLDER}/playwright.config.ts`, ...options];
  return process.platform === 'linux' ? [...ownScreen(screen), ...command] : command;
}

/**
 * Wraps a command so that it has a virtual screen, a session bus, and nothing of the person's own session.
 * @param {number} [from] the first number to try for the screen: two that begin at once must not look at the same one
 */
export function ownScreen(from = FIRST_SCREEN) {
  return ['dbus-run-session', '--', 'xvfb-run', '-n', String(from), '-a', '-s', SCREEN];
}
