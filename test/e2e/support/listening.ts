import { readdir, readFile, readlink } from 'node:fs/promises';

/** The state of a socket that listens, as /proc/net/tcp writes it. */
const LISTEN = '0A';

/** The TCP ports on which a process and all that it started listen. Linux only. */
export async function listeningPorts(root: number): Promise<readonly number[]> {
  return portsIn(['/proc/net/tcp', '/proc/net/tcp6'], root, (state) => state === LISTEN);
}

/** The UDP ports that they have. Linux only. */
export async function udpPorts(root: number): Promise<readonly number[]> {
  return portsIn(['/proc/net/udp', '/proc/net/udp6'], root, () => true);
}

async function portsIn(
  tables: readonly string[],
  root: number,
  counts: (state: string) => boolean,
): Promise<readonly number[]> {
  const sockets = new Map<string, number>();
  for (const table of tables) {
    for (const line of (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1)) {
      const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
      if (counts(state)) sockets.set(inode, Number.parseInt(local.split(':')[1] ?? '', 16));
    }
  }
  const ports: number[] = [];
  for (const pid of await familyOf(root)) {
    const folder = `/proc/${String(pid)}/fd`;
    for (const fd of await readdir(folder).catch(() => [])) {
      const inode = /^socket:\[(\d+)\]$/.exec(await readlink(`${folder}/${fd}`).catch(() => ''))?.[1];
      const port = inode === undefined ? undefined : sockets.get(inode);
      if (port !== undefined) ports.push(port);
    }
  }
  return ports;
}

/** A process, and all that it started, and they. Each of its threads can have started some. */
async function familyOf(root: number): Promise<readonly number[]> {
  const family = [root];
  for (const pid of family) {
    for (const thread of await readdir(`/proc/${String(pid)}/task`).catch(() => [])) {
      const children = await readFile(`/proc/${String(pid)}/task/${thread}/children`, 'utf8').catch(() => '');
      family.push(...children.split(' ').filter(Boolean).map(Number));
    }
  }
  return family;
}
