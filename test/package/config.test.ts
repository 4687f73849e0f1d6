import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Configuration } from 'electron-builder';
import { expect, test } from 'vitest';

/** What electron-builder is told, read and checked by electron-builder itself. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

interface Reader {
  getConfig(projectDir: string, file: string, overrides: null): Promise<Configuration>;
  validateConfiguration(config: Configuration, debug: unknown): Promise<void>;
}
const reader = builder('app-builder-lib/out/util/config/config') as Reader;
const { DebugLogger } = builder('builder-util') as { DebugLogger: new (enabled: boolean) => unknown };

const read = () => reader.getConfig(ROOT, 'electron-builder.yml', null);
const validate = (config: Configuration) => reader.validateConfiguration(config, new DebugLogger(false));
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as Record<string, string>;

test('electron-builder knows every key, and refuses one that is misspelt', async () => {
  const config = await read();
  await expect(validate(config)).resolves.toBeUndefined();
  await expect(validate({ ...config, mac: { ...config.mac, hardendRuntime: true } as object })).rejects.toThrow(
    /configuration\.mac/,
  );
});

test('every platform has its formats, each under a name that says version and processor', async () => {
  const { linux, mac, win, ...config } = await read();
  const formats = (target: unknown) =>
    (target as { target: string; arch: string[] }[]).map((each) => [each.target, ...each.arch]);
  expect(formats(win?.target)).toEqual([
    ['nsis', 'x64'],
    ['portable', 'x64'],
  ]);
  expect(formats(mac?.target)).toEqual([
    ['dmg', 'universal'],
    ['zip', 'universal'],
  ]);
  expect(formats(linux?.target).map(([format]) => format)).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz']);
  for (const name of [config.artifactName, config.nsis?.artifactName, config.portable?.artifactName])
    expect(name).toMatch(/^rwci-desktop-\$\{version\}-.*\$\{arch\}\.\$\{ext\}$/);
});

test('the app is one and the same to the system, the installer and itself', async () => {
  const { appId, linux, protocols } = await read();
  const id = appId ?? '';
  expect(readFileSync(`${ROOT}src-main/main.ts`, 'utf8')).toContain(`setAppUserModelId('${id}')`);
  expect(protocols).toEqual([{ name: 'RWCI', schemes: ['rwci'] }]);
  // By desktopName the desktop finds the entry of a window and of a link; StartupWMClass is made of it.
  expect(linux?.syncDesktopName).toBe(true);
  expect(manifest['desktopName']).toBe(`${linux?.executableName ?? ''}.desktop`);
  expect(manifest['homepage']).toMatch(/^https:/);
});

test('no start of an installed app carries a switch', async () => {
  const { linux } = await read();
  expect(linux?.executableArgs).toEqual([]);
  expect(JSON.stringify(linux?.desktop)).not.toMatch(/Exec|sandbox/);
});

test('macOS is asked for the local network with a reason, and for no right that is not needed', async () => {
  const { mac } = await read();
  const info = mac?.extendInfo as Record<string, unknown>;
  expect(info['NSBonjourServices']).toEqual(['_rwci._tcp']);
  expect(info['NSLocalNetworkUsageDescription']).toMatch(/local network/);
  expect(mac).toMatchObject({ hardenedRuntime: true, gatekeeperAssess: false });
  expect(mac?.entitlements).toBe(mac?.entitlementsInherit);
  const rights = readFileSync(`${ROOT}${mac?.entitlements ?? ''}`, 'utf8').matchAll(/<key>(.*?)<\/key>/g);
  expect([...rights].map(([, right]) => right)).toEqual([
    'com.apple.security.cs.allow-jit',
    'com.apple.security.network.client',
    'com.apple.security.network.server',
  ]);
});

test('the packages of Linux name who looks after them and the libraries of Electron', async () => {
  const { deb, linux, rpm } = await read();
  expect(linux?.maintainer).toMatch(/^.+ <.+@.+>$/);
  for (const libraries of [deb?.depends, rpm?.depends]) expect(libraries?.join(' ')).toMatch(/gtk.*nss.*gbm/);
});

test('what the configuration points at is there', async () => {
  const config = await read();
  const { afterPack, directories } = config;
  for (const path of [afterPack as string, config.mac?.entitlements ?? '']) expect(existsSync(`${ROOT}${path}`)).toBe(true);
  const resources = `${ROOT}${directories?.buildResources ?? ''}`;
  for (const icon of ['icon.ico', 'icon.icns', 'icons/512x512.png']) expect(existsSync(`${resources}/${icon}`)).toBe(true);
});
