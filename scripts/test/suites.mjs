import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT, TREE_CACHE } from '../lib/paths.mjs';
import { runInForeground, runQuietly } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';
import { noCounts } from './counts.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/**
 * @typedef {{ name: string, run: () => Promise<Counts>, place?: 'background' | 'beside' | 'alone' }} Suite place: in the background it
 *   takes what the others leave of the processor; beside each other are neighbours that mostly wait; alone has the computer to itself
 */

const BIN = join(ROOT, 'node_modules');

const AS_NODE = { ELECTRON_RUN_AS_NODE: '1' };

/** The checks that run nothing of the app, in the background; each counts as one. @type {Suite[]} */
export const STATIC_CHECKS = [
  check('types', 'typescript/bin/tsc', ['-b', '--pretty', 'false']),
  check('components', 'svelte-check/bin/svelte-check', [
    ...['--workspace', 'src-renderer', '--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings'],
  ]),
  check('lint', 'eslint/bin/eslint.js', ['--config', 'scripts/config/eslint.config.mjs', '--max-warnings', '0', '.']),
  check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  check('unused', 'knip/bin/knip.js', ['--config', 'scripts/config/knip.json', '--no-progress', '--no-config-hints']),
];

/** Tests that load a server with a crowd and take times. */
const LOAD = 'test/server/load';
const WITHOUT_LOAD = ['--exclude', `${LOAD}/**`];
const ONE_BY_ONE = '--no-file-parallelism';
/** Of these, what meets the runtime's own TLS, and mostly waits for deadlines. */
const STALLED = `${LOAD}/stalled.test.ts`;
/** What is about the network and not about the runtime, and waits for real networks to time out. */
const WITHOUT_NETWORKS = ['--exclude', 'test/server/discovery-network.test.ts'];

/**
 * Unit, integration and layers.
 * @param {{ isLong?: boolean }} [options] isLong: see scripts/test.mjs
 * @returns {Suite}
 */
export function unit({ isLong = false } = {}) {
  return vitest('unit', process.execPath, WITHOUT_LOAD, long(isLong));
}

/**
 * Crowds, herds, attackers and kills against the built server, and the sockets that stall.
 * @param {{ isLong?: boolean }} [options] isLong: see scripts/test.mjs
 * @returns {Suite[]}
 */
export function load({ isLong = false } = {}) {
  return [
    { ...vitest('load', process.execPath, [LOAD, ONE_BY_ONE, '--exclude', STALLED], long(isLong)), place: 'alone' },
    { ...vitest('stalled', process.execPath, [STALLED, ONE_BY_ONE], long(isLong)), place: 'beside' },
  ];
}

/**
 * The server's tests again in Electron's Node, in which the app runs the server it hosts, and those of whom the app trusts: its TLS
 * is another one.
 * @param {string} electron path of the executable
 * @returns {Suite}
 */
export function serverInElectron(electron) {
  const chosen = ['test/server', 'test/main/trust', ...WITHOUT_LOAD, ...WITHOUT_NETWORKS];
  return vitest('server-in-electron', electron, chosen, AS_NODE);
}

/**
 * Of the crowds those that meet TLS, in Electron's Node; all of them in a long run.
 * @param {string} electron path of the executable
 * @param {{ isLong?: boolean }} [options] isLong: see scripts/test.mjs
 * @returns {Suite}
 */
export function loadInElectron(electron, { isLong = false } = {}) {
  return vitest('load-in-electron', electron, [isLong ? LOAD : STALLED, ONE_BY_ONE], { ...AS_NODE, ...long(isLong) });
}

function long(isLong) {
  return isLong ? { RWCI_LONG: '1' } : {};
}

function vitest(name, program, chosen, env) {
  return {
    name,
    run: () => {
      const report = join(TREE_CACHE, 'test', `${name}.json`);
      const reporter = join(ROOT, 'scripts', 'test', 'vitest-counts.mjs');
      const args = ['run', ...chosen, '--config', 'test/vitest.config.ts', '--reporter=default', `--reporter=${reporter}`];
      const command = [join(BIN, 'vitest', 'vitest.mjs'), ...args];
      return runReported(report, program, command, { ...env, RWCI_COUNTS_FILE: report });
    },
  };
}

function check(name, script, args) {
  return {
    name,
    place: 'background',
    run: async () => {
      const { code, output } = await runQuietly(process.execPath, [join(BIN, script), ...args], { cwd: ROOT, isPatient: true });
      if (code === 0) return { ...noCounts(), passed: 1 };
      say(output.trim());
      return { ...noCounts(), failures: [name] };
    },
  };
}

/** A runner that ends badly without saying that a test failed, or without a report, adds a failure of its own. */
async function runReported(report, program, args, env) {
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  const code = await runInForeground(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const counts = await readFile(report, 'utf8').then((text) => JSON.parse(text), noCounts);
  if (code === 0 || counts.failures.length > 0) return counts;
  return { ...counts, failures: [`${program} ended with code ${code}`] };
}
