'use strict';
// What Electron's own default app does, which the fallback runtimes were shipped without: the first argument that is
// not a switch is the folder of the app to run.
const { app } = require('electron');
const Module = require('node:module');
const fs = require('node:fs');
const path = require('node:path');

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) {
  console.log(`Electron ${process.versions.electron}: give it the folder of an app.`);
  process.exit(0);
}

process.defaultApp = true;
const appPath = path.resolve(folder);
const manifest = JSON.parse(fs.readFileSync(path.join(appPath, 'package.json'), 'utf8'));
app.setAppPath(appPath);
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
Module._load(path.join(appPath, manifest.main ?? 'index.js'), Module, true);
