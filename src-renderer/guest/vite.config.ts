import { fileURLToPath } from 'node:url';
import { mergeConfig, type UserConfig } from 'vite';
import window from '../vite.config.ts';

const page: UserConfig = mergeConfig(window, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('../../dist/guest/', import.meta.url)),
    // What is built here is all that a server gives away.
    sourcemap: false,
  },
});

/** The guests' page: the window's parts over another bridge, for the browsers of phones that still get updates. */
const guests: UserConfig = {
  ...page,
  // Merged with the window's it would be a list of both.
  build: { ...page.build, target: ['chrome111', 'firefox114', 'safari16.4'] },
};

export default guests;
