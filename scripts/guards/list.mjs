/**
 * @typedef {object} Guard
 * @property {string} name
 * @property {string} row of the list in docs/SECURITY.md
 * @property {string} file whose text is changed to take the guard away
 * @property {string} text what stands there; it must be there exactly once
 * @property {string} without what stands there then
 * @property {string} test the file of tests that shows it
 * @property {string} fails part of the title of a test in it that must fail then
 * @property {true} [breaksAll] the app does not even start without it, so that no other test of the file passes
 */

const SHELL = 'test/e2e/hardening.e2e.ts';
const DOORS = 'test/e2e/hardening-doors.e2e.ts';
const SENDER = 'test/main/hardening/sender.test.ts';
const SWITCHES = 'test/main/hardening/switches.test.ts';
const SOURCES = 'test/main/hardening/sources.test.ts';
const LINKS = 'test/main/outside-links.test.ts';
const CONTRACT = 'test/ipc/contract.test.ts';
const GUARDS = 'src-main/guards.ts';
const PREFERENCES = 'src-main/web-preferences.ts';
const PROTOCOL = 'src-main/renderer-protocol.ts';
const IPC = 'src-main/ipc.ts';
const SENDERS = 'src-main/sender.ts';
const ADDRESSES = 'src-shared/text/outside-address.ts';

/** Every guard of the shell, with how to take it away and the test that must notice. @type {Guard[]} */
export const GUARD_LIST = [
  guard('sandbox-of-all', 'A1', 'src-main/main.ts', [
    "if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();",
    '',
    ...[SHELL, 'every page has its sandbox'],
  ]),
  guard('sandbox-of-page', 'A2', PREFERENCES, ['sandbox: true', 'sandbox: false', SHELL, 'every page has the preferences']),
  {
    ...guard('isolation', 'A2', PREFERENCES, ['contextIsolation: true', 'contextIsolation: false', SHELL, '']),
    breaksAll: true,
  },
  guard('no-node', 'A2', PREFERENCES, [
    'nodeIntegration: false',
    'nodeIntegration: true',
    SHELL,
    'every page has the preferences',
  ]),
  guard('web-security', 'A2', PREFERENCES, [
    'webSecurity: true',
    'webSecurity: false',
    SHELL,
    'every page has the preferences',
  ]),
  guard('table-of-files', 'A3', PROTOCOL, [
    'files.get(path)',
    'join(folder, decodeURIComponent(path))',
    ...[SHELL, 'the scheme serves what is in its table'],
  ]),
  guard('rights-of-scheme', 'A3', PROTOCOL, [
    'secure: true }',
    'secure: true, supportFetchAPI: true }',
    SOURCES,
    'a right that a scheme',
  ]),
  guard('policy', 'A4', PROTOCOL, [
    "'content-security-policy': CONTENT_SECURITY_POLICY,",
    '',
    ...[SHELL, 'the policy lets in nothing but the page itself'],
  ]),
  guard('trusted-types', 'A4', PROTOCOL, [`"require-trusted-types-for 'script'",`, '', SHELL, 'the policy lets in nothing']),
  guard('policy-for-connections', 'A4', PROTOCOL, [
    `"connect-src 'none'"`,
    '"connect-src *"',
    SHELL,
    'the policy lets in nothing',
  ]),
  guard('sender', 'A5', IPC, [
    "if (!isFromWindow(event, window())) throw refusal('sender', command, log);",
    '',
    ...[DOORS, 'the main process has one door'],
  ]),
  guard('sender-window', 'A5', SENDERS, [' || sender !== contents', '', SENDER, 'another window is not']),
  guard('sender-frame', 'A5', SENDERS, ['senderFrame === sender.mainFrame && ', '', SENDER, 'a frame in our page is not']),
  guard('sender-address', 'A5', SENDERS, [' && isRendererUrl(senderFrame.url)', '', SENDER, 'is not']),
  guard('known-commands', 'A5', IPC, [
    ' || !Object.hasOwn(COMMANDS, command)',
    '',
    DOORS,
    'the door to the main process takes',
  ]),
  guard('schema', 'A5', IPC, [
    '!parsed.success || Array.isArray(argument)',
    '!parsed.success && argument === log',
    ...[DOORS, 'the door to the main process takes'],
  ]),
  guard('no-more-keys', 'A5', 'src-shared/ipc/contract.ts', ['v.strictObject({})', 'v.looseObject({})', CONTRACT, '']),
  guard('navigation', 'A6', GUARDS, [
    'if (event.isMainFrame) stay(event, event.url);',
    'if (event.isMainFrame) lead(event.url);',
    ...[DOORS, 'nothing leads the page away'],
  ]),
  guard('second-window', 'A6', GUARDS, ["{ action: 'deny' }", "{ action: 'allow' }", DOORS, 'nothing leads the page away']),
  guard('way-back', 'A6', 'src-main/window.ts', [
    'if (!isRendererUrl(url)) void window.loadURL(RENDERER_URL);',
    'void url;',
    ...[DOORS, 'the window is heard no more'],
  ]),
  guard('press', 'A7', GUARDS, ['performance.now() - pressedAt < GESTURE_MS', 'true', DOORS, 'nothing leads the page away']),
  guard('schemes', 'A7', ADDRESSES, [
    'if (!asks && !KNOWN_SCHEMES.has(scheme)) return null;',
    '',
    LINKS,
    'never opens another scheme',
  ]),
  guard('credentials', 'A7', ADDRESSES, ["url.username !== '' || url.password !== '' || ", '', LINKS, 'opens nothing for']),
  guard('permission-asked', 'A8', GUARDS, [
    'answer(isPermitted(permission));',
    'answer(permission !== null);',
    ...[SHELL, 'no page gets a permission'],
  ]),
  guard('permission-checked', 'A8', GUARDS, [
    '(_contents, permission) => isPermitted(permission)',
    '() => true',
    ...[SHELL, 'no page gets a permission'],
  ]),
  guard('later-sessions', 'A8', GUARDS, ["app.on('session-created', guardSession);", '', SHELL, 'no page gets a permission']),
  guard('permissions', 'A8', 'src-main/permissions.ts', [
    "['clipboard-sanitized-write']",
    "['clipboard-sanitized-write', 'geolocation']",
    ...['test/main/hardening/permissions.test.ts', 'of all permissions'],
  ]),
  guard('webrtc', 'A9', GUARDS, ["contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');", '', SHELL, 'by WebRTC']),
  guard('dictionaries', 'A10', GUARDS, ['session.setSpellCheckerLanguages([]);', '', SHELL, 'nothing is spelt']),
  guard('switches', 'A14', 'src-main/switches.ts', ["'no-sandbox', ", '', SWITCHES, 'refuses the switches that the row names']),
  guard('inspector', 'A14', 'src-main/switches.ts', [
    '!(isInspected && OF_',
    '!(!isInspected && OF_',
    SWITCHES,
    'refuses --inspect',
  ]),
  guard('text-only', 'A20', 'src-renderer/shared/Button.svelte', [
    '</script>',
    '</script>{@html ""}',
    SOURCES,
    'markup out of a text',
  ]),
];

function guard(name, row, file, [text, without, test, fails]) {
  return { name, row, file, text, without, test, fails };
}
