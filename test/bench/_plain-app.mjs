// An Electron app with nothing but a Svelte page of plain divs: what the log is compared with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const PAGE = fileURLToPath(new URL('plain-page/', import.meta.url));

/** Makes the app in a new folder; its page shows these texts, a div each. */
export async function makePlainApp(folder, texts) {
  mkdirSync(folder);
  await build({
    configFile: false,
    root: PAGE,
    logLevel: 'warn',
    plugins: [svelte({ configFile: false })],
    build: {
      target: 'chrome130',
      outDir: folder,
      emptyOutDir: false,
      lib: { entry: join(PAGE, 'main.js'), formats: ['iife'], name: 'plain', fileName: () => 'plain.js' },
    },
  });
  writeFileSync(join(folder, 'texts.js'), `globalThis.texts = ${JSON.stringify(texts)};`);
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>plain</title>
    <style>html, body { height: 100%; margin: 0 } .log { height: 100%; overflow-y: auto; font: 14px/20px sans-serif }</style>
    <body><script src="texts.js"></script><script src="plain.js"></script></body>`,
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'plain', version: '1.0.0', main: 'main.js' }));
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron');
    app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'));
    if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
    app.whenReady().then(() => new BrowserWindow({ width: 1120, height: 760 }).loadFile('index.html'));`,
  );
  return folder;
}
