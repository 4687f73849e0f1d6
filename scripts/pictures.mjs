// Takes the reference pictures of the window anew: `npm run pictures`, or of the test files named: `npm run pictures -- look`.
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { runCommand } from './lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  const { prepareElectron } = await import('./test/prepare.mjs');
  const { ownScreen } = await import('./test/end-to-end.mjs');
  const { path } = await prepareElectron();
  const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  const options = ['--config', 'test/e2e/playwright.config.ts', '--grep', '@pictures', '--update-snapshots=changed'];
  const command = [process.execPath, playwright, 'test', ...process.argv.slice(2), ...options, '--reporter=list'];
  const [program, ...args] = process.platform === 'linux' ? [...ownScreen(), ...command] : command;
  return runInForeground(program, args, { cwd: ROOT, env: { ...process.env, RWCI_ELECTRON: path } });
});
