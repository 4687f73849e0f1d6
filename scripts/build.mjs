// Builds what is out of date, or the targets that are named. --force: builds them whatever the stamps say.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runCommand } from './lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  const { APP_TARGETS, GALLERY_TARGETS, SERVER_TARGETS, build } = await import('./lib/build.mjs');
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  await build(names.length > 0 ? names : [...APP_TARGETS, ...GALLERY_TARGETS, ...SERVER_TARGETS], {
    force: process.argv.includes('--force'),
  });
});
