// Takes the guards of the app's shell away, one after the other in a scratch copy, and expects its tests to notice each:
// `node scripts/guards.mjs` all of them, or those that are named. --count=N [--seed=N]: N of them.
import { ensureDependencies } from './lib/dependencies.mjs';
import { Problem, runCommand } from './lib/say.mjs';

await runCommand(async () => {
  const given = process.argv.slice(2);
  const numberOf = (option) => {
    const value = given.find((argument) => argument.startsWith(`--${option}=`))?.slice(option.length + 3);
    return value === undefined ? undefined : Number(value);
  };
  const names = given.filter((argument) => !argument.startsWith('-'));
  await ensureDependencies();
  const { GUARD_LIST } = await import('./guards/list.mjs');
  const unknown = names.filter((name) => !GUARD_LIST.some((guard) => guard.name === name));
  if (unknown.length > 0)
    throw new Problem(`no guard is called ${unknown[0]}; they are: ${GUARD_LIST.map(({ name }) => name).join(', ')}`, 2);
  const { prepareElectron } = await import('./test/prepare.mjs');
  const { runSuites } = await import('./test/run-suites.mjs');
  const { guards } = await import('./guards/suite.mjs');
  const { path } = await prepareElectron();
  return runSuites([guards(path, { count: numberOf('count') ?? Number.POSITIVE_INFINITY, seed: numberOf('seed'), names })]);
});
