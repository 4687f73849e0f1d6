import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT, TREE_CACHE } from '../lib/paths.mjs';
import { runQuietly } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';
import { CAPTURE_PACKAGES, ensureSystemPackages } from '../lib/system-packages.mjs';
import { unprivileged } from '../lib/unprivileged.mjs';
import { countPlaywright, noCounts, skippedLine } from '../test/counts.mjs';
import { ownScreen } from '../test/end-to-end.mjs';
import { readPacket } from './capture/packet.mjs';
import { readCapture } from './capture/pcap.mjs';
import { APP, NEAR, PEER, TwoComputers, whyNotRecorded, whyNotTwo } from './capture/two-computers.mjs';
import { judge } from './capture/verdict.mjs';

/** For how long the app is used, in ms. */
const SHORT_MS = 12_000;
const LONG_MS = 600_000;
/** Starting, planting and ending take no longer. */
const REST_MS = 120_000;

const PEER_PORT = 8888;
const HOST_PORT = 8899;
const SCREEN = 190;
const NAME = 'The app at work speaks to nobody but the chat peers';
const DNS_OF_LOOPBACK = 'port 53 or port 853 or port 137 or port 5355';

/**
 * The app in use, alone on a computer with one cable, and every packet that leaves it: none may be a DNS query, none may go to anybody
 * but the chat peers, and mDNS only while the person looks for rooms or hosts one. What is planted at the end has to be seen.
 * @param {string} electron path of the executable
 * @param {{ isLong?: boolean, screen?: number }} [options] isLong: 10 minutes of use instead of a few seconds
 * @returns {import('../test/suites.mjs').Suite}
 */
export function capture(electron, { isLong = false, screen = SCREEN } = {}) {
  return {
    name: 'capture',
    run: async () => {
      const cannot = whyNotTwo();
      if (cannot === null) await ensureSystemPackages(CAPTURE_PACKAGES);
      const reason = cannot ?? whyNotRecorded();
      if (reason !== null) return { ...noCounts(), skipped: [skippedLine(NAME, reason)] };
      const folder = join(TREE_CACHE, 'test', 'capture');
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      const computers = await TwoComputers.make();
      try {
        return await captureOn(computers, { electron, folder, useMs: isLong ? LONG_MS : SHORT_MS, screen });
      } finally {
        await computers.remove();
      }
    },
  };
}

async function captureOn(computers, { electron, folder, screen, useMs }) {
  const file = (name) => join(folder, name);
  await computers.startOnWorld([process.execPath, ...server(file('room'))], /Join with/);
  await computers.startOnWorld([process.execPath, ...bob()], /in ws/);
  await computers.record(file('cable.pcap'), file('loopback.pcap'), DNS_OF_LOOPBACK);
  const began = Date.now();
  const counts = await use(computers, { electron, screen, useMs, folder: file('use') });
  await computers.stop();
  const packets = async (name) =>
    readCapture(await readFile(file(name))).map(({ at, bytes }) => ({ at, packet: readPacket(bytes) }));
  const network = { mac: computers.mac, peer: PEER, peerPort: PEER_PORT, hostPort: HOST_PORT, near: NEAR };
  const marks = (await readFile(file('use/marks.jsonl'), 'utf8').catch(() => '')).trim().split('\n');
  const spans = spansOf(marks.filter((line) => line !== '').map((line) => JSON.parse(line)));
  const verdict = judge(await packets('cable.pcap'), await packets('loopback.pcap'), network, spans);
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  say(
    `capture of ${minutes} min: ${verdict.peer} packets to the chat peers, ${verdict.mdns} of mDNS while looking or hosting, ${verdict.kernel} of the kernel’s own (ARP, neighbours, groups); ` +
      `${verdict.dns.length} DNS queries, ${verdict.foreign.length} other packets; planted and seen: ${verdict.plantedDns.length} DNS queries, ${verdict.planted.length} packets`,
  );
  return added(counts, verdict);
}

function server(data) {
  return [
    join(ROOT, 'dist/server/cli.cjs'),
    '--host',
    PEER,
    '--port',
    String(PEER_PORT),
    '--data',
    data,
    '--name',
    'Elsewhere',
  ];
}

function bob() {
  const rooms = [`ws://${PEER}:${PEER_PORT}`, `ws://${APP}:${HOST_PORT}`];
  return [join(ROOT, 'scripts/gates/capture/bob.mjs'), PEER, ...rooms];
}

/** Uses the app, as test/gates/capture.e2e.ts says it, as somebody without rights: with its sandbox. */
async function use(computers, { electron, folder, screen, useMs }) {
  const somebody = await unprivileged({ reach: [ROOT, dirname(electron)] });
  try {
    await somebody.give(folder);
    const report = join(folder, 'report.json');
    const options = [
      '--config',
      'test/gates/playwright.config.ts',
      '--output',
      join(folder, 'results'),
      '--reporter=list,json',
    ];
    const playwright = [process.execPath, join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...options];
    const [program, ...args] = computers.onApp(somebody.wrap([...ownScreen(screen), ...playwright]));
    const { code, output } = await runQuietly(program, args, {
      cwd: ROOT,
      env: {
        ...somebody.env,
        RWCI_ELECTRON: electron,
        RWCI_CAPTURE_PEER: `${PEER}:${PEER_PORT}`,
        RWCI_CAPTURE_HOST_PORT: String(HOST_PORT),
        RWCI_CAPTURE_MARKS: join(folder, 'marks.jsonl'),
        RWCI_CAPTURE_USE_MS: String(useMs),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
      timeoutMs: useMs + REST_MS,
    });
    say(output.trim());
    const counts = await readFile(report, 'utf8').then((text) => countPlaywright(JSON.parse(text)), noCounts);
    if (code === 0 || counts.failures.length > 0) return counts;
    return { ...counts, failures: [`capture: Playwright ended with code ${code}`] };
  } finally {
    await somebody.close();
  }
}

/** From `{ at, what, on }` lines to spans; what is never switched off lasts. */
function spansOf(marks) {
  const spans = [];
  for (const { at, on, what } of marks) {
    if (on) spans.push({ what, from: at, to: Infinity });
    else for (const span of spans) if (span.what === what && span.to === Infinity) span.to = at;
  }
  return spans;
}

/** The counts of the use, and those of what was seen. */
function added(counts, { dns, foreign, mdns, peer, planted, plantedDns }) {
  const rules = [
    ['no DNS query left', dns.length === 0, dns[0]],
    [NAME, foreign.length === 0, foreign[0]],
    ['the chat peers were spoken to, and mDNS while it may be', peer > 0 && mdns > 0, 'the capture saw nothing of it'],
    ['a planted DNS query is seen', plantedDns.length > 0, 'the capture is blind'],
    ['a planted packet is seen', planted.length > 0, 'the capture is blind'],
  ];
  const failures = rules.flatMap(([rule, holds, why]) => (holds ? [] : [`${rule}: ${why}`]));
  for (const line of [...dns, ...foreign].slice(0, 40)) say(line);
  return { ...counts, passed: counts.passed + rules.length - failures.length, failures: [...counts.failures, ...failures] };
}
