import type { RoomSettings } from '../../src-shared/hosting/index.ts';
import type { HostingState, Outcome } from '../../src-shared/ipc/index.ts';
import { words } from '../../src-shared/language/index.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';
import type { Log } from '../../src-shared/client/log.ts';
import { mendRestore } from '../server/backup/mend-restore.ts';
import type { AdminCommand, BackupWork, BackupWorked, FromServerProcess } from '../server/process-messages.ts';
import { Crashes } from './crashes.ts';
import { joinAddress } from './join-address.ts';
import { forgetPassingRoom, type RoomFolders } from './room-folders.ts';
import { RoomPanel, type PanelNews } from './room-panel.ts';
import { processOptions, type Room } from './room.ts';
import { ServerChild, type ServerProcess } from './server-child.ts';

/** A server that has not answered by then will not. */
const START_TIMEOUT_MS = 15_000;
/** A server that has not said goodbye by then is ended. */
const STOP_TIMEOUT_MS = 5_000;

export interface HostingParts {
  readonly store: AppStore;
  readonly log: Log;
  /** Starts a server process. */
  readonly fork: () => ServerProcess;
  readonly folders: RoomFolders;
  /** Those of the room's settings that the app keeps: they hold from the next start on. */
  readonly kept: () => Pick<RoomSettings, 'forgets' | 'limits'>;
  /** A server that had died is back, maybe on another port. */
  readonly onRestarted: () => void;
  /** The server listens, at its first start or again. */
  readonly onListening?: () => void;
  /** The room has another name than it was started with. */
  readonly onRenamed?: (name: string) => void;
  /** Hears what the person should know of the server's data: a damaged file was set aside, say. */
  readonly onNotice: (sentence: string) => void;
}

/**
 * The hosted server, in a process of its own: started and stopped by the switch, started again when it dies. Its load or crash
 * never touches the window.
 */
export class Hosting {
  readonly #parts: HostingParts;
  #child: ServerChild | null = null;
  #stopping: Promise<void> | null = null;
  #room: Room | null = null;
  readonly #crashes = new Crashes();
  /** The room has been open since it was started: a death is not a failed start. */
  #wasUp = false;
  /** Counts what was asked of the switch: a start that had to wait is not carried out after a later start or stop. */
  #wish = 0;
  readonly #panel: RoomPanel;
  #isVisited = false;
  /** The server died too often: what it has is for the start that follows, if one does. */
  #gaveUp = false;

  constructor(parts: HostingParts) {
    this.#parts = parts;
    this.#panel = new RoomPanel(parts.store, parts.kept);
    parts.store.watch(({ settings }, _event, before) => {
      if (settings.addresses.excluded !== before.settings.addresses.excluded)
        this.#child?.send({ type: 'networks', leftOut: settings.addresses.excluded });
    });
  }

  /** There is a server process that has to be stopped before the app may go. */
  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** The port of the running server, or null. */
  get port(): number | null {
    const { hosting } = this.#parts.store.state;
    return hosting.status === 'on' ? hosting.port : null;
  }

  /** The running server's key; null where it does not encrypt, or none runs. */
  get fingerprint(): Fingerprint | null {
    const { hosting } = this.#parts.store.state;
    return hosting.status === 'on' ? hosting.fingerprint : null;
  }

  /** Somebody from another computer was here since the start. */
  get isVisited(): boolean {
    return this.#isVisited;
  }

  /** People online besides the one who hosts. */
  get others(): number {
    const { hosting } = this.#parts.store.state;
    return hosting.status === 'on' ? Math.max(0, hosting.people - 1) : 0;
  }

  /** Where the data of the room that runs lies, or of the one that is kept. */
  get dataDir(): string {
    const { kept, passing } = this.#parts.folders;
    return this.#room?.forgets === true ? passing : kept;
  }

  /** At the start of the app: puts right what a crash or a power cut left behind of a restore or of a room that forgets. */
  tidyUp(): void {
    try {
      mendRestore(this.#parts.folders.kept);
    } catch (error) {
      this.#parts.log.error('what a restore left behind could not be put right', error);
    }
    this.#forgetPassing();
  }

  /** Starts a server, on `room.port` or the next free one. One that runs already is stopped first. */
  async start(room: Room): Promise<Outcome> {
    const stopped = this.stop();
    const wish = this.#wish;
    await stopped;
    if (wish !== this.#wish) return { ok: false, message: words().shell.hosting.stopped };
    this.#room = room;
    this.#crashes.forget();
    this.#wasUp = false;
    this.#isVisited = false;
    if (!this.#gaveUp) this.#forgetPassing();
    this.#gaveUp = false;
    return this.#launch(room);
  }

  /** Tells the people why, closes, flushes. Resolves when the process is gone. */
  async stop(reason?: string): Promise<void> {
    this.#wish++;
    this.#room = null;
    this.#stopping ??= this.#end(reason).finally(() => {
      this.#stopping = null;
    });
    await this.#stopping;
  }

  /** What a moderator may do, on the server this app hosts. */
  moderate(command: AdminCommand): Promise<Outcome> {
    return this.#child?.ask(command) ?? Promise.resolve({ ok: false, message: words().shell.hosting.notHosted });
  }

  /** Reads, writes or restores a backup, in a process: the running server's, or one of its own. */
  async work(work: BackupWork): Promise<BackupWorked> {
    if (this.#child !== null && this.#wasUp) return this.#child.work(work);
    const child = this.#fork(() => undefined);
    const spawned = new Promise<void>((resolve) => {
      child.onSpawn(resolve);
    });
    // One that never came says so by its end.
    await Promise.race([spawned, child.gone]);
    const worked = await child.work(work);
    child.send({ type: 'stop' });
    return worked;
  }

  /** Whether the panel is told what it shows. */
  showPanel(open: boolean): void {
    this.#panel.show(open);
    this.#child?.send({ type: 'panel', open });
  }

  /** What the app keeps was changed: an open panel shows it. */
  showSettings(): void {
    this.#panel.showSettings();
  }

  async #end(reason: string | undefined): Promise<void> {
    const child = this.#child;
    if (child !== null) {
      child.send(reason === undefined ? { type: 'stop' } : { type: 'stop', reason });
      const deadline = setTimeout(() => {
        this.#parts.log.error('the server did not stop in time and was ended');
        child.end();
      }, STOP_TIMEOUT_MS);
      await child.gone;
      clearTimeout(deadline);
    }
    this.#forgetPassing();
    this.#show({ status: 'off' });
  }

  /** The networks that the person gives to nobody. */
  get #leftOut(): readonly string[] {
    return this.#parts.store.state.settings.addresses.excluded;
  }

