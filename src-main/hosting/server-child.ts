import type { Outcome } from '../../src-shared/ipc/index.ts';
import { words } from '../../src-shared/language/index.ts';
import type { AdminCommand, BackupWork, BackupWorked, FromServerProcess, ToServerProcess } from '../server/process-messages.ts';

/** What hosting needs of Electron's utility process. */
export interface ServerProcess {
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: ToServerProcess): void;
  on(event: 'message', listener: (message: FromServerProcess) => void): unknown;
  once(event: 'spawn', listener: () => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
}

/** What became of backup work where no server answered. */
const NO_ANSWER: BackupWorked = { ok: false, problem: 'unwritable', detail: 'the process ended' };
const LOG_MAX_CHARS = 2_000;

/** One process of the hosted server: what is sent to it, and the answers to what it was asked. */
export class ServerChild {
  readonly #process: ServerProcess;
  readonly #admin = new Map<number, (outcome: Outcome) => void>();
  readonly #work = new Map<number, (worked: BackupWorked) => void>();
  #nextId = 1;
  #isGone = false;
  readonly #gone: Promise<number>;

  constructor(
    process: ServerProcess,
    log: (message: string, detail: string) => void,
    hear: (message: FromServerProcess) => void,
  ) {
    this.#process = process;
    process.stderr?.on('data', (data: Buffer) => {
      log('the server wrote', data.toString('utf8').trimEnd().slice(0, LOG_MAX_CHARS));
    });
    process.stdout?.resume();
    process.on('message', (message) => {
      if (message.type === 'result') this.#answer(message);
      else if (message.type === 'worked') this.#worked(message.id, message.outcome);
      else hear(message);
    });
    this.#gone = new Promise((resolve) => {
      process.once('exit', (code) => {
        this.#isGone = true;
        this.#refuse();
        resolve(code);
      });
    });
  }

  /** Resolves with its exit code when it has ended. */
  get gone(): Promise<number> {
    return this.#gone;
  }

  /** Calls once when it can be sent something. */
  onSpawn(run: () => void): void {
    this.#process.once('spawn', run);
  }

  onExit(run: (code: number) => void): void {
    this.#process.once('exit', run);
  }

  send(message: ToServerProcess): void {
    this.#process.postMessage(message);
  }

  ask(command: AdminCommand): Promise<Outcome> {
    if (this.#isGone) return Promise.resolve({ ok: false, message: words().shell.hosting.noAnswer });
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#admin.set(id, resolve);
      this.send({ type: 'admin', id, ...command });
    });
  }

  work(work: BackupWork): Promise<BackupWorked> {
    if (this.#isGone) return Promise.resolve(NO_ANSWER);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#work.set(id, resolve);
      this.send({ type: 'work', id, work });
    });
  }

  /** Ends a process that does not listen any more: `kill()` of Electron only asks. */
  end(): void {
    const { pid } = this.#process;
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in this moment.
    }
  }

  #answer(message: Extract<FromServerProcess, { type: 'result' }>): void {
    this.#admin.get(message.id)?.(message.ok ? { ok: true } : { ok: false, message: message.message });
    this.#admin.delete(message.id);
  }

  #worked(id: number, outcome: BackupWorked): void {
    this.#work.get(id)?.(outcome);
    this.#work.delete(id);
  }

  #refuse(): void {
    for (const answer of this.#admin.values()) answer({ ok: false, message: words().shell.hosting.noAnswer });
    for (const done of this.#work.values()) done(NO_ANSWER);
    this.#admin.clear();
    this.#work.clear();
  }
}
