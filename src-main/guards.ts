import { app, shell, type Session } from 'electron';
import { isRendererUrl } from './renderer-protocol.ts';

/** Permissions the page may use; every other one is denied, asked for or only checked. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/**
 * No page of ours leaves its place, opens a window, embeds one or asks for a permission. Call before a window exists;
 * `onProblem` gets a sentence where a link could not be opened outside.
 */
export function guardWebContents(onProblem: (sentence: string) => void): void {
  const openOutside = (text: string) => {
    const url = outsideUrl(text);
    if (url === null) return;
    shell.openExternal(url).catch(() => {
      onProblem(`No browser could be started for ${url}`);
    });
  };
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
  session.setSpellCheckerEnabled(false);
}

const URL_MAX_CHARS = 2_048;

/** The address to hand to the person's browser: only http and https, without credentials; null for everything else. */
function outsideUrl(text: string): string | null {
  if (text.length > URL_MAX_CHARS || !URL.canParse(text)) return null;
  const url = new URL(text);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') return null;
  return url.href;
}
