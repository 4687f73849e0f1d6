import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import window from '../vite.config.ts';

/** The gallery's page: a program of its own, so that nothing of it is in the window's or in a package. */
export default mergeConfig(window, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: { outDir: fileURLToPath(new URL('../../dist/gallery/', import.meta.url)) },
});
