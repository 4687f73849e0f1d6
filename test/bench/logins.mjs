// How many people can come in a second, and what those who are in notice of it; next to the bare hash on the same machine.
// npm run bench -- logins [--crowd 50] [--seconds 4] [--rounds 3]
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAfter, loopDelayOf, startLoad, startServer, stop } from './_processes.mjs';
import { median, note, print, printMachine, readOptions, rounded } from './_report.mjs';

const JOB_TIMEOUT_MS = 60_000;

const options = readOptions({ crowd: 50, seconds: 4, rounds: 3 });
const data = await mkdtemp(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));
endAfter(60_000 + options.rounds * (options.seconds * 5_000 + 60_000));
printMachine('logins', options);

const windowMs = options.seconds * 1000;
const script = fileURLToPath(new URL('../../dist/server/cli.cjs', import.meta.url));
const server = await startServer(script, `--limits off --host 127.0.0.1 --port 0 --no-discovery --data ${data}`.split(' '));
const load = startLoad(here('_logins-load.mjs'));
const hashes = startLoad(here('_hashes-load.mjs'));
await load.ask({ job: 'prepare', port: server.port, pid: server.pid }, JOB_TIMEOUT_MS);

/** Mode: what does it, in what order. The bare hashes are the reference: no login with a password can be faster. */
const MODES = {
  quiet: () => inRoom({ job: 'talk' }),
  'new accounts': () => inRoom({ job: 'logIn', by: 'new account' }),
  'known accounts': () => inRoom({ job: 'logIn', by: 'password' }),
  'resume tokens': () => inRoom({ job: 'logIn', by: 'token' }),
  'bare hashes': () => hashes.ask({ job: 'hash', windowMs }, JOB_TIMEOUT_MS + windowMs),
};

/** A window of the load, and how late the server's event loop was in it. */
async function inRoom(job) {
  await loopDelayOf(server);
  const result = await load.ask({ ...job, crowd: options.crowd, windowMs }, JOB_TIMEOUT_MS + windowMs);
  return { ...result, ...(await loopDelayOf(server)) };
}

await load.ask({ job: 'takeTokens', crowd: options.crowd }, JOB_TIMEOUT_MS);
const runs = Object.fromEntries(Object.keys(MODES).map((mode) => [mode, []]));
for (let round = 0; round < options.rounds; round++) {
  for (const [mode, run] of Object.entries(MODES)) {
    note(mode);
    runs[mode].push(await run());
  }
}
await Promise.all([stop(load), stop(hashes), stop(server)]);

const medians = Object.fromEntries(
  Object.entries(runs).map(([mode, [first, ...more]]) => [
    mode,
    Object.fromEntries(Object.keys(first).map((field) => [field, median([first, ...more].map((run) => run[field]))])),
  ]),
);
for (const [mode, result] of Object.entries(medians)) print({ bench: 'logins', mode, ...rounded(result) });
const bare = medians['bare hashes'].hashesPerSecond;
for (const mode of ['new accounts', 'known accounts', 'resume tokens']) {
  print({
    bench: 'logins',
    mode,
    to: 'bare hashes',
    ...rounded({
      logins: medians[mode].loginsPerSecond / bare,
      tripP99ToQuiet: medians[mode].tripP99Ms / medians.quiet.tripP99Ms,
    }),
  });
}
process.exit();

function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
