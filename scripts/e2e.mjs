// End-to-end tests of test/e2e or test/browser by name: `npm run e2e -- shell text --grep=links`. Options are Playwright's own, but for
// --screen=N: the first virtual screen to try. As root it runs them as somebody without rights, as npm test does.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runCommand } from './lib/say.mjs';

const SCREEN = '--screen=';

await runCommand(async () => {
  const given = process.argv.slice(2);
  const names = given.filter((argument) => !argument.startsWith('-'));
  const options = given.filter((argument) => argument.startsWith('-') && !argument.startsWith(SCREEN));
  const screen = given.find((argument) => argument.startsWith(SCREEN))?.slice(SCREEN.length);
  await ensureDependencies();
  const { prepareElectron } = await import('./test/prepare.mjs');
  const { runEndToEnd } = await import('./test/end-to-end.mjs');
  const { path } = await prepareElectron();
  return runEndToEnd(path, names, options, screen === undefined ? undefined : Number(screen));
});
