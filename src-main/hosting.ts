import { join } from 'node:path';
import type { UtilityProcess } from 'electron';
import { words } from '../src-shared/language/index.ts';
import type { HostingState, Outcome } from '../src-shared/ipc/index.ts';
import type { Fingerprint } from '../src-shared/trust/index.ts';
import type { AppStore } from './app-store.ts';
import type { Log } from './log.ts';
import type { AdminCommand, FromServerProcess, ToServerProcess } from './server/process-messages.ts';

/** A server that has not answered by then will not. */
const START_TIMEOUT_MS = 15_000;
/** A server that has not said goodbye by then is ended. */
const STOP_TIMEOUT_MS = 5_000;
/** More deaths than this within `CRASH_WINDOW_MS` and hosting stops with an explanation. */
const CRASHES_MAX = 3;
const CRASH_WINDOW_MS = 60_000;

interface Room {
  readonly name: string;
  readonly port: number;
}

/**
 * The hosted server, in a process of its own: started and stopped by the switch, started again when it dies. Its load or crash
 * never touches the window.
 */
export class Hosting {
  readonly #store: AppStore;
  readonly #log: Log;
  readonly #fork: () => UtilityProcess;
  readonly #dataDir: string;
  #process: UtilityProcess | null = null;
  #stopping: Promise<void> | null = null;
  #room: Room | null = null;
  #crashes: number[] = [];
  /** The room has been open since it was started: a death is not a failed start. */
  #wasUp = false;
  #answers = new Map<number, (outcome: Outcome) => void>();
  #nextQuestion = 1;
  /** Counts what was asked of the switch: a start that had to wait is not carried out after a later start or stop. */
  #wish = 0;
  readonly #onRestarted: () => void;
  readonly #onNotice: (sentence: string) => void;

  /**
   * `fork` starts a server process; `onRestarted`: a server that had died is back, maybe on another port; `onNotice` hears what the
   * person should know of the server's data: a damaged file was set aside, say.
   */
  constructor(parts: {
    store: AppStore;
    log: Log;
    fork: () => UtilityProcess;
    dataDir: string;
    onRestarted: () => void;
    onNotice: (sentence: string) => void;
  }) {
    this.#store = parts.store;
    this.#log = parts.log;
    this.#fork = parts.fork;
    this.#dataDir = parts.dataDir;
    this.#onRestarted = parts.onRestarted;
    this.#onNotice = parts.onNotice;
  }

  /** There is a server process that has to be stopped before the app may go. */
  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** The port of the running server, or null. */
  get port(): number | null {
    const { hosting } = this.#store.state;
    return hosting.status === 'on' ? hosting.port : null;
  }

  /** The running server's key; null where it does not encrypt, or none runs. */
  get fingerprint(): Fingerprint | null {
    const { hosting } = this.#store.state;
    return hosting.status === 'on' ? hosting.fingerprint : null;
  }

