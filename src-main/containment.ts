import { app, dialog, type BrowserWindow } from 'electron';
import { systemClock } from '../src-shared/session/index.ts';
import { words } from '../src-shared/language/index.ts';
import type { Log } from '../src-shared/client/log.ts';
import { logFolder } from './log.ts';
import { Deaths } from './recovery/deaths.ts';
import { HungPage } from './recovery/hung-page.ts';
import { LastRun, type RestartReason } from './recovery/last-run.ts';
import { putEverythingAside, type PutAside } from './recovery/put-aside.ts';

/** With so many deaths of the graphics process within `GRAPHICS_WINDOW_MS` the app does without acceleration. */
const GRAPHICS_DEATHS_MAX = 2;
const GRAPHICS_WINDOW_MS = 60_000;
/** An app that starts again has let go of everything by then, or ends all the same. */
const END_TIMEOUT_MS = 3_000;

const SAFE_MODE = 'safe-mode';

/**
 * What becomes of the app when a part of it dies: what nobody caught ends it in order and starts it again, within bounds; a graphics
 * process that keeps dying is done without until the next version. To be made before the app is ready, and before its files are opened.
 */
export class Containment {
  /** No acceleration, no login and no hosting by itself, the look that the app comes with. */
  readonly isSafeMode: boolean;
  readonly #folder: string;
  readonly #log: Log;
  readonly #lastRun: LastRun;
  readonly #reason: RestartReason | null;
  readonly #aside: PutAside | null;
  readonly #isInSoftware: boolean;
  readonly #graphicsDeaths = new Deaths(GRAPHICS_WINDOW_MS);
  #isEnding = false;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
    this.#lastRun = new LastRun(folder);
    this.#reason = this.#lastRun.reason;
    this.#aside = this.#reason === 'reset' ? putEverythingAside(folder, Date.now()) : null;
    this.#lastRun.reasonSeen();
    this.isSafeMode = app.commandLine.hasSwitch(SAFE_MODE);
    this.#isInSoftware = this.#lastRun.drawsInSoftware(app.getVersion());
    if (this.isSafeMode || this.#isInSoftware) app.disableHardwareAcceleration();
    this.#watch();
  }

