import { url as inspectorUrl } from 'node:inspector';
import type { App, Dialog } from 'electron';
import { words } from '../src-shared/language/index.ts';

/**
 * Switches of Chromium, Node and Electron that take a guard away, let another program into the app or lead its traffic elsewhere. A
 * shortcut, a link handler or another program can add them to a start, so that what is installed does not start with any.
 */
export const DANGEROUS_SWITCHES: readonly string[] = [
  // The sandbox, and programs that would be run in the place of the app's own.
  ...['no-sandbox', 'disable-setuid-sandbox', 'disable-namespace-sandbox', 'disable-seccomp-filter-sandbox'],
  ...['disable-gpu-sandbox', 'allow-sandbox-debugging', 'single-process', 'no-zygote', 'no-zygote-sandbox'],
  ...['renderer-cmd-prefix', 'utility-cmd-prefix', 'gpu-launcher', 'browser-subprocess-path', 'ppapi-plugin-launcher'],
  ...['register-pepper-plugins', 'load-extension', 'disable-extensions-except', 'use-mock-keychain'],
  // What keeps pages apart, and what they may not have.
  ...['disable-web-security', 'disable-site-isolation-trials', 'disable-features', 'allow-file-access-from-files'],
  ...['allow-running-insecure-content', 'unsafely-treat-insecure-origin-as-secure', 'enable-blink-features'],
  ...['enable-experimental-web-platform-features', 'use-fake-ui-for-media-stream', 'auto-select-desktop-capture-source'],
  ...['auto-accept-camera-and-microphone-capture', 'js-flags'],
  // Where traffic goes, and what is believed of whoever answers.
  ...['host-rules', 'host-resolver-rules', 'proxy-server', 'proxy-pac-url', 'proxy-auto-detect', 'proxy-bypass-list'],
  ...['ignore-certificate-errors', 'ignore-certificate-errors-spki-list', 'ssl-key-log-file', 'log-net-log'],
  ...['auth-server-allowlist', 'auth-negotiate-delegate-allowlist', 'auth-server-whitelist'],
  ...['auth-negotiate-delegate-whitelist', 'force-webrtc-ip-handling-policy'],
  // Whoever debugs.
  ...['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-debugging-socket-name'],
  ...['remote-allow-origins', 'enable-automation', 'auto-open-devtools-for-tabs', 'inspect', 'inspect-brk'],
  ...['inspect-brk-node', 'inspect-port', 'inspect-wait', 'inspect-publish-uid', 'debug', 'debug-brk', 'debug-port'],
  ...['require', 'import', 'experimental-loader'],
];

/** Of those, what says nothing where Node's inspector is open already: whoever has that has the app. */
const OF_INSPECTOR: ReadonlySet<string> = new Set(['inspect', 'inspect-brk', 'inspect-port', 'remote-debugging-port']);

/**
 * The first dangerous switch of a start, as it was written; null where there is none. `argv` without the program; `isInspected`: Node's
 * inspector is open, as only a test's build lets it. Chromium is not asked: it adds switches of its own.
 */
export function dangerousSwitch(argv: readonly string[], isInspected: boolean, platform: NodeJS.Platform): string | null {
  const isRefused = (name: string) => DANGEROUS.has(name) && !(isInspected && OF_INSPECTOR.has(name));
  return argv.find((argument) => isRefused(nameOf(argument, platform))) ?? null;
}

const DANGEROUS: ReadonlySet<string> = new Set(DANGEROUS_SWITCHES);

/** `--Name=value` → `name`; of what is no switch nothing. To Chromium one hyphen is enough, on Windows a slash; to Node `_` is one. */
function nameOf(argument: string, platform: NodeJS.Platform): string {
  const written = platform === 'win32' ? argument.replace(/^\//, '--') : argument;
  return /^--?([\w-]+)(?:=|$)/u.exec(written)?.[1]?.toLowerCase().replaceAll('_', '-') ?? '';
}

/**
 * Ends the app with code 2, after a sentence, where it was installed and was started with a dangerous switch. True: it ends, and
 * nothing else may begin. Call first of all.
 */
export function refuseDangerousSwitches(app: App, argv: readonly string[], dialog: Dialog): boolean {
  if (!app.isPackaged) return false;
  const found = dangerousSwitch(argv.slice(1), inspectorUrl() !== undefined, process.platform);
  if (found === null) return false;
  const { refusedStart, refusedSwitch } = words().shell;
  // On Linux it is printed, as the app has no window yet to put it in.
  dialog.showErrorBox(refusedStart, refusedSwitch(found.split('=', 1)[0] ?? found));
  app.exit(2);
  return true;
}
