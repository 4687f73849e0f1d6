import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { countPlaywright, noCounts } from '../test/counts.mjs';
import { ownScreen } from '../test/end-to-end.mjs';
import { ROOT } from '../lib/paths.mjs';
import { lastLine, runQuietly } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';
import { unprivileged } from '../lib/unprivileged.mjs';

/** What a guard is taken out of and tested in; the pictures of the references and what runs leave behind are not needed. */
const PARTS = ['src-main', 'src-shared', 'src-renderer', 'test', 'scripts', 'dist', 'package.json', 'tsconfig.json'];
const LEFT_OUT = /[\\/]test[\\/]e2e[\\/](?:references|screenshots|\.output)(?:[\\/]|$)/;
/** Parts of the titles of tests that take no time. */
const QUICK = ['nothing is spelt', 'every page has the preferences', 'the window is heard no more', 'after a press'];
const SCREEN = 700;
const TIMEOUT_MS = 120_000;

/** A copy of the sources and of what was built of them, in which one guard after the other is taken away. */
export class Scratch {
  #folder;
  #electron;
  #somebody;

  /** @param {string} electron path of the executable */
  static async make(electron) {
    const scratch = new Scratch();
    scratch.#electron = electron;
    scratch.#folder = await mkdtemp(join(tmpdir(), 'rwci-guards-'));
    for (const part of PARTS) {
      await cp(join(ROOT, part), join(scratch.#folder, part), { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
    }
    await symlink(join(ROOT, 'node_modules'), join(scratch.#folder, 'node_modules'));
    scratch.#somebody = await unprivileged({ reach: [scratch.#folder, ROOT, dirname(electron)] });
    return scratch;
  }

  /** Why Electron has no sandbox here, so that a guard that is about it cannot be tested. */
  get problem() {
    return this.#somebody.problem;
  }

  /**
   * Takes a guard away, runs the tests that show it, and puts it back.
   * @param {import('./list.mjs').Guard} guard
   * @returns {Promise<import('../test/counts.mjs').Counts>} of the tests
   * @throws {Problem} when the guard is not where the list says
   */
  async without({ fails, file, name, test, text, without }) {
    const path = join(this.#folder, file);
    const whole = await readFile(path, 'utf8');
    const found = whole.split(text).length - 1;
    if (found !== 1) throw new Problem(`${name}: what is to be taken away is ${found} times in ${file}`);
    await writeFile(
      path,
      whole.replace(text, () => without),
    );
    try {
      if (!test.endsWith('.e2e.ts')) return await this.#unit(test);
      const target = file === 'src-main/preload.ts' ? 'preload' : 'main';
      await this.#build(target);
      return await this.#endToEnd(test, fails);
    } finally {
      await writeFile(path, whole);
    }
  }

  async remove() {
    await this.#somebody.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #build(mode) {
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, 'build', '--config', 'src-main/vite.config.ts', '--mode', mode];
    const { code, output } = await runQuietly(process.execPath, args, { cwd: this.#folder });
    if (code !== 0) throw new Problem(`without the guard the app cannot be built: ${lastLine(output)}`);
  }

  async #unit(test) {
    const report = join(this.#folder, 'counts.json');
    const reporter = join(this.#folder, 'scripts', 'test', 'vitest-counts.mjs');
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', test, '--config', 'test/vitest.config.ts', `--reporter=${reporter}`];
    const env = { ...process.env, RWCI_COUNTS_FILE: report };
    await rm(report, { force: true });
    await runQuietly(process.execPath, args, { cwd: this.#folder, env, timeoutMs: TIMEOUT_MS });
    return readFile(report, 'utf8').then((json) => JSON.parse(json), noCounts);
  }

  async #endToEnd(test, fails) {
    const output = join(this.#folder, 'output');
    await this.#somebody.give(output);
    const report = join(output, 'report.json');
    await rm(report, { force: true });
    const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
    const options = ['--config', 'test/e2e/playwright.config.ts', '--output', join(output, 'results'), '--reporter=json'];
    // The one that must fail, and the quickest others, of which one must not.
    const grep = `--grep=${[fails, ...QUICK].filter((title) => title !== '').join('|')}`;
    const command = [
      process.execPath,
      playwright,
      'test',
      `/${basename(test)}$`,
      ...options,
      grep,
      '--trace=off',
      '--timeout=15000',
    ];
    const [program, ...args] = this.#somebody.wrap(process.platform === 'linux' ? [...ownScreen(SCREEN), ...command] : command);
    await runQuietly(program, args, {
      cwd: this.#folder,
      env: { ...this.#somebody.env, RWCI_ELECTRON: this.#electron, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      timeoutMs: TIMEOUT_MS,
    });
    return readFile(report, 'utf8').then((json) => countPlaywright(JSON.parse(json)), noCounts);
  }
}
