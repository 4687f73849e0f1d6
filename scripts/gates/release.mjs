// What has to hold on the day of a release and not at every change: Electron is the newest patch of a major that its makers support,
// and the registry knows nothing against what is in the app. Without an answer it fails.
import { ensureDependencies } from '../lib/dependencies.mjs';
import { runNpm } from '../lib/run.mjs';
import { runCommand, say } from '../lib/say.mjs';

/** Electron's makers support the latest three stable majors. */
const SUPPORTED_MAJORS = 3;
const TIMEOUT_MS = 60_000;

await runCommand(async () => {
  await ensureDependencies();
  const { audit } = await import('./audit.mjs');
  const { countOf } = await import('./gates.mjs');
  const counts = countOf([await electronIsNewest(), ...(await audit({ isRelease: true }))]);
  say(counts.failures.length === 0 ? 'ready for a release' : 'not ready for a release');
  return counts.failures.length === 0 ? 0 : 1;
});

async function electronIsNewest() {
  const { officialVersion } = await import('../electron/official.mjs');
  const name = `Electron is the newest patch of one of its ${SUPPORTED_MAJORS} newest majors`;
  const ours = await officialVersion();
  const { code, output } = await runNpm(['view', 'electron', 'versions', '--json'], { timeoutMs: TIMEOUT_MS });
  const versions = [...output.matchAll(/"(\d+)\.(\d+)\.(\d+)"/g)].map(([, ...parts]) => parts.map(Number));
  if (code !== 0 || versions.length === 0) return { name, problems: ['the registry does not say which versions there are'] };
  const majors = [...new Set(versions.map(([major]) => major))].sort((one, other) => other - one).slice(0, SUPPORTED_MAJORS);
  const major = Number(ours.split('.')[0]);
  if (!majors.includes(major)) return { name, problems: [`${ours} is none of ${majors.join(', ')}`] };
  const newest = versions
    .filter((version) => version[0] === major)
    .sort(([, minor, patch], [, otherMinor, otherPatch]) => otherMinor - minor || otherPatch - patch)[0]
    .join('.');
  return { name, problems: newest === ours ? [] : [`${ours} is here, ${newest} is there`] };
}
