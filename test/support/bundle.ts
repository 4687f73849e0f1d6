import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Native modules stay in node_modules; ws does without its accelerators. */
const EXTERNAL = ['@photostructure/sqlite', 'bufferutil', 'utf-8-validate'];

/** Builds a TypeScript program of the tests, for a process of its own; returns the file to run. */
export async function bundle(name: string, entry: string): Promise<string> {
  const outDir = join(ROOT, 'dist/test');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { target: 'node', noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { [name]: join(ROOT, entry) },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  });
  return join(outDir, `${name}.cjs`);
}
