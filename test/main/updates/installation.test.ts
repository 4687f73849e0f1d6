import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFeedConfig } from '../../../src-main/updates/feed-config.ts';
import { installationBar, type Installation } from '../../../src-main/updates/installation.ts';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-installation-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the feed of a build', () => {
  const KEY = { 'update-key.pem': 'a key' };
  const at = (url: string) =>
    readFeedConfig(folderOf({ ...KEY, 'app-update.yml': `provider: generic\nurl: ${url}\nchannel: latest\n` }));

  test.each([
    ['https://updates.example/rwci', 'https://updates.example/rwci/'],
    ["'https://updates.example:8443/'", 'https://updates.example:8443/'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ['http://[::1]:8080/x', 'http://[::1]:8080/x/'],
  ])('is read from %s', async (url, read) => {
    expect(await at(url)).toEqual({ url: read, publicKey: 'a key' });
  });

  test.each([
    'http://updates.example/',
    'http://127.0.0.1.evil.example/',
    'http://localhost/',
    'file:///tmp/feed',
    'ftp://updates.example/',
    'https://me:secret@updates.example/',
    'https://updates.example/?key=1',
    'nowhere',
    '',
  ])('is refused at %s', async (url) => {
    expect(await at(url)).toBe('refused-feed');
  });

  test('is none in a build that nobody released: no file, a placeholder, or no key', async () => {
    expect(await readFeedConfig(folderOf({}))).toBe('no-feed');
    expect(await readFeedConfig(join(tmpdir(), 'not', 'there'))).toBe('no-feed');
    expect(await at('https://updates.invalid/rwci-desktop')).toBe('no-feed');
    expect(await readFeedConfig(folderOf({ 'app-update.yml': 'url: https://updates.example/' }))).toBe('no-feed');
  });
});

describe('who may replace an installation', () => {
  const linux = (change: Partial<Installation> = {}): Installation => ({
    ...{ platform: 'linux', env: {}, execPath: '/opt/RWCI Desktop/rwci-desktop', resources: folderOf({}) },
    ...change,
  });
  const image = () => join(folderOf({ 'RWCI.AppImage': '' }), 'RWCI.AppImage');
  const mounted = (path: string) => ({
    env: { APPIMAGE: path, APPDIR: '/tmp/.mount_RWCI' },
    execPath: '/tmp/.mount_RWCI/rwci-desktop',
  });

  test('the app: an AppImage, what nsis installed, an app in the applications folder', async () => {
    expect(await installationBar(linux(mounted(image())))).toBe(null);
    expect(await installationBar({ ...linux(), platform: 'win32' })).toBe(null);
    const execPath = '/Applications/RWCI Desktop.app/Contents/MacOS/RWCI Desktop';
    expect(await installationBar({ ...linux(), platform: 'darwin', execPath })).toBe(null);
  });

  test('the package manager, of a deb or an rpm', async () => {
    expect(await installationBar(linux({ ...mounted(image()), resources: folderOf({ 'package-type': 'deb' }) }))).toBe(
      'package-manager',
    );
  });

  test('the person, of what was unpacked or is portable', async () => {
    expect(await installationBar(linux())).toBe('unpacked');
    expect(await installationBar({ ...linux(), platform: 'win32', env: { PORTABLE_EXECUTABLE_FILE: 'E:\\rwci.exe' } })).toBe(
      'portable',
    );
    const execPath = '/Volumes/RWCI Desktop/RWCI Desktop.app/Contents/MacOS/RWCI Desktop';
    expect(await installationBar({ ...linux(), platform: 'darwin', execPath })).toBe('not-in-applications');
  });

  test('never the app another AppImage was started from', async () => {
    expect(await installationBar(linux({ ...mounted(image()), execPath: '/opt/rwci/rwci-desktop' }))).toBe('unpacked');
    expect(await installationBar(linux({ ...mounted(image()), execPath: '/tmp/.mount_RWCI-other/rwci-desktop' }))).toBe(
      'unpacked',
    );
  });

  test('nobody, where nothing can be written', async () => {
    const folder = folderOf({});
    expect(await installationBar(linux(mounted(join(folder, 'gone.AppImage'))))).toBe('read-only');
  });
});
