import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app, dialog, nativeImage, nativeTheme, powerMonitor, session, utilityProcess, type BrowserWindow } from 'electron';
import appIcon from './assets/icon.png?inline';
import { de } from '../src-shared/language/de/index.ts';
import { chooseSpeech, learn, speak } from '../src-shared/language/index.ts';
import type { Log } from '../src-shared/client/log.ts';
import { FINDING_OFF, UPDATES_ABSENT, type CommandHandlers } from '../src-shared/ipc/index.ts';
import { systemClock } from '../src-shared/session/index.ts';
import { authorities } from './authorities.ts';
import { diagnostics } from './about.ts';
import { AppStore } from '../src-shared/client/app-store.ts';
import { appUpdates } from './app-updates.ts';
import { showApplicationMenu } from './application-menu.ts';
import { Attention, showBadge } from './badge.ts';
import { begin, endUnstarted, isWritable } from './beginning.ts';
import { closeBeforeQuit } from './closing.ts';
import { createHandlers, REPORTS } from './commands.ts';
import { Finder } from './discovery/finder.ts';
import { claimLinks, watchDeepLinks, type DeepLinks } from './deep-links.ts';
import { Containment } from './containment.ts';
import { Expiry } from '../src-shared/client/expiry.ts';
import { guardSession, guardWebContents } from './guards.ts';
import { changeLoginStart, HIDDEN_SWITCH, LoginStart } from './login-start.ts';
import type { History } from '../src-shared/client/history.ts';
import { openHistory } from './history/open-history.ts';
import { Invitations } from './invitations.ts';
import { HostAddresses } from './hosting/host-addresses.ts';
import { findFirewall } from './hosting/firewall.ts';
import { HostedRoom } from './hosting/hosted-room.ts';
import { Hosting } from './hosting/hosting.ts';
import { ReachWatch } from './hosting/reach-watch.ts';
import { roomFolders } from './hosting/room-folders.ts';
import { connectToSelf } from './hosting/self-connection.ts';
import { systemProbe } from './hosting/system-probe.ts';
import { push, serveCommands } from './ipc.ts';
import { showEntry } from '../src-shared/client/found-messages.ts';
import { retentionOf } from './kept-messages.ts';
import { openLog } from './log.ts';
import { watchNetwork } from './network-watch.ts';
import { notifyOfMessages, sendTestNotification, watchLaunch } from './notifications.ts';
import { registerRendererScheme, serveRenderer } from './renderer-protocol.ts';
import { followOwnServer, resumeLast } from './resume.ts';
import { RoomBackups } from './room-backups.ts';
import { Reset } from './recovery/reset.ts';
import { usualPlace } from './recovery/safe-mode.ts';
import { Secrets } from './secrets.ts';
import { Servers } from './servers.ts';
import { findNotificationService } from './session-bus/notification-service.ts';
import { sessionBusAddress } from './session-bus/session-bus.ts';
import { SettingsFile } from './settings-file.ts';
import { openSettings } from './settings-writer.ts';
import { SmokeTest } from './smoke-test.ts';
import { Spelling } from './spelling/spelling.ts';
import { refuseDangerousSwitches } from './switches.ts';
import { serveTextMenu } from './text-menu.ts';
import { startTray } from './tray.ts';
import { windowDoors } from './window-doors.ts';
import { createWindow, showWindow } from './window.ts';
import { webSocketConnect } from './ws-transport.ts';
import { keepZoom } from './zoom.ts';

/** The composition root of the desktop app: makes the parts and connects them; the parts hold the behaviour. */

const DIST = join(__dirname, '..');
/** From the start until the system is told who opens our links: the first picture is there by then. */
const CLAIM_LINKS_AFTER_MS = 5_000;

const isRefused = refuseDangerousSwitches(app, process.argv, dialog);
const beginning = begin(app, process.platform);
const smokeTest = beginning.isSmokeTest ? new SmokeTest() : null;

