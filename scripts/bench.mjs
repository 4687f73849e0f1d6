// A benchmark of test/bench by name: `npm run bench -- NAME [options]`.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { Problem, runCommand } from './lib/say.mjs';

await runCommand(async () => {
  const [name, ...options] = process.argv.slice(2);
  const folder = join(ROOT, 'test', 'bench');
  const names = existsSync(folder) ? benchmarks(await readdir(folder)) : [];
  if (!names.includes(name)) {
    const list = names.length > 0 ? `the benchmarks are: ${names.join(', ')}` : 'there are no benchmarks yet';
    throw new Problem(name === undefined ? list : `no benchmark is called ${name}; ${list}`, 2);
  }
  await ensureDependencies();
  const { APP_TARGETS, SERVER_TARGETS, build } = await import('./lib/build.mjs');
  await build([...APP_TARGETS, ...SERVER_TARGETS]);
  return runInForeground(process.execPath, ['--expose-gc', join(folder, `${name}.mjs`), ...options]);
});

function benchmarks(files) {
  return files.filter((file) => file.endsWith('.mjs') && !file.startsWith('_')).map((file) => file.slice(0, -'.mjs'.length));
}
