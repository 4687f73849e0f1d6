import { app, BrowserWindow, dialog, shell, type MessageBoxOptions, type Session } from 'electron';
import { words } from '../src-shared/language/index.ts';
import type { OutsideAddress } from '../src-shared/text/outside-address.ts';
import { OutsideLinks } from './outside-links.ts';
import { isRendererUrl } from './renderer-protocol.ts';

/** Permissions the page may use; every other one is denied, asked for or only checked. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

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
    const stay = (event: { preventDefault(): void }, url: string) => {
      event.preventDefault();
      openOutside(url);
    };
    contents.on('will-redirect', (event) => {
      stay(event, event.url);
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
      openOutside(url);
      return { action: 'deny' };
    });
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
  app.on('session-created', guardSession);
}

/** Denies what a page may not have; for every session, the default one included. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(ALLOWED_PERMISSIONS.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED_PERMISSIONS.has(permission));
  session.setDevicePermissionHandler(() => false);
  // Not enabled is not enough: with a language set, Chromium begins to download its dictionary all the same.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
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
