// The headless server: `npm run serve -- --port 8888`. Its switches are its own; see docs.
import { becomeServer } from './lib/app.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runCommand } from './lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  return becomeServer(process.argv.slice(2));
});
