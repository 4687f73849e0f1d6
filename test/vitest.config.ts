import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, compileModule } from 'svelte/compiler';
import { defineConfig, type Plugin } from 'vitest/config';

const SVELTE = new URL('../node_modules/svelte/', import.meta.url);

/**
 * Runs runes as the window does. For what runs in Node, Svelte's own plugin compiles, and Svelte's package resolves, as
 * for a server, and there state is not reactive. Other packages stay Node's: a browser's `ws` is an error message.
 */
function clientRunes(): Plugin {
  const manifest = JSON.parse(readFileSync(new URL('package.json', SVELTE), 'utf8')) as {
    exports: Record<string, { browser?: string; default?: string }>;
  };
  return {
    name: 'client-runes',
    enforce: 'post',
    resolveId: {
      order: 'pre',
      handler(source) {
        if (source !== 'svelte' && !source.startsWith('svelte/')) return undefined;
        const file = manifest.exports[`.${source.slice('svelte'.length)}`]?.browser;
        return file === undefined ? undefined : fileURLToPath(new URL(file, SVELTE));
      },
    },
    transform(code, id) {
      if (/\.svelte(\.[^./]+)*\.[jt]s$/.test(id)) return compileModule(code, { filename: id, generate: 'client' }).js;
      if (id.endsWith('.svelte')) return compile(code, { filename: id, generate: 'client', css: 'injected' }).js;
      return undefined;
    },
  };
}

/** Unit and integration tests, in plain Node. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [clientRunes()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', '**/node_modules/**'],
    environment: 'node',
    setupFiles: ['test/support/languages.ts'],
    pool: 'forks',
    // Some files wait for networks and deadlines: the third worker has the processor meanwhile.
    maxWorkers: 3,
    // Nothing happens at import, so that files can share what a worker has loaded.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    // Node would load its own copy of Svelte, and cannot load a component at all.
    server: { deps: { inline: ['svelte', 'esm-env', 'bits-ui', 'svelte-toolbelt', 'runed', '@lucide/svelte'] } },
  },
});