  /** What the person should know of how the app was started, as sentences. */
  notices(): string[] {
    const say = words().shell.recovery;
    const aside = this.#aside;
    return [
      ...(this.#reason === 'error' ? [say.restarted] : []),
      ...(this.isSafeMode ? [say.safeMode] : this.#isInSoftware ? this.#whyInSoftware() : []),
      ...(aside === null ? [] : [aside.left.length === 0 ? say.reset(aside.folder) : say.resetInPart(aside.left.join(', '))]),
    ];
  }

  /** It draws without acceleration. */
  get isInSoftware(): boolean {
    return this.isSafeMode || this.#isInSoftware;
  }

  /** Asks in a window of the system's, since ours may be black, and starts the app to draw in the other way from then on. */
  async askToDrawOtherwise(): Promise<void> {
    const say = words().shell.recovery.graphics;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: this.isInSoftware ? say.with : say.without,
      detail: this.isInSoftware ? say.withDetail : say.withoutDetail,
      buttons: [say.restart, words().common.cancel],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (response !== 0) return;
    if (this.isInSoftware) this.#lastRun.drawInHardware();
    else this.#lastRun.drawInSoftware(app.getVersion());
    const isNoted = this.#lastRun.endsToStartAgain('chosen', Date.now());
    // What cannot be noted can be said to the next start alone.
    if (isNoted || this.isInSoftware) this.#startAgain([], true);
    else this.#startAgain([`--${SAFE_MODE}`]);
  }

  /** From now on the person is asked what is to become of the window's page when it does not answer. */
  watchPage(window: BrowserWindow): void {
    const { webContents } = window;
    const page = new HungPage({
      clock: systemClock,
      isInSight: () => window.isVisible() && !window.isMinimized(),
      ask: (signal) => askAboutHungPage(window, signal),
      // A death like any other: a page that died is loaded again.
      reload: () => {
        webContents.forcefullyCrashRenderer();
      },
    });
    const isBack = () => {
      page.isBack();
    };
    window.on('unresponsive', () => {
      this.#log.error("the window's page does not answer");
      page.hung();
    });
    window.on('responsive', isBack);
    window.on('closed', isBack);
    webContents.on('render-process-gone', isBack);
  }

  /** Has the next start put everything aside that the app keeps, and starts it; false where that cannot be noted. */
  resetEverything(): boolean {
    if (!this.#lastRun.endsToStartAgain('reset', Date.now())) return false;
    this.#startAgain();
    return true;
  }

  /** The page died too often to be loaded again by itself: the person says what is to be done. */
  async pageGivenUp(window: BrowserWindow, loadAgain: () => void): Promise<void> {
    const say = words().shell.recovery;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: say.page.message,
      detail: say.page.detail,
      buttons: [say.page.again, say.page.safeMode, say.page.quit],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response === 0) loadAgain();
    else if (response === 1) this.#startAgain([`--${SAFE_MODE}`]);
    else app.quit();
  }

  #watch(): void {
    app.on('before-quit', () => {
      this.#isEnding = true;
    });
    // Without these Electron shows a dialog that stops everything until somebody clicks it.
    process.on('uncaughtException', (error) => {
      this.#failed('uncaught exception', error);
    });
    process.on('unhandledRejection', (reason) => {
      this.#failed('unhandled rejection', reason);
    });
    app.on('child-process-gone', (_event, { exitCode, reason, type }) => {
      if (reason === 'clean-exit' || this.#isEnding) return;
      this.#log.error('a process of the app ended', `${type}: ${reason}, ${String(exitCode)}`);
      if (type === 'GPU') this.#graphicsDied();
    });
  }

  /** The log writes each line at once, so that this one is there whatever comes. */
  #failed(message: string, error: unknown): void {
    this.#log.error(message, error);
    // What still fails while the app lets go of everything is no reason to start it again.
    if (this.#isEnding) return;
    if (this.#lastRun.endsToStartAgain('error', Date.now())) this.#startAgain();
    else this.#giveUp();
  }

  /** Chromium starts another one by itself; one that cannot live here would leave a black window, and in the end no app. */
  #graphicsDied(): void {
    const deaths = this.#graphicsDeaths.add(performance.now());
    if (deaths < GRAPHICS_DEATHS_MAX || this.isSafeMode || this.#isInSoftware) return;
    this.#lastRun.drawInSoftware(app.getVersion());
    if (this.#lastRun.endsToStartAgain('graphics', Date.now())) this.#startAgain();
  }

  #whyInSoftware(): string[] {
    const say = words().shell.recovery;
    if (this.#reason === 'graphics') return [say.software];
    return this.#reason === 'chosen' ? [say.softwareChosen] : [];
  }

  #startAgain(switches: readonly string[] = [], leavesSafeMode = false): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    // An invitation that the app was started with was asked about already.
    const left = leavesSafeMode ? [`--${SAFE_MODE}`] : switches;
    const own = process.argv.slice(1).filter((argument) => !argument.startsWith('rwci:') && !left.includes(argument));
    app.relaunch({ execPath: ownProgram(), args: [...switches, ...own] });
    this.#end();
  }

  #giveUp(): void {
    this.#isEnding = true;
    const say = words().shell.recovery;
    this.#log.error('the app stopped working several times in a minute and does not start again');
    dialog.showErrorBox(say.givenUp, say.givenUpDetail(logFolder(this.#folder)));
    this.#end();
  }

  #end(): void {
    setTimeout(() => {
      app.exit(1);
    }, END_TIMEOUT_MS);
    app.quit();
  }
}

async function askAboutHungPage(window: BrowserWindow, signal: AbortSignal): Promise<'wait' | 'reload'> {
  const say = words().shell.recovery.hung;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: say.message,
    detail: say.detail,
    buttons: [say.reload, say.wait],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
    signal,
  });
  return response === 0 ? 'reload' : 'wait';
}

/** What a person starts: an AppImage and a portable program are unpacked to somewhere else each time. */
function ownProgram(): string {
  return process.env['APPIMAGE'] ?? process.env['PORTABLE_EXECUTABLE_FILE'] ?? process.execPath;
}
