import { chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { withLock } from './lock.mjs';
import { lastLine, runQuietly } from './run.mjs';
import { say } from './say.mjs';

/** Made where root runs the tests, and kept: it owns nothing and nobody can log in as it. */
const ACCOUNT = 'rwci-tests';

/** What of root's environment leads to places that are root's alone. */
const OF_ROOT = /^(HOME|USER|LOGNAME|MAIL|SHELL|TMPDIR|TMP|TEMP|SUDO_.*|XDG_.*|DBUS_SESSION_BUS_ADDRESS|XAUTHORITY)$/;

/**
 * @typedef {object} Unprivileged
 * @property {(command: string[]) => string[]} wrap the command that runs this one as somebody who is not root
 * @property {NodeJS.ProcessEnv} env what it has to be run with
 * @property {(folder: string) => Promise<void>} give lets that somebody write into a folder of ours, which is made
 * @property {string | undefined} problem why Electron has no sandbox there after all, in a sentence
 * @property {() => Promise<void>} close removes what was made for it; the account stays
 */

/**
 * Somebody who is not root. Chromium has no sandbox for root, and a test that root runs shows nothing of what guards a person.
 * Whoever is not root already stays who they are. For root there is an account without rights; folders on the way to `reach` that
 * it may not pass are opened to it alone, in a mount namespace of its own: no mode and no owner of what is there changes.
 * Where that cannot be (no account, no user namespaces, no mounts) everything runs as before, and `problem` says why.
 * @param {{ reach: string[] }} options reach: folders that are to be read, Node's own included by itself
 * @returns {Promise<Unprivileged>}
 */
export async function unprivileged({ reach }) {
  const asIs = { wrap: (command) => command, env: process.env, give: make, problem: undefined, close: async () => {} };
  if (process.platform !== 'linux') return asIs;
  if (process.getuid() !== 0) return (await hasSandbox([])) ? asIs : withoutSandbox(asIs, NO_NAMESPACES);
  const work = await mkdtemp(join(tmpdir(), 'rwci-somebody-'));
  const close = () => rm(work, { recursive: true, force: true });
  try {
    const { gid, uid } = await withLock('test-account', account);
    await chown(work, uid, gid);
    const become = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=-all', '--'];
    if (!(await hasSandbox(become))) throw new Error(NO_NAMESPACES);
    const opened = await open([...new Set([...reach, nodeFolder()].map((path) => resolve(path)))], work);
    const wrap = (command) => [...opened, ...become, ...command];
    const all = [...reach, process.execPath];
    for (const path of all) await succeed(wrap(['test', '-r', path]), `${path} cannot be read`);
    // X makes it as root only.
    await mkdir('/tmp/.X11-unix', { mode: 0o1777 }).catch(() => {});
    const give = async (folder) => {
      await make(folder);
      await succeed(['chown', '-R', `${uid}:${gid}`, folder], `${folder} cannot be given away`);
    };
    const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_ROOT.test(name))), HOME: work };
    return { wrap, env, give, problem: undefined, close };
  } catch (error) {
    await close();
    return withoutSandbox(asIs, error.message);
  }
}

const NO_NAMESPACES = 'there are no user namespaces';

/** Chromium makes its sandbox of user namespaces; the helper that could do without them is not installed by npm. */
async function hasSandbox(become) {
  const [program, ...args] = [...become, 'unshare', '--user', '--map-root-user', 'true'];
  return (await runQuietly(program, args)).code === 0;
}

function withoutSandbox(asIs, reason) {
  const problem = `the tests run Electron without its sandbox: ${reason}`;
  say(problem);
  return { ...asIs, env: { ...process.env, RWCI_NO_SANDBOX: problem }, problem };
}

async function make(folder) {
  await mkdir(folder, { recursive: true });
}

/** The account's numbers; it is made where there is none. */
async function account() {
  if ((await runQuietly('id', [ACCOUNT])).code !== 0) {
    const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
    await succeed(['useradd', '--system', '--user-group', ...home, ACCOUNT], 'there is no account without rights');
    say(`made the account ${ACCOUNT}: the tests run Electron as it, with its sandbox`);
  }
  const number = async (option) => Number((await runQuietly('id', [option, ACCOUNT])).output);
  return { uid: await number('-u'), gid: await number('-g') };
}

/** Where a Node that was unpacked somewhere has its parts. */
function nodeFolder() {
  return dirname(dirname(process.execPath));
}

/**
 * The beginning of a command that runs the rest where every one of `paths` can be reached by anybody: each folder that others may
 * not pass is covered by one that holds only the way to them. Nothing where none is closed.
 */
async function open(paths, work) {
  const wanted = paths.filter((path) => !paths.some((other) => other !== path && isIn(path, other)));
  const closed = [];
  for (const path of wanted) {
    const folder = await firstClosed(path);
    if (folder !== undefined && !closed.includes(folder)) closed.push(folder);
  }
  if (closed.length === 0) return [];
  const hidden = wanted.filter((path) => closed.some((folder) => path === folder || isIn(path, folder)));
  const tops = closed.filter((folder) => !closed.some((other) => other !== folder && isIn(folder, other)));
  const lines = ['set -e', `mount -t tmpfs -o mode=700 rwci ${quote(work)}`];
  for (const [index, path] of hidden.entries()) {
    const kept = quote(join(work, String(index)));
    lines.push(`mkdir ${kept}`, `mount --rbind ${quote(path)} ${kept}`);
  }
  for (const folder of tops) lines.push(`mount -t tmpfs -o mode=755 rwci ${quote(folder)}`);
  for (const [index, path] of hidden.entries()) {
    const kept = quote(join(work, String(index)));
    lines.push(`mkdir -p ${quote(path)}`, `lay ${kept} ${quote(path)}`);
  }
  // What was kept is reached by its own path now; the folder below is the account's home again.
  lines.push(`umount -R -l ${quote(work)}`, 'exec "$@"');
  const prefix = ['unshare', '--mount', '--', 'sh', '-c', [LAY, ...lines].join('\n'), 'sh'];
  await succeed([...prefix, 'true'], 'closed folders cannot be opened in a mount namespace');
  return prefix;
}

/** Shows a folder at another place; one that others may not pass itself is shown entry by entry. */
const LAY = `lay() {
  case $(stat -c %A "$1") in
    *x) mount --rbind "$1" "$2" ;;
    *) find "$1" -mindepth 1 -maxdepth 1 | while IFS= read -r entry; do
         to="$2/\${entry##*/}"
         if [ -L "$entry" ]; then cp -P "$entry" "$to"
         elif [ -d "$entry" ]; then mkdir "$to"; mount --rbind "$entry" "$to"
         else : > "$to"; mount --bind "$entry" "$to"
         fi
       done ;;
  esac
}`;

/** The first folder on the way to `path`, itself included, that others may not pass. */
async function firstClosed(path) {
  const parts = path.split(sep);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join(sep) || sep;
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) return folder;
  }
  return undefined;
}

function isIn(path, folder) {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function quote(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function succeed([program, ...args], otherwise) {
  const { code, output } = await runQuietly(program, args);
  if (code !== 0) throw new Error(`${otherwise} (${lastLine(output)})`);
}
