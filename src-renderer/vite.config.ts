import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { staticIcons } from './static-icons.ts';
import { withoutUnusedParts } from './unused-parts.ts';
import { licences } from '../scripts/lib/licences.mjs';

/**
 * The window's page for `script-src 'self'; style-src 'self'`: no inline script, no data: address, paths relative to the
 * page. The target is the Chromium of the oldest Electron that the tests drive.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  plugins: [
    staticIcons(),
    withoutUnusedParts(),
    licences(),
    svelte({
      configFile: false,
      // Our own components are in runes mode whatever they use; a library's say for themselves.
      dynamicCompileOptions: ({ filename }) => (filename.includes('node_modules') ? undefined : { runes: true }),
    }),
  ],
  build: {
    target: 'chrome130',
    outDir: fileURLToPath(new URL('../dist/renderer/', import.meta.url)),
    emptyOutDir: true,
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // What the first picture needs comes in one piece, however much of it later parts need as well.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
});
