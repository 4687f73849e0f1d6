// Every check and test. --only=NAME[,NAME]: some of types, components, lint, format, unused, gates, unit, package, e2e,
// browser, server-in-electron, guards, load, stalled, load-in-electron, capture.
// --long: the tests that grow with the time one gives them at full length (200 kills, 10 000 sequences of the model, 200 000 messages through faults,
// 10 minutes of the capture, every guard taken away).
import { ensureDependencies } from './lib/dependencies.mjs';
import { Problem, runCommand } from './lib/say.mjs';

const LONG_NOTE =
  'npm test -- --long kills the server 200 times instead of 50, compares 10 000 histories with its model instead of 500, has 200 000 messages written through faults instead of 8 000, has all crowds meet the server in Electron too, captures 10 minutes of the app at work instead of 12 seconds, and takes every guard away instead of two';

await runCommand(async () => {
  const { only, isLong } = readOptions(process.argv.slice(2));
  await ensureDependencies();
  const { STATIC_CHECKS, load, loadInElectron, serverInElectron, unit } = await import('./test/suites.mjs');
  const { endToEnd, inBrowsers } = await import('./test/end-to-end.mjs');
  const { capture } = await import('./gates/capture.mjs');
  const { gates } = await import('./gates/gates.mjs');
  const { guards } = await import('./guards/suite.mjs');
  const { packaging } = await import('./package/suite.mjs');
  const { runSuites } = await import('./test/run-suites.mjs');
  const { prepareElectron } = await import('./test/prepare.mjs');
  const inRuntime = ['package', 'e2e', 'browser', 'server-in-electron', 'guards', 'load-in-electron', 'capture'];
  const prepared = inRuntime.some(wants) ? prepareElectron() : undefined;
  // What cannot be prepared is told as those suites' failure.
  prepared?.catch(() => {});
  const inElectron = (name, suite, place) => ({ name, place, run: async () => suite((await prepared).path).run() });
  const suites = [
    ...STATIC_CHECKS,
    { ...gates(), place: 'background' },
    unit({ isLong }),
    inElectron('package', () => packaging),
    inElectron('e2e', endToEnd),
    inElectron('browser', inBrowsers),
    inElectron('server-in-electron', serverInElectron),
    inElectron('guards', (path) => guards(path, isLong ? { count: Infinity } : {})),
    ...load({ isLong }),
    inElectron('load-in-electron', (path) => loadInElectron(path, { isLong }), isLong ? 'alone' : 'beside'),
    inElectron('capture', (path) => capture(path, { isLong }), 'beside'),
  ].filter(({ name }) => wants(name));
  if (suites.length === 0) throw new Problem(`--only: no suite is called ${only.join(' or ')}`, 2);
  return runSuites(suites, {
    closing: async () => {
      const runtime = await prepared?.catch(() => undefined);
      return [...(isLong ? [] : [LONG_NOTE]), ...(runtime === undefined ? [] : [runtime.line])];
    },
  });

  function wants(name) {
    return only === undefined || only.includes(name);
  }
});

function readOptions(args) {
  const isLong = args.includes('--long');
  const rest = args.filter((argument) => argument !== '--long');
  for (const argument of rest) if (!argument.startsWith('--only=')) throw new Problem(`unknown option: ${argument}`, 2);
  return {
    isLong,
    only: rest.length === 0 ? undefined : rest.flatMap((argument) => argument.slice('--only='.length).split(',')),
  };
}