// The installer's shortcut carries the same id; Windows shows notifications only of an app it can find by it.
if (process.platform === 'win32' && app.isPackaged) app.setAppUserModelId('chat.rwci.desktop');

// The lock is refused to a second app, and in a folder where nothing can be written; there the app runs and says so.
if (isRefused) process.exitCode = 2;
else if (app.requestSingleInstanceLock() || !isWritable(app.getPath('userData'))) run();
else app.quit();

/** Tells the person something that needs no answer; before the app has a state there is nobody to tell. */
let tell: (sentence: string) => void = () => undefined;

function run(): void {
  const launchedBy = watchLaunch();
  const links = watchDeepLinks(app, process.argv);
  const folder = app.getPath('userData');
  const log = openLog(folder);
  const containment = new Containment(folder, log);
  // Beside Chromium's own start, which takes longer.
  const program = join(DIST, 'main', 'history-thread.cjs');
  const opening = openHistory({ folder, program, clock: systemClock, log });
  // Root has no sandbox to enable; everybody else gets it for every process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerRendererScheme();
  guardWebContents({
    onProblem: (sentence) => {
      tell(sentence);
    },
    invite: links.open,
  });
  void app
    .whenReady()
    .then(() => start({ folder, log, containment, opening, launchedBy, links }))
    .catch((error: unknown) => {
      const sentence = error instanceof Error ? error.message : String(error);
      if (smokeTest === null) endUnstarted(app, sentence);
      else smokeTest.fail(sentence);
    });
}

interface Early {
  readonly folder: string;
  readonly log: Log;
  readonly containment: Containment;
  /** The history, which is opened meanwhile. */
  readonly opening: Promise<History>;
  readonly launchedBy: ReturnType<typeof watchLaunch>;
  readonly links: DeepLinks;
}

