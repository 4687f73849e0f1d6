import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import window from '../vite.config.ts';

/**
 * The guests' page: the window's parts over another bridge. Its targets are the browsers of phones that still get updates; no source
 * maps, because what is built here is all that a server gives away.
 */
export default mergeConfig(window, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    target: ['chrome111', 'firefox114', 'safari16.4'],
    outDir: fileURLToPath(new URL('../../dist/guest/', import.meta.url)),
    sourcemap: false,
  },
});
