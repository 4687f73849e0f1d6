// The quick part of npm test: types, lint, format, unused code, layers and unit tests.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runCommand } from './lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  const { STATIC_CHECKS, unit } = await import('./test/suites.mjs');
  const { runSuites } = await import('./test/run-suites.mjs');
  return runSuites([...STATIC_CHECKS, unit()]);
});
