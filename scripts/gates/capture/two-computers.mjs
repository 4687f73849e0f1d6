import { spawn, spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the app's computer and of the other one, which is the chat peer, the gateway and the name server at once: whatever leaves arrives there. */
export const APP = '10.77.0.2';
export const PEER = '10.77.0.3';
export const GATEWAY = '10.77.0.1';
const APP_6 = 'fd77:0:0:0:0:0:0:2';
const GATEWAY_6 = 'fd77:0:0:0:0:0:0:1';
const CABLE = 'lan0';
const READY_MS = 10_000;

/** Addresses that the kernel of the app's computer asks for by itself. */
export const NEAR = [APP, PEER, GATEWAY, APP_6, GATEWAY_6];

/** Why this computer cannot be two; null: it can. */
export function whyNotTwo() {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid() !== 0) return 'only root can make network namespaces';
  const name = `rwci-${process.pid}-try`;
  const added = run('ip', ['netns', 'add', name]);
  const made = added.ok ? run('ip', ['-n', name, 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'b0']) : added;
  run('ip', ['netns', 'del', name]);
  return made.ok ? null : `network namespaces cannot be made here (${made.text})`;
}

/** Why nothing can be recorded here; null: it can. */
export function whyNotRecorded() {
  return run('tcpdump', ['--version']).ok ? null : 'there is no tcpdump';
}

/** Two computers of Linux's network namespaces, one cable between them, and a way to the whole world through the other one. */
export class TwoComputers {
  #app = `rwci-${process.pid}-app`;
  #world = `rwci-${process.pid}-world`;
  #running = [];

  /** @throws {Error} naming the command that failed */
  static async make() {
    const made = new TwoComputers();
    try {
      await made.#make();
      return made;
    } catch (error) {
      await made.remove();
      throw error;
    }
  }

  async #make() {
    const [app, world] = [this.#app, this.#world];
    // `ip netns exec` shows a program this file as /etc/resolv.conf.
    await mkdir(join('/etc/netns', app), { recursive: true });
    await writeFile(join('/etc/netns', app, 'resolv.conf'), `nameserver ${GATEWAY}\n`);
    for (const each of [app, world]) {
      ip('netns', 'add', each);
      ip('-n', each, 'link', 'set', 'lo', 'up');
    }
    ip('-n', app, 'link', 'add', CABLE, 'type', 'veth', 'peer', 'name', CABLE, 'netns', world);
    // Without the second in which a computer asks whether an IPv6 address is taken.
    for (const [name, addresses] of [
      [app, [`${APP}/24`, `${APP_6}/64`]],
      [world, [`${GATEWAY}/24`, `${PEER}/24`, `${GATEWAY_6}/64`]],
    ]) {
      for (const address of addresses)
        ip('-n', name, 'addr', 'add', address, 'dev', CABLE, ...(address.includes(':') ? ['nodad'] : []));
      ip('-n', name, 'link', 'set', CABLE, 'up');
    }
    ip('-n', app, 'route', 'add', 'default', 'via', GATEWAY);
    ip('-n', app, '-6', 'route', 'add', 'default', 'via', GATEWAY_6);
  }

  /** The hardware address of the app's computer. */
  get mac() {
    return /link\/ether (\S+)/.exec(run('ip', ['-n', this.#app, 'link', 'show', CABLE]).text)[1];
  }

  /** A command as it runs on the app's computer. */
  onApp(command) {
    return ['ip', 'netns', 'exec', this.#app, ...command];
  }

  /**
   * Starts a program on the other computer, until the end; resolves when it wrote what shows that it is ready.
   * @param {string[]} command
   * @param {RegExp} ready
   */
  async startOnWorld(command, ready) {
    await this.#start(['ip', 'netns', 'exec', this.#world, ...command], ready);
  }

  /**
   * Writes what passes by to a file until the end: the cable as the other computer sees it, and the app's own loopback interface, of
   * which `filter` says what.
   */
  async record(cableFile, loopbackFile, filter) {
    const options = ['-n', '-U', '--immediate-mode', '-s', '256', '-B', '8192'];
    const ready = /listening on/;
    const cable = ['tcpdump', '-i', CABLE, ...options, '-w', cableFile];
    await this.#start(['ip', 'netns', 'exec', this.#world, ...cable], ready);
    await this.#start(this.onApp(['tcpdump', '-i', 'lo', ...options, '-w', loopbackFile, filter]), ready);
  }

  async #start(command, ready) {
    const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    const gone = new Promise((resolve) => child.once('close', resolve));
    this.#running.push({ child, gone });
    let output = '';
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${command.join(' ')} is not ready: ${output}`)), READY_MS);
      const look = (text) => {
        output += text;
        if (!ready.test(output)) return;
        clearTimeout(late);
        resolve();
      };
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', look);
      child.once('error', reject);
      void gone.then(() => {
        clearTimeout(late);
        reject(new Error(`${command.join(' ')} ended: ${output}`));
      });
    });
  }

  /** Ends what runs, the recording with all that it saw. */
  async stop() {
    for (const { child } of this.#running) child.kill('SIGINT');
    const late = setTimeout(() => {
      for (const { child } of this.#running) child.kill('SIGKILL');
    }, READY_MS);
    await Promise.all(this.#running.map(({ gone }) => gone));
    clearTimeout(late);
    this.#running = [];
  }

  /** Takes both computers away, with all that runs there. */
  async remove() {
    await this.stop();
    for (const each of [this.#app, this.#world]) run('ip', ['netns', 'del', each]);
    await rm(join('/etc/netns', this.#app), { recursive: true, force: true });
  }
}

function ip(...argv) {
  const { ok, text } = run('ip', argv);
  if (!ok) throw new Error(`ip ${argv.join(' ')}: ${text}`);
}

function run(command, argv) {
  const { status, stdout, stderr } = spawnSync(command, argv, { encoding: 'utf8' });
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}
