import type { UpdateAbsence, UpdateOffer, UpdateProblem, UpdateState } from '../../src-shared/ipc/index.ts';
import type { Clock } from '../../src-shared/session/index.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';
import type { Log } from '../../src-shared/client/log.ts';
import { problemOf } from './update-error.ts';
import type { Updater } from './updater.ts';

/** After the start, and after a server was hosted: people have other things to do first. */
const CALM_MS = 60_000;

const DAY_MS = 24 * 60 * 60_000;

/** After an attempt that came to nothing and may come to something soon. */
const RETRY_MS = 60 * 60_000;

/** What may be over soon, and what costs little to try. Whole files are not fetched every hour to find that they are still wrong. */
const WITHIN_THE_HOUR: ReadonlySet<UpdateProblem> = new Set([
  'offline',
  'server',
  'redirected',
  'unreadable',
  'not-trusted',
  'cut',
]);

interface Parts {
  readonly store: AppStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this installation can update itself; null: it can. */
  readonly absence: () => Promise<UpdateAbsence | null>;
  /** Called once, before the first thing that is asked of it. */
  readonly load: () => Promise<Updater>;
  readonly quit: () => void;
}

type Work = (updater: Updater, signal: AbortSignal) => Promise<void>;

/** Who wants it: the person, who is told what came of it, or the setting, of which a failure is nobody's concern. */
type By = 'person' | 'setting';

/**
 * Updates of the app itself, as far as the setting allows: looks for a newer version a while after the start and once a day, tells of
 * it, and downloads it. While a server is hosted nothing is looked for by itself, downloaded or installed; it is made up for after.
 * Nothing restarts but by the person's own press.
 */
export class Updates {
  readonly #parts: Parts;
  #updater: Promise<Updater> | null = null;
  #cancelTimer: () => void = () => undefined;
  /** Of what goes on. */
  #running: AbortController | null = null;
  /** Resolves when that has ended, however it did. */
  #work: Promise<void> = Promise.resolve();
  #offer: UpdateOffer | null = null;
  /** Was due while a server was hosted. */
  #isPutOff = false;
  #restart = false;
  #lastLogged = '';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Finds out whether there is anything to do here, and begins with it. */
  async start(): Promise<void> {
    const { absence, store } = this.#parts;
    const reason = await absence();
    this.#tell(reason === null ? { status: 'none', asked: false } : { status: 'absent', reason });
    if (reason !== null) return;
    store.watch((_state, { type }, before) => {
      if (type === 'hosting/changed') this.#hostingChanged(isHosting(before));
      if (type === 'settings/changed' && before.settings.updates !== store.state.settings.updates) this.#choiceChanged();
    });
    this.#choiceChanged();
  }

