// Prints the path of the Electron that the app and the tests run; nothing else on standard output.
// --retry: try the official download again though it failed a short while ago.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runCommand } from './lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  const { resolveElectron } = await import('./electron/resolve.mjs');
  const { path } = await resolveElectron({ retry: process.argv.includes('--retry') });
  process.stdout.write(`${path}\n`);
});
