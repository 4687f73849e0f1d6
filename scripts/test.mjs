// Every check and test. --only=NAME[,NAME]: some of types, components, lint, format, unused, unit, e2e.
import { ensureDependencies } from './lib/dependencies.mjs';
import { Problem, runCommand } from './lib/say.mjs';

await runCommand(async () => {
  const only = readOnly(process.argv.slice(2));
  await ensureDependencies();
  const { STATIC_CHECKS, UNIT, endToEnd } = await import('./test/suites.mjs');
  const { runSuites } = await import('./test/run-suites.mjs');
  const prepared = wants('e2e') ? prepareEndToEnd() : undefined;
  // What cannot be prepared is told as that suite's failure, after the others have run.
  prepared?.catch(() => {});
  const runtime = await prepared?.catch(() => undefined);
  const suites = [...STATIC_CHECKS, UNIT, { name: 'e2e', run: async () => endToEnd((await prepared).path).run() }].filter(
    ({ name }) => wants(name),
  );
  if (suites.length === 0) throw new Problem(`--only: no suite is called ${only.join(' or ')}`, 2);
  return runSuites(suites, { closing: runtime?.line });

  function wants(name) {
    return only === undefined || only.includes(name);
  }
});

async function prepareEndToEnd() {
  const { KEYRING_PACKAGES, WINDOW_PACKAGES, ensureSystemPackages } = await import('./lib/system-packages.mjs');
  await ensureSystemPackages([...WINDOW_PACKAGES, ...KEYRING_PACKAGES]);
  const { resolveElectron } = await import('./electron/resolve.mjs');
  const runtime = await resolveElectron();
  const { APP_TARGETS, SERVER_TARGETS, build } = await import('./lib/build.mjs');
  await build([...APP_TARGETS, ...SERVER_TARGETS]);
  return runtime;
}

function readOnly(args) {
  for (const argument of args) if (!argument.startsWith('--only=')) throw new Problem(`unknown option: ${argument}`, 2);
  return args.length === 0 ? undefined : args.flatMap((argument) => argument.slice('--only='.length).split(','));
}