  /** The person asks. What is asked already, and would be kept quiet about, is asked again. */
  async check(): Promise<void> {
    if (this.#running !== null && this.#state.status !== 'downloading') await this.#work;
    await this.#check('person');
  }

  /** The person wants what is there; after a failure what is there by now. */
  async download(): Promise<void> {
    if (this.#state.status === 'failed') await this.check();
    if (this.#state.status === 'available') await this.#download('person');
  }

  /** The person wants it now: ends the app, which calls `finish`. */
  install(): void {
    if (this.#state.status !== 'ready' || this.#isHosting) return;
    this.#restart = true;
    this.#parts.quit();
  }

  /**
   * Installs what is ready: called when the app has let go of everything and is about to end, also of the server that it hosted.
   * Returns whether the installer ends it.
   */
  async finish(): Promise<boolean> {
    this.#cancelTimer();
    this.#running?.abort(new Error('the app ends'));
    const { store, log } = this.#parts;
    if (this.#state.status !== 'ready' || this.#updater === null || store.state.settings.updates === 'off') return false;
    try {
      log.info('installing a version', this.#state.offer.version);
      return (await this.#updater).install(this.#restart);
    } catch (error) {
      // It is still there at the next start, and so is the version that ran.
      log.error('the update was not installed', error);
      return false;
    }
  }

  get #state(): UpdateState {
    return this.#parts.store.state.update;
  }

  get #isHosting(): boolean {
    return isHosting(this.#parts.store.state);
  }

  get #choice() {
    return this.#parts.store.state.settings.updates;
  }

  #tell(update: UpdateState): void {
    this.#parts.store.dispatch({ type: 'update/changed', update });
  }

  /** What is known apart from what goes on. */
  #atRest(asked: boolean): UpdateState {
    return this.#offer === null ? { status: 'none', asked } : { status: 'available', offer: this.#offer };
  }

  #choiceChanged(): void {
    if (this.#choice === 'off') {
      this.#cancelTimer();
      this.#running?.abort(new Error('updates are off'));
      this.#isPutOff = false;
      this.#offer = null;
      this.#tell({ status: 'none', asked: false });
    } else if (this.#choice === 'automatic' && this.#state.status === 'available') {
      void this.#download('setting');
    } else if (this.#state.status === 'none') {
      this.#plan(CALM_MS);
    }
  }

  #hostingChanged(was: boolean): void {
    if (this.#isHosting === was) return;
    if (this.#isHosting) {
      if (this.#state.status !== 'downloading') return;
      this.#isPutOff = true;
      this.#running?.abort(new Error('a server is hosted'));
    } else if (this.#isPutOff) {
      this.#plan(CALM_MS);
    }
  }

  #plan(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.clock.after(ms, () => void this.#onTime());
  }

  async #onTime(): Promise<void> {
    await this.#work;
    // What is ready stays as it is: it is the version that the person was told of.
    if (this.#choice === 'off' || this.#state.status === 'ready') return;
    if (this.#isHosting) {
      this.#isPutOff = true;
      return;
    }
    this.#isPutOff = false;
    await this.#check('setting');
  }

  async #check(by: By): Promise<void> {
    const { status } = this.#state;
    if (status === 'absent' || status === 'ready' || this.#running !== null || this.#choice === 'off') return;
    const before = this.#state;
    // What goes on by itself is not told of until something comes of it.
    if (by === 'person') this.#tell({ status: 'checking' });
    await this.#run(by, before, async (updater, signal) => {
      const offer = await updater.check(signal);
      signal.throwIfAborted();
      this.#offer = offer;
      this.#tell(this.#atRest(true));
    });
    if (this.#state.status === 'available' && this.#choice === 'automatic') await this.#download('setting');
  }

  async #download(by: By): Promise<void> {
    const offer = this.#offer;
    if (offer === null || this.#running !== null || this.#state.status === 'ready') return;
    if (this.#isHosting) {
      this.#isPutOff = this.#choice === 'automatic';
      return;
    }
    this.#tell({ status: 'downloading', offer, percent: 0 });
    // A download that breaks is told of, also when nobody asked for it: what was there to see a moment before is gone.
    await this.#run(by, null, async (updater, signal) => {
      await updater.download(signal, (percent) => {
        if (!signal.aborted) this.#tell({ status: 'downloading', offer, percent });
      });
      signal.throwIfAborted();
      this.#tell({ status: 'ready', offer });
    });
  }

  /** `silent`: the state to go back to where a failure is not told of. */
  #run(by: By, silent: UpdateState | null, work: Work): Promise<void> {
    this.#work = this.#runNow(by, silent, work);
    return this.#work;
  }

  async #runNow(by: By, silent: UpdateState | null, work: Work): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#cancelTimer();
    try {
      await work(await this.#loaded(), running.signal);
      this.#lastLogged = '';
      this.#plan(DAY_MS);
    } catch (error) {
      // By the app itself: what is to do next was planned there.
      if (running.signal.aborted) this.#tell(this.#atRest(false));
      else this.#failed(error, by, silent);
    } finally {
      this.#running = null;
    }
  }

  async #loaded(): Promise<Updater> {
    this.#updater ??= this.#parts.load();
    try {
      return await this.#updater;
    } catch (error) {
      this.#updater = null;
      throw error;
    }
  }

  #failed(error: unknown, by: By, silent: UpdateState | null): void {
    const problem = problemOf(error);
    // A network that is away is no news, and the same news is told once.
    if (problem !== 'offline' && problem !== this.#lastLogged) this.#parts.log.error('the update failed', error);
    this.#lastLogged = problem;
    const isSilent = by === 'setting' && (silent !== null || problem === 'offline');
    this.#tell(isSilent ? (silent ?? this.#atRest(true)) : { status: 'failed', problem, offer: this.#offer });
    this.#plan(WITHIN_THE_HOUR.has(problem) ? RETRY_MS : DAY_MS);
  }
}

function isHosting({ hosting }: { readonly hosting: { readonly status: string } }): boolean {
  return hosting.status === 'on' || hosting.status === 'starting';
}
