import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, parse } from 'node:path';
import { transformWithOxc } from 'vite';
import { officialVersion } from '../electron/official.mjs';
import { withLock } from '../lib/lock.mjs';
import { ROOT, USER_CACHE } from '../lib/paths.mjs';
import { lastLine, runNpm, runQuietly } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';

const TOOL = join(ROOT, 'scripts', 'gates', 'electronegativity');
const CANARY = join(ROOT, 'test', 'gates', 'canary');
const INSTALL_TIMEOUT_MS = 180_000;
const SCAN_TIMEOUT_MS = 180_000;

/** The longest that somebody's look at a finding holds, in days. */
const REVIEW_DAYS_MAX = 180;
const DAY_MS = 24 * 60 * 60_000;

/** What the scanner has to find in the canary; it has ten faults. */
const PLANTED = [
  'CERTIFICATE_ERROR_EVENT_JS_CHECK',
  'CONTEXT_ISOLATION_JS_CHECK',
  'CUSTOM_ARGUMENTS_JS_CHECK',
  'DANGEROUS_FUNCTIONS_JS_CHECK',
  'HTTP_RESOURCES_JS_CHECK',
  'INSECURE_CONTENT_JS_CHECK',
  'NODE_INTEGRATION_JS_CHECK',
  'OPEN_EXTERNAL_JS_CHECK',
  'SANDBOX_JS_CHECK',
  'WEB_SECURITY_JS_CHECK',
];

/** The scanner cannot read what came into the language since: it leaves out files with private fields, and says so only if asked. */
const READABLE = 'es2018';

const NAMES = {
  canary: `the scanner finds the ${PLANTED.length} faults of the canary and says which file it cannot read`,
  files: 'the scanner reads every file of the app',
  findings: 'every finding of the scanner was reviewed by somebody',
  reviews: `every review is of a finding there is, and of the last ${REVIEW_DAYS_MAX} days`,
};

/**
 * Electronegativity over what is built, and over a canary. Where it is not installed and cannot be fetched it is skipped.
 * @returns {Promise<import('./gates.mjs').Rule[]>}
 */
export async function electronegativity() {
  const { problem, tool } = await ensureTool();
  if (problem !== undefined) return Object.values(NAMES).map((name) => ({ name, problems: [], skipped: problem }));
  const reviewed = JSON.parse(await readFile(join(TOOL, 'reviewed.json'), 'utf8'));
  const app = await scan(tool, await builtFiles());
  const canary = await scan(tool, [
    { from: join(CANARY, 'main.cjs'), as: 'main.js' },
    { from: join(CANARY, 'broken.txt'), as: 'broken.js' },
  ]);
  return [
    { name: NAMES.canary, problems: canaryProblems(canary) },
    { name: NAMES.files, problems: app.errors.map(({ file, message }) => `${basename(file)}: ${message}`) },
    { name: NAMES.findings, problems: unreviewed(app.findings, reviewed) },
    { name: NAMES.reviews, problems: reviewProblems(app.findings, reviewed, Date.now()) },
  ];
}

/** What of the findings no review speaks of. */
export function unreviewed(findings, reviewed) {
  return findings
    .filter((finding) => !reviewed.some((review) => isAbout(review, finding)))
    .map(({ code, description, file, line, rule }) => `${file}:${line} ${rule}: ${description} ${code}`);
}

/** What is wrong with the reviews: too old or too long, without a reason, or about nothing. */
export function reviewProblems(findings, reviewed, now) {
  return reviewed.flatMap((review) => {
    const name = `${review.file} ${review.rule}`;
    const [from, to] = [Date.parse(review.reviewed), Date.parse(review.expires)];
    if (!(to - from <= REVIEW_DAYS_MAX * DAY_MS)) return [`${name}: holds for more than ${REVIEW_DAYS_MAX} days`];
    if (to < now) return [`${name}: expired on ${review.expires}; look at it again`];
    if (!(review.reason?.length > 20)) return [`${name}: has no reason`];
    return findings.some((finding) => isAbout(review, finding)) ? [] : [`${name}: finds nothing any more (${review.code})`];
  });
}

function isAbout({ code, file, rule }, finding) {
  return file === finding.file && rule === finding.rule && finding.code.includes(code);
}

