import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

interface Target {
  /** In src-main. */
  readonly entry: string;
  /** In dist. */
  readonly folder: string;
  readonly name: string;
  /** What it imports only when it needs it is in files of its own, `name-*.cjs` beside it; otherwise all is in one. */
  readonly isSplit?: boolean;
}

/** What each `--mode` of this configuration builds: from which file of src-main to which file of dist. */
const TARGETS: Readonly<Record<string, Target>> = {
  main: { entry: 'main.ts', folder: 'main', name: 'main' },
  preload: { entry: 'preload.ts', folder: 'main', name: 'preload' },
  'history-thread': { entry: 'history/thread-entry.ts', folder: 'main', name: 'history-thread' },
  'spelling-thread': { entry: 'spelling/thread-entry.ts', folder: 'main', name: 'spelling-thread' },
  updater: { entry: 'updates/updater.ts', folder: 'main', name: 'updater' },
  'server-process': { entry: 'server/process.ts', folder: 'main', name: 'server-process', isSplit: true },
  'app-writer-thread': { entry: 'server/storage/writer-thread-entry.ts', folder: 'main', name: 'writer-thread' },
  cli: { entry: 'server/cli.ts', folder: 'server', name: 'cli', isSplit: true },
  'writer-thread': { entry: 'server/storage/writer-thread-entry.ts', folder: 'server', name: 'writer-thread' },
};

const DICTIONARY = fileURLToPath(new URL('../node_modules/dictionary-en', import.meta.url));

/** Native modules stay in node_modules; ws does without its two accelerators when they are not installed, the updater's debug without colours. */
const EXTERNAL = ['electron', '@node-rs/argon2', '@photostructure/sqlite', 'bufferutil', 'utf-8-validate', 'supports-color'];

/**
 * CommonJS, one file a target but for the servers, whose start is counted in tens of milliseconds: a sandboxed preload can require nothing but Electron, and an ES module as the main
 * script may run too late for `protocol.registerSchemesAsPrivileged`.
 */
export default defineConfig(({ mode }) => {
  const target = TARGETS[mode];
  if (target === undefined) throw new Error(`--mode is one of ${Object.keys(TARGETS).join(', ')}`);
  return {
    root: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'warn',
    // The dictionary's own program reads its files beside itself; here they are in the bundle.
    resolve: { alias: [{ find: /^dictionary-en\//, replacement: `${DICTIONARY}/` }] },
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { target: 'node', noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      target: 'node20',
      outDir: fileURLToPath(new URL(`../dist/${target.folder}/`, import.meta.url)),
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { [target.name]: fileURLToPath(new URL(target.entry, import.meta.url)) },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: `${target.name}-[name].cjs`,
          codeSplitting: target.isSplit ?? false,
        },
      },
    },
  };
});
