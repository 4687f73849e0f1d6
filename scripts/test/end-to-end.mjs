import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureBrowsers } from '../lib/browsers.mjs';
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

/**
 * What Playwright runs: the app, and browsers that visit a room. Each folder has a configuration of its own.
 * @typedef {{ name: string, folder: string, ending: string }} Kind
 */
const KINDS = ['e2e', 'browser'].map((name) => ({ name, folder: `test/${name}`, ending: `.${name}.ts` }));
const [E2E, BROWSER] = KINDS;

const outputOf = ({ folder }) => join(ROOT, folder, '.output');
/** In a folder of each run: Playwright removes the one that it is given. */
const RESULTS = 'results';
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
  return suite(E2E, electron);
}

/**
 * Debian's browsers as guests of rooms, which the app hosts where a person would look at both.
 * @param {string} electron path of the executable
 * @returns {import('./suites.mjs').Suite}
 */
export function inBrowsers(electron) {
  return suite(BROWSER, electron);
}

function suite(kind, electron) {
  return {
    name: kind.name,
    run: () =>
      asSomebody(electron, kind, async (somebody, env) => {
        const counts = [];
        await inLanes(await longestFirst(kind), LANES, async (name, lane) => {
          counts.push(await runFile(kind, name, env, FIRST_SCREEN + lane * SCREENS_A_LANE, somebody));
        });
        return sum(counts);
      }),
  };
}

/**
 * Some of the files of one kind, in the foreground.
 * @param {string} electron path of the executable
 * @param {string[]} names of files in test/e2e or test/browser, without .e2e.ts or .browser.ts; all of test/e2e where there are none
 * @param {string[]} options Playwright's own
 * @param {number} [screen] the first number to try for the screen
 * @returns {Promise<number>} Playwright's exit code
 * @throws {Problem} when there is no such file, or they are of two kinds
 */
export async function runEndToEnd(electron, names, options, screen = FIRST_SCREEN) {
  const kind = await kindOf(names);
  return asSomebody(electron, kind, async (somebody, env) => {
    const output = join(outputOf(kind), names.join('-') || 'all');
    await rm(output, { recursive: true, force: true });
    await somebody.give(output);
    const [program, ...args] = somebody.wrap(
      playwright(kind, names, screen, ['--output', join(output, RESULTS), '--reporter=list', ...options]),
    );
    return runInForeground(program, args, { cwd: ROOT, env });
  });
}

async function kindOf(names) {
  const known = await Promise.all(KINDS.map(longestFirst));
  const unknown = names.find((name) => !known.flat().includes(name));
  if (unknown !== undefined)
    throw new Problem(`no end-to-end test is called ${unknown}; they are: ${known.flat().join(', ')}`, 2);
  const kind = KINDS.find((_, index) => names.every((name) => known[index].includes(name)));
  if (kind === undefined) throw new Problem(`not in one run: ${names.join(', ')}; ${known[1].join(', ')} are of browsers`, 2);
  return kind;
}

async function asSomebody(electron, kind, use) {
  const browsers = kind === BROWSER ? await ensureBrowsers() : {};
  const somebody = await unprivileged({ reach: [ROOT, dirname(electron)] });
  try {
    await somebody.give(join(ROOT, kind.folder, 'screenshots'));
    return await use(somebody, { ...somebody.env, ...browsers, RWCI_ELECTRON: electron });
  } finally {
    await somebody.close();
  }
}

/** By their size, which comes near enough to how long they take: what is long must not begin last. */
async function longestFirst({ ending, folder }) {
  const files = (await readdir(join(ROOT, folder))).filter((name) => name.endsWith(ending));
  const sized = await Promise.all(files.map(async (name) => ({ name, size: (await stat(join(ROOT, folder, name))).size })));
  return sized.sort((one, other) => other.size - one.size).map(({ name }) => name.slice(0, -ending.length));
}

async function runFile(kind, name, env, screen, somebody) {
  const output = join(outputOf(kind), name);
  const reports = join(TREE_CACHE, 'test', kind.name, name);
  const report = join(reports, 'report.json');
  for (const folder of [output, reports]) {
    await rm(folder, { recursive: true, force: true });
    await somebody.give(folder);
  }
  const command = playwright(kind, [name], screen, ['--output', join(output, RESULTS), '--reporter=list,json']);
  const [program, ...args] = somebody.wrap(command);
  const { code, output: said } = await runQuietly(program, args, {
    cwd: ROOT,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeoutMs: FILE_TIMEOUT_MS,
  });
  say(said.trim());
  const counts = await readFile(report, 'utf8').then((text) => countPlaywright(JSON.parse(text)), noCounts);
  if (code === 0 || counts.failures.length > 0) return counts;
  return { ...counts, failures: [`${name}${kind.ending}: Playwright ended with code ${code}`] };
}

function playwright({ ending, folder }, names, screen, options) {
  // The whole path: a name alone would choose every file that ends with it.
  const chosen = names.map((name) => `^${join(ROOT, folder, name + ending).replaceAll(SPECIAL, String.raw`\$&`)}$`);
  const command = [process.execPath, PLAYWRIGHT, 'test', ...chosen, '--config', `${folder}/playwright.config.ts`, ...options];
  return process.platform === 'linux' ? [...ownScreen(screen), ...command] : command;
}

/**
 * Wraps a command so that it has a virtual screen, a session bus, and nothing of the person's own session.
 * @param {number} [from] the first number to try for the screen: two that begin at once must not look at the same one
 */
export function ownScreen(from = FIRST_SCREEN) {
  return ['dbus-run-session', '--', 'xvfb-run', '-n', String(from), '-a', '-s', SCREEN];
}