  #fork(hear: (message: FromServerProcess) => void): ServerChild {
    return new ServerChild(this.#parts.fork(), this.#parts.log.info.bind(this.#parts.log), hear);
  }

  #launch(room: Room): Promise<Outcome> {
    this.#show({ status: 'starting' });
    return new Promise((resolve) => {
      const fail = (message: string) => {
        clearTimeout(deadline);
        if (this.#child !== child) return;
        this.#child = null;
        this.#room = null;
        child.end();
        this.#show({ status: 'problem', message });
        resolve({ ok: false, message });
      };
      const deadline = setTimeout(() => {
        fail(words().shell.hosting.tooLate);
      }, START_TIMEOUT_MS);
      const child = this.#fork((message) => {
        if (this.#child !== child) return;
        if (message.type === 'failed') fail(message.message);
        if (message.type === 'listening') {
          clearTimeout(deadline);
          this.#onListening(room, message);
          resolve({ ok: true });
        }
        if (message.type === 'people') this.#showPeople(message);
        if (message.type === 'panel') this.#showOnPanel(message.change);
      });
      this.#child = child;
      child.onExit((code) => {
        if (this.#child !== child) return;
        if (this.#room === null) {
          // Asked to stop, maybe while it was still starting.
          this.#child = null;
          clearTimeout(deadline);
          resolve({ ok: false, message: words().shell.hosting.stopped });
        } else if (this.#wasUp) {
          resolve({ ok: false, message: words().shell.hosting.endedAgain });
          clearTimeout(deadline);
          this.#onDeath(code);
        } else fail(words().shell.hosting.ended(code));
      });
      child.onSpawn(() => {
        child.send({ type: 'start', options: processOptions(room, this.#parts.folders, this.#leftOut) });
        if (this.#panel.isOpen) child.send({ type: 'panel', open: true });
      });
    });
  }

  #onListening(
    room: Room,
    { addresses, fingerprint, guests, notice, port }: Extract<FromServerProcess, { type: 'listening' }>,
  ): void {
    // A restart asks for the port in use now: whoever knows the address finds the server there.
    this.#room = { ...room, port };
    this.#wasUp = true;
    if (notice !== null) this.#parts.onNotice(notice);
    this.#parts.log.info('hosting', port);
    this.#show({
      status: 'on',
      name: room.name,
      port,
      busyPort: room.port !== 0 && port !== room.port ? room.port : null,
      addresses: addresses.map(({ address, network }) => ({ address: joinAddress(address, port), network })),
      fingerprint,
      guests,
      reach: null,
      people: 0,
      names: [],
    });
    this.#parts.onListening?.();
  }

  #onDeath(code: number): void {
    this.#child = null;
    const room = this.#room;
    if (room === null) return;
    this.#parts.log.error('the server process ended', code);
    if (this.#crashes.add(performance.now())) {
      this.#room = null;
      this.#gaveUp = true;
      this.#show({ status: 'problem', message: words().shell.hosting.crashes });
      return;
    }
    void this.#launch(room).then((outcome) => {
      if (outcome.ok) this.#parts.onRestarted();
    });
  }

  #forgetPassing(): void {
    try {
      forgetPassingRoom(this.#parts.folders);
    } catch (error) {
      this.#parts.log.error('the room that was to be forgotten could not be deleted', error);
      this.#parts.onNotice(words().shell.hosting.notForgotten(this.#parts.folders.passing));
    }
  }

  #showPeople({ count, guests, names, room, visited }: Extract<FromServerProcess, { type: 'people' }>): void {
    this.#isVisited ||= visited;
    const { hosting } = this.#parts.store.state;
    if (hosting.status !== 'on') return;
    const reach = hosting.reach === null ? null : { ...hosting.reach, visited: this.#isVisited };
    this.#show({ ...hosting, name: room, guests, people: count, names, reach });
    // A restart has it as it is now, not as the room was started.
    if (this.#room?.guests !== undefined) this.#room = { ...this.#room, guests };
    this.#renamed(room);
  }

  /** Whoever may has given the room another name: a start gives it the same one. */
  #renamed(name: string): void {
    if (this.#room === null || this.#room.name === name) return;
    this.#room = { ...this.#room, name };
    this.#parts.onRenamed?.(name);
  }

  #showOnPanel(news: PanelNews): void {
    if (!this.#panel.isOpen) return;
    const { hosting } = this.#parts.store.state;
    const { settings } = news;
    if (settings !== undefined && hosting.status === 'on' && hosting.name !== settings.name) {
      this.#show({ ...hosting, name: settings.name });
      this.#renamed(settings.name);
    }
    this.#panel.tell(news);
  }

  #show(hosting: HostingState): void {
    this.#parts.store.dispatch({ type: 'hosting/changed', hosting });
  }
}
