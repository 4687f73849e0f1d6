import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import window from '../../../src-renderer/vite.config.ts';

/** The window's own build, with a fake main process behind it. */
export default mergeConfig(window, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: { outDir: fileURLToPath(new URL('../../../node_modules/.cache/harness/', import.meta.url)) },
});