  /** Starts a server, on `room.port` or the next free one. One that runs already is stopped first. */
  async start(room: Room): Promise<Outcome> {
    const stopped = this.stop();
    const wish = this.#wish;
    await stopped;
    if (wish !== this.#wish) return { ok: false, message: words().shell.hosting.stopped };
    this.#room = room;
    this.#crashes = [];
    this.#wasUp = false;
    return this.#launch(room);
  }

  /** Tells the people, closes, flushes. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#wish++;
    this.#room = null;
    this.#stopping ??= this.#end().finally(() => {
      this.#stopping = null;
    });
    await this.#stopping;
  }

  /** What a moderator may do, on the server this app hosts. */
  moderate(command: AdminCommand): Promise<Outcome> {
    const running = this.#process;
    if (running === null) return Promise.resolve({ ok: false, message: words().shell.hosting.notHosted });
    const id = this.#nextQuestion++;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      send(running, { type: 'admin', id, ...command });
    });
  }

  async #end(): Promise<void> {
    const running = this.#process;
    if (running !== null) {
      const gone = new Promise<void>((resolve) =>
        running.once('exit', () => {
          resolve();
        }),
      );
      send(running, { type: 'stop' });
      const deadline = setTimeout(() => {
        this.#log.error('the server did not stop in time and was ended');
        end(running);
      }, STOP_TIMEOUT_MS);
      await gone;
      clearTimeout(deadline);
    }
    this.#show({ status: 'off' });
  }

  #launch(room: Room): Promise<Outcome> {
    this.#show({ status: 'starting' });
    const child = this.#fork();
    this.#process = child;
    child.stderr?.on('data', (data: Buffer) => {
      this.#log.info(`server: ${data.toString('utf8').trimEnd().slice(0, 2_000)}`);
    });
    child.stdout?.resume();

    return new Promise((resolve) => {
      const fail = (message: string) => {
        clearTimeout(deadline);
        if (this.#process !== child) return;
        this.#process = null;
        this.#room = null;
        end(child);
        this.#show({ status: 'problem', message });
        resolve({ ok: false, message });
      };
      const deadline = setTimeout(() => {
        fail(words().shell.hosting.tooLate);
      }, START_TIMEOUT_MS);

      child.on('message', (message: FromServerProcess) => {
        if (this.#process !== child) return;
        if (message.type === 'failed') fail(message.message);
        if (message.type === 'listening') {
          clearTimeout(deadline);
          this.#onListening(room, message);
          resolve({ ok: true });
        }
        if (message.type === 'people') this.#showPeople(message.count);
        if (message.type === 'result') this.#answer(message.id, message);
      });
      child.once('exit', (code) => {
        this.#refuseQuestions();
        if (this.#process !== child) return;
        if (this.#room === null) {
          // Asked to stop, maybe while it was still starting.
          this.#process = null;
          clearTimeout(deadline);
          resolve({ ok: false, message: words().shell.hosting.stopped });
        } else if (this.#wasUp) {
          resolve({ ok: false, message: words().shell.hosting.endedAgain });
          clearTimeout(deadline);
          this.#onDeath(code);
        } else fail(words().shell.hosting.ended(code));
      });
      child.once('spawn', () => {
        send(child, { type: 'start', options: { host: '0.0.0.0', port: room.port, dataDir: this.#dataDir, name: room.name } });
      });
    });
  }

  #onListening(room: Room, { port, addresses, fingerprint, notice }: Extract<FromServerProcess, { type: 'listening' }>): void {
    // A restart asks for the port in use now: whoever knows the address finds the server there.
    this.#room = { name: room.name, port };
    this.#wasUp = true;
    if (notice !== null) this.#onNotice(notice);
    this.#log.info(`hosting on port ${String(port)}`);
    this.#show({
      status: 'on',
      name: room.name,
      port,
      busyPort: room.port !== 0 && port !== room.port ? room.port : null,
      addresses: addresses.map(({ address, network }) => ({ address: joinAddress(address, port), network })),
      fingerprint,
      reach: null,
      people: 0,
    });
  }

  #onDeath(code: number): void {
    this.#process = null;
    const room = this.#room;
    if (room === null) return;
    this.#log.error(`the server process ended with code ${String(code)}`);
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (this.#crashes.length > CRASHES_MAX) {
      this.#room = null;
      const message = words().shell.hosting.crashes;
      this.#show({ status: 'problem', message });
      return;
    }
    void this.#launch(room).then((outcome) => {
      if (outcome.ok) this.#onRestarted();
    });
  }

  #answer(id: number, outcome: Outcome): void {
    this.#answers.get(id)?.(outcome.ok ? { ok: true } : { ok: false, message: outcome.message });
    this.#answers.delete(id);
  }

  #refuseQuestions(): void {
    for (const answer of this.#answers.values()) answer({ ok: false, message: words().shell.hosting.noAnswer });
    this.#answers.clear();
  }

  #showPeople(people: number): void {
    const { hosting } = this.#store.state;
    if (hosting.status === 'on' && hosting.people !== people) this.#show({ ...hosting, people });
  }

  #show(hosting: HostingState): void {
    this.#store.dispatch({ type: 'hosting/changed', hosting });
  }
}

/** Where the hosted server keeps its database, below the user's data folder. */
export function hostedDataDir(userData: string): string {
  return join(userData, 'server');
}

function joinAddress(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/** Ends a process that does not listen any more: `kill()` of Electron only asks. */
function end(child: UtilityProcess): void {
  try {
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}

function send(child: UtilityProcess, message: ToServerProcess): void {
  child.postMessage(message);
}
