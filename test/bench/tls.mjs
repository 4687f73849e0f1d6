// What encryption costs the server: a connection and a delivery over wss:// next to the same over ws://.
// npm run bench -- tls [--connections 200] [--clients 50] [--messages 200] [--rounds 3]
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAfter, memoryOf, startLoad, startServer, stop } from './_processes.mjs';
import { median, note, print, printMachine, readOptions, rounded } from './_report.mjs';

const JOB_TIMEOUT_MS = 120_000;
const SCHEMES = ['ws', 'wss'];

const options = readOptions({ connections: 200, clients: 50, messages: 200, rounds: 3 });
const data = await mkdtemp(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));
endAfter(120_000 + options.rounds * 120_000);
printMachine('tls', options);

const script = here('../../dist/server/cli.cjs');
const load = startLoad(here('_tls-load.mjs'));
const servers = {};
for (const scheme of SCHEMES) {
  const folder = join(data, scheme);
  servers[scheme] = await startServer(
    script,
    `--limits off --host 127.0.0.1 --port 0 --no-discovery --data ${folder}`.split(' '),
  );
  const { port, pid } = servers[scheme];
  await load.ask({ job: 'prepare', scheme, port, pid, clients: options.clients }, JOB_TIMEOUT_MS);
}

const runs = Object.fromEntries(SCHEMES.map((scheme) => [scheme, []]));
for (let round = 0; round < options.rounds; round++) {
  for (const scheme of SCHEMES) {
    note(`round ${round + 1}: ${scheme}`);
    const talked = await load.ask({ job: 'talk', scheme, messages: options.messages }, JOB_TIMEOUT_MS);
    const before = await memoryOf(servers[scheme]);
    const connected = await load.ask({ job: 'connect', scheme, connections: options.connections }, JOB_TIMEOUT_MS);
    const after = await memoryOf(servers[scheme]);
    await load.ask({ job: 'disconnect' }, JOB_TIMEOUT_MS);
    runs[scheme].push({ ...talked, ...connected, rssBytesPerConnection: (after.rss - before.rss) / options.connections });
  }
}
await Promise.all([stop(load), ...SCHEMES.map((scheme) => stop(servers[scheme]))]);

const medians = {};
for (const scheme of SCHEMES) {
  const [first] = runs[scheme];
  medians[scheme] = Object.fromEntries(
    Object.keys(first).map((field) => [field, median(runs[scheme].map((run) => run[field]))]),
  );
  // The process grows in the first round by what it then keeps for the next ones.
  medians[scheme].rssBytesPerConnection = first.rssBytesPerConnection;
  print({ bench: 'tls', mode: scheme, ...rounded(medians[scheme]) });
}
print({
  bench: 'tls',
  mode: 'wss',
  to: 'ws',
  ...rounded({
    cpuPerConnection: medians.wss.cpuMsPerConnection / medians.ws.cpuMsPerConnection,
    cpuPerDelivery: medians.wss.cpuUsPerDelivery / medians.ws.cpuUsPerDelivery,
  }),
});
process.exit();

function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
