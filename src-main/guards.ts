import { app, BrowserWindow, dialog, shell, type MessageBoxOptions, type Session } from 'electron';
import { words } from '../src-shared/language/index.ts';
import type { OutsideAddress } from '../src-shared/text/outside-address.ts';
import { OutsideLinks } from './outside-links.ts';
import { isPermitted } from './permissions.ts';
import { isRendererUrl } from './renderer-address.ts';

/** For so long after a press the page may lead outside: as long as Chromium lets a page act on one. */
const GESTURE_MS = 5_000;

/** What a hand or a keyboard does when somebody means it. No page can make such an event. */
const GESTURES: ReadonlySet<string> = new Set(['mouseDown', 'mouseUp', 'rawKeyDown', 'keyDown', 'gestureTap', 'touchEnd']);

/**
 * No page of ours leaves its place, opens a window, embeds one or asks for a permission. Call before a window exists;
 * `onProblem` gets a sentence where a link could not be opened outside, `invite` a link that is an invitation.
 */
export function guardWebContents(parts: {
  readonly onProblem: (sentence: string) => void;
  readonly invite: (link: string) => void;
}): void {
  const links = new OutsideLinks({
    open: (href) => shell.openExternal(href),
    ask: askToOpen,
    invite: parts.invite,
    onProblem: ({ href }) => {
      parts.onProblem(words().text.notOpened(href));
    },
  });
  const openOutside = (text: string) => void links.open(text);
  app.on('web-contents-created', (_event, contents) => {
    let pressedAt = -Infinity;
    contents.on('input-event', (_each, { type }) => {
      if (GESTURES.has(type)) pressedAt = performance.now();
    });
    // A page that is not what it was would open one address after the other. A screen reader presses without a hand.
    const lead = (url: string) => {
      if (performance.now() - pressedAt < GESTURE_MS || app.isAccessibilitySupportEnabled()) openOutside(url);
    };
    const stay = (event: { preventDefault(): void }, url: string) => {
      event.preventDefault();
      lead(url);
    };
    contents.on('will-redirect', (event) => {
      event.preventDefault();
    });
    // Comes for every frame and before `will-navigate`, which does not come when this one is prevented.
    contents.on('will-frame-navigate', (event) => {
      if (event.isMainFrame) stay(event, event.url);
      else if (!isRendererUrl(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      lead(url);
      return { action: 'deny' };
    });
    contents.on('select-bluetooth-device', (event, _devices, choose) => {
      event.preventDefault();
      choose('');
    });
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
  app.on('session-created', guardSession);
}

/** Denies what a page may not have; for every session, the default one included. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(isPermitted(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => isPermitted(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer(null);
  });
  session.setBluetoothPairingHandler((_details, answer) => {
    answer({ confirmed: false });
  });
  session.on('select-usb-device', chooseNone);
  session.on('select-hid-device', chooseNone);
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
  // What is saved goes through a dialog of the main process.
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  // Not enabled is not enough: with a language set, Chromium begins to download its dictionary all the same.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
}

function chooseNone(event: { preventDefault(): void }, _details: unknown, choose: () => void): void {
  event.preventDefault();
  choose();
}

async function askToOpen({ href, scheme }: OutsideAddress): Promise<boolean> {
  const say = words().text.asking;
  const question: MessageBoxOptions = {
    type: 'question',
    message: say.title(scheme),
    detail: say.body(href),
    buttons: [say.open, words().common.cancel],
    // The harmless answer is the one that Enter and Escape give.
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const window = BrowserWindow.getFocusedWindow();
  const { response } = await (window === null ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question));
  return response === 0;
}