async function start({ containment, folder, launchedBy, links, log, opening }: Early): Promise<void> {
  log.info(`RWCI Desktop ${app.getVersion()} on Electron ${process.versions.electron}`);

  let notices = 0;
  const notice = (text: string) => {
    log.error('the person was told', text);
    return { id: ++notices, text };
  };
  tell = (sentence) => {
    store.dispatch({ type: 'notice/added', notice: notice(sentence) });
  };
  guardSession(session.defaultSession);
  // The system's formats say how a clock is written, where they are of the language that is spoken.
  const systemLanguages = [...new Set([...app.getPreferredSystemLanguages(), app.getSystemLocale()])];
  learn('de', de);
  // What is wrong with the settings cannot be said in the language that stands in them.
  speak(chooseSpeech('system', systemLanguages));
  const file = new SettingsFile(folder, tell);
  const login = new LoginStart({ app, platform: process.platform, env: process.env, program: process.execPath });
  const secrets = new Secrets();
  const look = containment.isSafeMode ? usualPlace(file) : file;
  nativeTheme.themeSource = look.settings.theme;
  speak(chooseSpeech(file.settings.language, systemLanguages));

  let window: BrowserWindow | null = null;
  let quitting = false;
  let servers: Servers | null = null;
  let tray: ReturnType<typeof startTray> | null = null;
  const store = new AppStore(
    {
      shell: { kind: 'app' },
      servers: [],
      active: null,
      hosting: { status: 'off' },
      finding: FINDING_OFF,
      panel: null,
      settings: { ...look.settings, startAtLogin: login.refresh() },
      lastUsed: file.lastUsed,
      passwordStore: secrets.store,
      systemLanguages,
      joinProblem: null,
      askingOnClose: false,
      invitation: null,
      update: UPDATES_ABSENT,
      notices: [...containment.notices(), ...(file.problem === null ? [] : [file.problem])].map(notice),
    },
    (batch) => {
      if (window !== null && !window.isDestroyed()) push(window.webContents, 'events', batch);
    },
    (error) => {
      log.error('an event could not be told on', error);
    },
  );
  // Until the system says otherwise, a window that can be seen is in front of the person.
  let hasAttention = true;
  const isInSight = () => window !== null && !window.isDestroyed() && window.isVisible() && !window.isMinimized();
  // A window that is closed before the app is gone is an object whose every method throws.
  const withWindow = (use: (open: BrowserWindow) => void) => {
    if (window !== null && !window.isDestroyed()) use(window);
  };
  const show = () => {
    withWindow(showWindow);
  };
  /** Out of sight, to where it can be reached again. */
  const hide = () => {
    withWindow((open) => {
      if (tray?.isPresent === true || quitting) open.hide();
      else open.minimize();
    });
  };
  const quit = () => {
    app.quit();
  };
  // The page loads while the history is opened; what it asks waits for that.
  let handlersAreReady: (handlers: CommandHandlers) => void = () => undefined;
  const ready = new Promise<CommandHandlers>((resolve) => {
    handlersAreReady = resolve;
  });
  serveCommands(
    ready,
    () => (window === null || window.isDestroyed() ? null : window.webContents),
    (message) => {
      log.info('a call from the window was refused', message);
    },
    (command) => {
      smokeTest?.heard(command);
      if (!REPORTS.has(command)) store.pushNow();
    },
  );
  // For development: what is installed has no gallery to show.
  const showsGallery = !app.isPackaged && app.commandLine.hasSwitch('gallery');
  serveRenderer(join(DIST, showsGallery ? 'gallery' : 'renderer'));
  const icon = nativeImage.createFromDataURL(appIcon);
  const isHiddenStart = beginning.isHidden();
  window = createWindow(join(DIST, 'main', 'preload.cjs'), icon, look, {
    onPainted: () => {
      if (smokeTest !== null) smokeTest.painted();
      else if (!isHiddenStart) show();
    },
    onClose: () => {
      if (quitting) return true;
      if (tray?.isPresent !== true || store.state.settings.onClose === 'quit') {
        if (!doors.isWithOthers()) return true;
        doors.askedQuit();
        return false;
      }
      if (store.state.settings.onClose === 'hide') hide();
      else store.dispatch({ type: 'close/asked', asking: true });
      return false;
    },
    onAttention: (attentive) => {
      hasAttention = attentive;
      servers?.attend();
    },
    onCrash: (reason) => {
      log.error("the window's page died", reason);
    },
    onGivenUp: (open, again) => void containment.pageGivenUp(open, again),
  });
  const zoom = keepZoom(window, store, (factor) => {
    void ready.then((handlers) => handlers['settings/change']({ zoom: factor }));
  });
  const hasTray = () => tray?.isPresent === true;
  const doors = windowDoors({ store, withWindow, isInSight, hasTray, show, hide, quit, zoom });
  containment.watchPage(window);
  showApplicationMenu(store, doors, containment, !app.isPackaged);

  const spelling = new Spelling({
    program: join(DIST, 'main', 'spelling-thread.cjs'),
    file,
    isOn: () => store.state.settings.spellcheck,
    log,
  });
  serveTextMenu(window.webContents, spelling);
  // While the page loads: the first write waits for the disk.
  file.startWriting(openSettings);

  const history = await opening;
  if (history.notice !== null) tell(history.notice);
  const connect = webSocketConnect({
    authorities: authorities(),
    onError: (error) => {
      log.error('a packet could not be taken in', error);
    },
  });
  const client = { name: 'RWCI Desktop', version: app.getVersion() };
  const isAttentive = () => hasAttention && isInSight();
  const nonce = () => randomBytes(16).toString('hex');
  servers = new Servers({ store, file, secrets, history, connect, log, client, nonce, onNotice: tell, isAttentive });
  const restored = servers.restoreFront();
  watchNetwork(() => {
    for (const { session } of servers.links) session?.networkChanged();
    addresses.refresh();
    void reach.check();
  });
  const addresses = new HostAddresses(store);
  const serverProcess = join(DIST, 'main', 'server-process.cjs');
  const folders = roomFolders(folder);
  const hosting = new Hosting({
    store,
    log,
    fork: () => utilityProcess.fork(serverProcess, [], { serviceName: 'RWCI server', stdio: 'pipe' }),
    folders,
    kept: () => file.room,
    onRestarted: () => void followOwnServer(servers, hosting),
    onListening: () => void reach.check(),
    onRenamed: (hostName) => {
      file.lastUsed = { ...file.lastUsed, hostName };
    },
    onNotice: tell,
  });

  const reach = new ReachWatch({
    ...{ store, platform: process.platform, connect: connectToSelf },
    findFirewall: () => findFirewall(process.platform, systemProbe),
    isVisited: () => hosting.isVisited,
  });
  const room = new HostedRoom({ hosting, servers, file });
  const backups = new RoomBackups({ hosting, room, store, file, folders });
  const invitations = new Invitations({ store, onNotice: tell });
  const finder = new Finder({ store, clock: systemClock, platform: process.platform });
  const updates = appUpdates({ store, log, program: join(DIST, 'main', 'updater.cjs') });
  const handlers = createHandlers({
    ...{ store, servers, history, hosting, room, reach, backups },
    reset: new Reset({
      ...{ servers, room, userData: folder, now: Date.now, onNotice: tell },
      startAfresh: () => containment.resetEverything(),
    }),
    ...{ finder, invitations, file, spelling, updates, hide, quit },
    diagnostics: () => diagnostics(containment, secrets),
    ...doors,
    restored,
    atLogin: (change) => changeLoginStart(login, change, tell),
    testNotification: () =>
      sendTestNotification(store, () => findNotificationService(sessionBusAddress(process.env), systemClock), show),
  });

  handlersAreReady(handlers);
  links.serve((link) => {
    invitations.arrived(link);
  });
  tray = startTray(
    store,
    {
      ...{ show, quit: doors.askedQuit },
      hostSwitch: (on) => {
        doors.hostSwitch(on, () => void handlers['hosting/switch']({ on }));
      },
      panel: () => {
        doors.act('host-panel');
      },
      doNotDisturb: (until) => void handlers['settings/change']({ doNotDisturbUntil: until }),
    },
    () => {
      // What was hidden into it could not be reached any more.
      withWindow((open) => {
        if (!quitting && !open.isVisible() && !open.isMinimized()) showWindow(open);
      });
    },
  );
  // Where nothing can be seen of the app it is at least in the list of windows.
  if (isHiddenStart) tray.whenKnown(hide);
  showBadge(store, withWindow);
  const attention = new Attention(withWindow);

  app.on('second-instance', (_event, argv) => {
    if (!argv.includes(`--${HIDDEN_SWITCH}`)) show();
  });
  app.on('activate', show);
  app.on('open-url', show);
  app.on('window-all-closed', quit);
  closeBeforeQuit(app, {
    begun: () => {
      quitting = true;
      hide();
    },
    close: async () => {
      await Promise.allSettled([servers.close(), hosting.stop()]);
      await history.close();
    },
    finish: () => updates.finish(),
  });
  await restored;
  await servers.restoreOthers();
  const expiry = new Expiry(store, systemClock);
  powerMonitor.on('suspend', () => {
    room.tellAsleep();
  });
  powerMonitor.on('resume', () => {
    expiry.check();
  });
  notifyOfMessages({
    store,
    launchedBy: launchedBy(),
    open: (target) => {
      void showEntry(servers, target);
      show();
    },
    onTold: ({ isDirect }) => {
      if (isDirect) attention.call();
    },
  });
  hosting.tidyUp();
  if (!containment.isSafeMode) await resumeLast(servers, room);
  // It ends when all that is too old is deleted; a full disk is no reason not to start.
  history.retain(retentionOf(file.settings.keepDays)).catch((error: unknown) => {
    log.error('what is too old could not be deleted', error);
  });
  if (smokeTest !== null) {
    await smokeTest.run(store, handlers);
    return;
  }
  // Linux asks programs of the system and waits for them: while the first picture is on its way it would wait as well.
  systemClock.after(CLAIM_LINKS_AFTER_MS, () => {
    claimLinks(app, process.env);
  });
  void updates.start();
}
