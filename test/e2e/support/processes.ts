import { readdir, readFile } from 'node:fs/promises';

/** A process of an app, as /proc has it. */
export interface AppProcess {
  readonly pid: number;
  /** Chromium's word for what it does; null of the main process and of what is not Chromium's. */
  readonly type: string | null;
  readonly argv: readonly string[];
}

/** Switches that take the sandbox of a process away. */
export const NO_SANDBOX =
  /^--(?:no-sandbox|disable-(?:seccomp-filter|namespace|setuid)-sandbox|single-process|no-zygote)(?:=|$)/;

/** A process and all that it started, and they, with the program's arguments. Linux only. */
export async function processesOf(root: number): Promise<AppProcess[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number((await statusOf(Number(name)))['PPid'] ?? 0);
    if (parent > 0) parents.set(Number(name), parent);
  }
  const found = [root];
  for (const pid of found) found.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return Promise.all(
    found.map(async (pid) => {
      const line = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
      // Chromium writes the arguments of a child into one.
      const argv = line.split(/[\0 ]/).filter((argument) => argument !== '');
      return { pid, argv, type: argv.find((argument) => argument.startsWith('--type='))?.slice('--type='.length) ?? null };
    }),
  );
}

/** The lines of /proc/PID/status by their names; none of a process that is gone. */
export async function statusOf(pid: number): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Object.fromEntries(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
}
