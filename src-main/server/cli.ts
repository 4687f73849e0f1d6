import { runCli } from './run-cli.ts';

/** The headless server's program: `npm run serve`. */

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
}).then(exit, (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  exit(1);
});

/** Once standard output has taken everything: on some systems a pipe takes it later. */
function exit(code: number): void {
  process.stdout.write('', () => process.exit(code));
}
