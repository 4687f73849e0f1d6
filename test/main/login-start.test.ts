import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeLoginStart, desktopExec, LoginStart } from '../../src-main/login-start.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rwci-login-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'autostart', 'rwci-desktop.desktop');
const entry = () => readFileSync(file(), 'utf8');

/** macOS or Windows, with a list of its own. */
function items(isPackaged = true) {
  const asked: unknown[] = [];
  let openAtLogin = false;
  return {
    asked,
    isPackaged,
    getLoginItemSettings: () => ({ openAtLogin }) as Electron.LoginItemSettings,
    setLoginItemSettings: (settings: Electron.Settings) => {
      asked.push(settings);
      openAtLogin = settings.openAtLogin ?? false;
    },
  };
}

const onLinux = (env: NodeJS.ProcessEnv = {}, program = '/opt/RWCI Desktop/rwci-desktop') =>
  new LoginStart({ app: items(), platform: 'linux', env: { XDG_CONFIG_HOME: folder, ...env }, program });

test('on Linux an entry of the autostart folder starts the app hidden, and goes with the switch', () => {
  const login = onLinux();
  expect(login.isOn).toBe(false);
  login.set(true);
  expect(login.isOn).toBe(true);
  expect(entry().split('\n')).toContain('Exec="/opt/RWCI Desktop/rwci-desktop" "--hidden"');
  login.set(false);
  expect(existsSync(file())).toBe(false);
  login.set(false);
  expect(login.isOn).toBe(false);
});

test.each([
  ['of the desktop specification', 'Hidden=true'],
  ['of GNOME', 'X-GNOME-Autostart-enabled=false'],
])('what was switched off in the settings of the system, by the key %s, is off and stays so', (_whose, line) => {
  onLinux().set(true);
  writeFileSync(file(), `${entry()}${line}\n`);
  const login = onLinux();
  expect(login.refresh()).toBe(false);
  expect(entry()).toContain(line);
});

test('an AppImage is named by itself, not by what it is unpacked to, and by where it lies now', () => {
  onLinux({ APPIMAGE: '/home/ann/old.AppImage' }).set(true);
  expect(entry()).toContain('Exec="/home/ann/old.AppImage"');
  expect(onLinux({ APPIMAGE: '/home/ann/new.AppImage' }).refresh()).toBe(true);
  expect(entry()).toContain('Exec="/home/ann/new.AppImage"');
});

test.each([
  ['/opt/a b', String.raw`"/opt/a b"`],
  ['/opt/50%', '"/opt/50%%"'],
  ['/opt/"q"', String.raw`"/opt/\\"q\\""`],
  ['/opt/$HOME/`id`', '"/opt/\\\\$HOME/\\\\`id\\\\`"'],
  ['/opt/back\\slash', String.raw`"/opt/back\\\\slash"`],
])('a program called %s is nothing else in the Exec line', (program, escaped) => {
  expect(desktopExec([program])).toBe(escaped);
});

test('Windows is told the program and the switch, a portable one where it really lies; macOS knows both itself', () => {
  const windows = items();
  const env = { PORTABLE_EXECUTABLE_FILE: String.raw`D:\rwci.exe` };
  new LoginStart({ app: windows, platform: 'win32', env, program: String.raw`C:\Temp\1\rwci.exe` }).set(true);
  expect(windows.asked).toEqual([{ openAtLogin: true, path: String.raw`D:\rwci.exe`, args: ['--hidden'] }]);
  const mac = items();
  const login = new LoginStart({ app: mac, platform: 'darwin', env: {}, program: '/Applications/RWCI Desktop.app' });
  login.set(true);
  expect({ asked: mac.asked, isOn: login.isOn }).toEqual({ asked: [{ openAtLogin: true }], isOn: true });
});

test('an app that is not installed changes nothing, and says nothing of it', () => {
  const app = items(false);
  const login = new LoginStart({ app, platform: 'linux', env: { XDG_CONFIG_HOME: folder }, program: '/checkout/electron' });
  expect(login.refresh()).toBeNull();
  expect(changeLoginStart(login, { startAtLogin: true, sound: false }, expect.unreachable)).toEqual({ sound: false });
  expect(existsSync(file())).toBe(false);
});

test('where the entry cannot be written the person is told why, and the switch stays as it is', () => {
  const sentences: string[] = [];
  mkdirSync(folder, { recursive: true });
  // A file where the folder should be refuses everybody, root too.
  writeFileSync(join(folder, 'autostart'), '');
  chmodSync(join(folder, 'autostart'), 0o400);
  const change = changeLoginStart(onLinux(), { startAtLogin: true }, (sentence) => sentences.push(sentence));
  expect(change).toEqual({ startAtLogin: false });
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toMatch(/start at login could not be changed: .*(EEXIST|ENOTDIR)/);
});
