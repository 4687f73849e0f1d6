import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { layerViolations } from './support/layers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PARTS = ['src-shared', 'src-main', 'src-renderer'];

function sources(): Map<string, string> {
  const files = PARTS.filter((part) => existsSync(join(ROOT, part)))
    .flatMap((part) => readdirSync(join(ROOT, part), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((file) => [relative(ROOT, file).split(sep).join('/'), readFileSync(file, 'utf8')]));
}

function violationsOf(file: string, source: string): string[] {
  return layerViolations(new Map([[file, source]]));
}

test('imports run one way: src-renderer → src-shared ← src-main/server ← src-main', () => {
  expect(layerViolations(sources())).toEqual([]);
});

describe('what the layers allow', () => {
  test.each([
    ['src-shared/chat/state.ts', "import * as v from 'valibot'; import { x } from '../protocol/packets.ts'"],
    [
      'src-main/server/hub.ts',
      "import { WebSocketServer } from 'ws'; import net from 'node:net'; import { x } from '../../src-shared/a.ts'",
    ],
    ['src-main/server/cli.ts', "import { version } from '../../package.json'"],
    [
      'src-main/hosting.ts',
      "import { app } from 'electron'; import { x } from './server/options.ts'; import type { Y } from '../src-shared/y.ts'",
    ],
    ['src-main/ipc.ts', "import { ipcMain } from 'electron'"],
    ['src-main/preload.ts', "import { ipcRenderer } from 'electron'"],
    ['src-renderer/main.ts', "import { mount } from 'svelte'; import './app.css'; import { x } from '../src-shared/x.ts'"],
    ['src-renderer/vite.config.ts', "import path from 'node:path'"],
    ['src-main/text.ts', "// import { x } from '../src-renderer/x.ts'\nexport const ipcMain = `import y from 'svelte'`"],
  ])('%s: %s', (file, source) => {
    expect(violationsOf(file, source)).toEqual([]);
  });
});

describe('what the layers forbid', () => {
  test.each([
    ['src-shared/a.ts', "import fs from 'node:fs'", 'node:fs'],
    ['src-shared/a.ts', "import { WebSocket } from 'ws'", 'ws'],
    ['src-shared/a.ts', "import { x } from '../src-main/server/x.ts'", '../src-main/server/x.ts'],
    ['src-shared/a.ts', "import { version } from '../package.json'", '../package.json'],
    ['src-main/server/a.ts', "import { app } from 'electron'", 'electron'],
    ['src-main/server/a.ts', "import Store from 'electron-store'", 'electron-store'],
    ['src-main/server/a.ts', "import { x } from '../client.ts'", '../client.ts'],
    ['src-main/server/deep/a.ts', "export * from '../../client.ts'", '../../client.ts'],
    ['src-main/menus/a.ts', "import { Menu } from 'electron'", 'electron'],
    ['src-main/a.ts', "import { x } from '../src-renderer/x.ts'", '../src-renderer/x.ts'],
    ['src-main/a.ts', "import { x } from '../test/support/x.ts'", '../test/support/x.ts'],
    ['src-renderer/a.ts', "import { readFile } from 'fs/promises'", 'fs/promises'],
    ['src-renderer/a.ts', "const x = await import('../src-main/client.ts')", '../src-main/client.ts'],
    ['src-renderer/a.ts', "const x = require('electron')", 'electron'],
    ['src-renderer/a.ts', "type A = import('../src-main/client.ts').A", '../src-main/client.ts'],
    ['src-renderer/a.ts', "import type { A } from '../src-main/client.ts'", '../src-main/client.ts'],
    ['src-renderer/A.svelte', '<script lang="ts">\nimport WebSocket from \'ws\';\n</script>\n<p>text</p>', 'ws'],
    ['src-renderer/A.svelte', "<script module>import a from 'node:os'</script><script>let b = 1</script>", 'node:os'],
  ])('%s: %s', (file, source, specifier) => {
    expect(violationsOf(file, source)).toEqual([`${file} → ${specifier}`]);
  });

  test('a second door to the IPC, by name or through the whole module', () => {
    const files = new Map([
      ['src-main/tray.ts', "import { ipcMain as door } from 'electron'"],
      ['src-main/windows.ts', "import * as electron from 'electron'; electron.ipcRenderer.send('x')"],
    ]);
    expect(layerViolations(files)).toEqual([
      'src-main/tray.ts → ipcMain (only src-main/ipc.ts may)',
      'src-main/windows.ts → ipcRenderer (only src-main/preload.ts may)',
    ]);
  });
});
