import { fileURLToPath } from 'node:url';
import { compile, compileModule } from 'svelte/compiler';
import { defineConfig, type Plugin } from 'vitest/config';

/**
 * Compiles runes as the window has them. The Svelte plugin would compile for a server here, as it does for everything
 * that runs in Node, and there state is not reactive.
 */
const clientRunes: Plugin = {
  name: 'client-runes',
  enforce: 'post',
  transform(code, id) {
    if (/\.svelte(\.[^./]+)*\.[jt]s$/.test(id)) return compileModule(code, { filename: id, generate: 'client' }).js;
    if (id.endsWith('.svelte')) return compile(code, { filename: id, generate: 'client', css: 'injected' }).js;
    return undefined;
  },
};

/** Unit and integration tests, in plain Node. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [clientRunes],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', '**/node_modules/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    // Svelte's own code must be the browser's too, and Node cannot load a component.
    server: { deps: { inline: ['svelte', 'esm-env', 'bits-ui', 'svelte-toolbelt', 'runed', '@lucide/svelte'] } },
  },
});