function canaryProblems({ errors, findings }) {
  const found = new Set(findings.map(({ rule }) => rule));
  return [
    ...PLANTED.filter((rule) => !found.has(rule)).map((rule) => `${rule} was not found`),
    ...(errors.some(({ file }) => basename(file) === 'broken.js') ? [] : ['it said nothing of the broken file']),
  ];
}

/** The programs as they are; the page too, small as it is made for people: what that hides are options of a window, which it cannot have. */
async function builtFiles() {
  const programs = (await readdir(join(ROOT, 'dist', 'main'))).filter((name) => name.endsWith('.cjs'));
  const assets = (await readdir(join(ROOT, 'dist', 'renderer', 'assets'))).filter((name) => name.endsWith('.js'));
  return [
    ...programs.map((name) => ({ from: join(ROOT, 'dist', 'main', name), as: `${parse(name).name}.js` })),
    { from: join(ROOT, 'dist', 'renderer', 'index.html'), as: 'page/index.html' },
    ...assets.map((name) => ({ from: join(ROOT, 'dist', 'renderer', 'assets', name), as: `page/${name}` })),
  ];
}

/**
 * Scans files as a project of their own, in a folder that is not below a node_modules: there the scanner sees nothing.
 * @returns {Promise<{ errors: { file: string, message: string }[], findings: { file: string, rule: string, line: number, description: string, code: string }[] }>}
 */
async function scan(tool, files) {
  const folder = await mkdtemp(join(tmpdir(), 'rwci-scan-'));
  try {
    return await scanIn(folder, tool, files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scanIn(folder, tool, files) {
  await mkdir(join(folder, 'page'));
  for (const { as, from } of files) {
    if (as.endsWith('.js')) await writeFile(join(folder, as), await readable(from));
    else await copyFile(from, join(folder, as));
  }
  const version = await officialVersion();
  const manifest = { name: 'rwci-desktop', main: 'main.js', devDependencies: { electron: version } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const { code, output } = await runQuietly(process.execPath, [join(TOOL, 'scan.cjs'), folder, version], {
    cwd: tool,
    timeoutMs: SCAN_TIMEOUT_MS,
  });
  const line = output.split('\n').find((each) => each.startsWith('{"checks"'));
  if (code !== 0 || line === undefined) throw new Error(`Electronegativity did not end well: ${lastLine(output)}`);
  const { errors, findings } = JSON.parse(line);
  return { errors, findings: await Promise.all(findings.map(async (each) => ({ ...each, code: await codeOf(folder, each) }))) };
}

async function codeOf(folder, { file, line }) {
  const text = await readFile(join(folder, file), 'utf8').catch(() => '');
  return (text.split('\n')[line - 1] ?? '').trim().slice(0, 200);
}

/**
 * In the words that the scanner knows; what nobody can read goes to it as it is, and it says so. A window it sees in `new BrowserWindow`
 * alone, and `executeJavaScript` it spells in its own way.
 */
async function readable(file) {
  const text = await readFile(file, 'utf8');
  const { code } = await transformWithOxc(text, `${parse(file).name}.js`, { target: READABLE, sourcemap: false }).catch(() => ({
    code: text,
  }));
  return code.replaceAll(/\belectron\.(?=[A-Z])/g, '').replaceAll('executeJavaScript', 'executeJavascript');
}

/** The scanner as its lock file names it, installed once for all checkouts of this person, without running anything of it. */
async function ensureTool() {
  const lock = await readFile(join(TOOL, 'package-lock.json'));
  const folder = join(USER_CACHE, 'tools', `electronegativity-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return { tool: folder };
  return withLock('electronegativity', async () => {
    if (existsSync(folder)) return { tool: folder };
    say('installing Electronegativity, once');
    const making = `${folder}-making`;
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) await cp(join(TOOL, name), join(making, name));
    const { code, output } = await runNpm(['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'], {
      cwd: making,
      timeoutMs: INSTALL_TIMEOUT_MS,
    });
    if (code !== 0 && /EINTEGRITY/.test(output))
      throw new Error(`Electronegativity is not what its lock file says: ${lastLine(output)}`);
    if (code !== 0) return { problem: 'Electronegativity could not be fetched from the registry' };
    await rename(making, folder);
    return { tool: folder };
  });
}
