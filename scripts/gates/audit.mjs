import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { runNpm } from '../lib/run.mjs';
import { shippedPackages } from '../lib/shipped.mjs';

const TIMEOUT_MS = 30_000;
const NAME = 'nothing in the app has a known flaw of high or critical severity';
const WS_MIN = [8, 23, 0];

/**
 * What the registry knows against the packages that are in the app, those of the page included. `npm audit --omit=dev` would leave those
 * out, so all is asked about and what is not in the app is set aside.
 * @param {{ isRelease?: boolean }} [options] isRelease: no answer is a failure
 * @returns {Promise<import('./gates.mjs').Rule[]>}
 */
export async function audit({ isRelease = false } = {}) {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const ws = packages['node_modules/ws'].version;
  return [
    {
      name: `ws is ${WS_MIN.join('.')} or newer, in which frames are bounded`,
      problems: isOlder(ws.split('.').map(Number), WS_MIN) ? [`it is ${ws}`] : [],
    },
    await advisories(isRelease),
  ];
}

async function advisories(isRelease) {
  const { output } = await runNpm(['audit', '--json', '--package-lock-only'], { cwd: ROOT, timeoutMs: TIMEOUT_MS });
  const report = firstObject(output);
  if (report?.vulnerabilities === undefined) {
    const reason = `the registry gives no audit (${report?.message ?? 'no answer'})`.replaceAll(
      /https?:\/\/[^\s)]+/g,
      'the registry',
    );
    return isRelease ? { name: NAME, problems: [reason] } : { name: NAME, problems: [], skipped: reason };
  }
  const inApp = ['electron', ...(await shippedPackages()).map(({ name }) => name)];
  return { name: NAME, problems: seriousFlaws(report, inApp) };
}

/**
 * The flaws of high and critical severity that a report of `npm audit --json` (version 2) knows of these packages.
 * @param {{ vulnerabilities: Record<string, { name: string, severity: string, via: (string | { title: string })[] }> }} report
 * @param {readonly string[]} packages
 */
export function seriousFlaws({ vulnerabilities }, packages) {
  return Object.values(vulnerabilities)
    .filter(({ name, severity }) => packages.includes(name) && ['high', 'critical'].includes(severity))
    .map(({ name, severity, via }) => `${name}: ${severity}, ${via.map((each) => each.title ?? each).join('; ')}`);
}

/** npm writes warnings of its own around it. */
function firstObject(output) {
  const start = output.indexOf('{');
  const end = output.lastIndexOf('}');
  try {
    return JSON.parse(output.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

function isOlder(version, than) {
  const at = than.findIndex((part, index) => version[index] !== part);
  return at !== -1 && version[at] < than[at];
}
