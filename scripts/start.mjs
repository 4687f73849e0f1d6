// The desktop app: `npm start -- --user-data-dir=DIR`; with --gallery, every component of it in every state instead. Without a display, the part of its job that needs none: it hosts.
import { electronArguments, hasDisplay, becomeServer, serverArguments } from './lib/app.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runInForeground } from './lib/run.mjs';
import { runCommand, say } from './lib/say.mjs';

await runCommand(async () => {
  const switches = process.argv.slice(2);
  await ensureDependencies();
  if (!hasDisplay()) {
    say('no display (neither DISPLAY nor WAYLAND_DISPLAY is set): hosting a server without a window, as npm run serve does');
    return becomeServer(serverArguments(switches));
  }
  const { APP_TARGETS, GALLERY_TARGETS, build } = await import('./lib/build.mjs');
  await build(switches.includes('--gallery') ? [...APP_TARGETS, ...GALLERY_TARGETS] : APP_TARGETS);
  const { resolveElectron } = await import('./electron/resolve.mjs');
  const { path } = await resolveElectron();
  const { ensureLibraries } = await import('./lib/libraries.mjs');
  await ensureLibraries(path);
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runInForeground(path, electronArguments(switches), { cwd });
});
