// Runs before the commands whose line in package.json begins with `exec`: there the shell that npm starts becomes the
// command itself, and a signal sent to npm reaches it (Debian's sh would die of it and leave the command behind).
// Windows has no exec, and no such signals: it gets one that does nothing but run the rest of the line.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT } from './lib/paths.mjs';
import { runCommand } from './lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  if (process.platform === 'win32') await writeFile(join(ROOT, 'node_modules', '.bin', 'exec.cmd'), '@%*\r\n');
});
