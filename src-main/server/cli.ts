import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runCli } from './console/run-cli.ts';

/** The headless server's program: `npm run serve`. */

serve();

function serve(): void {
  keepNewSpaceSmall();
  // The heap of a new thread sets it back, for all of them.
  process.on('worker', (worker) => worker.once('online', keepNewSpaceSmall));

  // Whoever read our output may go; the server stays.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  runCli(process.argv.slice(2), {
    env: process.env,
    stdin: process.stdin,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    onSignal: (run) => {
      process.on('SIGTERM', run);
      process.on('SIGINT', run);
    },
    isTerminal: process.stdout.isTTY === true,
    writerThread: join(__dirname, 'writer-thread.cjs'),
    pageFolder: join(__dirname, '..', 'guest'),
  }).then(exit, (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    exit(1);
  });
}

/**
 * A crowd that logs in makes V8 enlarge its space for new objects to 32 MiB, and it keeps them: 25 kB for each of a thousand
 * connections that then use 6 (docs/BENCHMARKS.md).
 */
function keepNewSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Once standard output has taken everything: on some systems a pipe takes it later. */
function exit(code: number): void {
  process.stdout.write('', () => process.exit(code));
}
