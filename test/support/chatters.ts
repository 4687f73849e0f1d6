import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readLog, type ClientLog, type ClientRecord } from './checker-log.ts';

/** What a process of chatters is started with. */
export interface ChattersSetting {
  /** Port of the server, or of what stands in front of it. */
  readonly port: number;
  /** Who is in this process. */
  readonly names: readonly string[];
  /** Everybody there is, and the channels they talk in. */
  readonly people: readonly string[];
  readonly channels: readonly string[];
  /** Where states and logs lie. */
  readonly folder: string;
  /** How often this process was started before. */
  readonly life: number;
  readonly seed: number;
  /** What the thread of the local history is built to. */
  readonly historyProgram: string;
}

export type ChattersOrder =
  /** Everybody writes so many messages a second; 0: nobody does any more. */
  | { readonly do: 'talk'; readonly pace: number }
  /** The first one writes one message into each channel. */
  | { readonly do: 'say' }
  /** Writes down what is on the screens, and ends. */
  | { readonly do: 'end' };

export interface ChattersReport {
  /** Messages typed in this life. */
  readonly typed: number;
  readonly people: readonly {
    readonly name: string;
    /** Connected, and all that was missed is there. */
    readonly isUpToDate: boolean;
    readonly phase: string;
    /** Own messages that are not answered yet. */
    readonly waiting: number;
    /** The newest id that came. */
    readonly newest: number;
    /** What went wrong that may not, in words. */
    readonly wrong: readonly string[];
  }[];
  readonly wrong: readonly string[];
}

/** A process with several people in it, each with the app's own client. It can be killed and started again. */
export class Chatters {
  /** Messages typed in all lives, as far as they were reported. */
  typed = 0;
  /** The last report of this life; null before there is one. */
  report: ChattersReport | null = null;
  /** What went wrong that may not, in words. */
  readonly wrong: string[] = [];
  readonly #program: string;
  readonly #setting: Omit<ChattersSetting, 'life'>;
  #child: ChildProcess | null = null;
  #lives = 0;
  #pace = 0;
  #isEnding = false;
  /** When each life but the last ended. */
  readonly #killedAt: number[] = [];
  #log = '';

  constructor(program: string, setting: Omit<ChattersSetting, 'life'>) {
    this.#program = program;
    this.#setting = setting;
    onTestFinished(() => {
      this.#child?.kill('SIGKILL');
    });
  }

  start(): void {
    const setting: ChattersSetting = { ...this.#setting, life: this.#lives++, seed: this.#setting.seed + this.#lives * 1_000 };
    const child = fork(this.#program, [JSON.stringify(setting)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    this.#child = child;
    this.report = null;
    child.stderr?.on('data', (data: Buffer) => (this.#log = (this.#log + data.toString()).slice(-5_000)));
    child.on('message', (report: ChattersReport | 'ready') => {
      if (this.#child !== child) return;
      if (report === 'ready') {
        this.talk(this.#pace);
        return;
      }
      this.typed += report.typed - (this.report?.typed ?? 0);
      this.report = report;
      for (const sentence of [...report.wrong, ...report.people.flatMap(({ wrong }) => wrong)]) this.wrong.push(sentence);
    });
    child.on('error', () => undefined);
    child.on('exit', (code) => {
      if (this.#child === child && !this.#isEnding) this.wrong.push(`ended with ${String(code)}: ${this.#log}`);
    });
  }

  talk(pace: number): void {
    this.#pace = pace;
    this.#order({ do: 'talk', pace });
  }

  say(): void {
    this.#order({ do: 'say' });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.#killedAt.push(Date.now());
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#isEnding = true;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    this.#order({ do: 'end' });
    await gone;
  }

  /** What everybody here did and saw, over all lives; read from the files when it is asked for. */
  logs(): ClientLog[] {
    return this.#setting.names.map((account) => ({ account, records: { [Symbol.iterator]: () => this.#recordsOf(account) } }));
  }

  *#recordsOf(account: string): Generator<ClientRecord> {
    for (let life = 0; life < this.#lives; life++) {
      const file = join(this.#setting.folder, `${account}.${String(life)}.jsonl`);
      // A process may be killed before it has begun.
      if (existsSync(file)) yield* readLog<ClientRecord>(file);
      const at = this.#killedAt[life];
      if (at !== undefined) yield { what: 'killed', at };
    }
  }

  #order(order: ChattersOrder): void {
    // A process that has just been killed hears nothing any more.
    this.#child?.send(order, () => undefined);
  }
}
