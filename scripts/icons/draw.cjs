'use strict';
// Run by Electron: draws SVG on a canvas of Chromium. Reads the drawings from the file named last and writes the pictures beside it.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { app, BrowserWindow } = require('electron');

const folder = process.argv.at(-1);

async function draw() {
  const drawings = JSON.parse(readFileSync(join(folder, 'drawings.json'), 'utf8'));
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  const pictures = [];
  for (const { size, svg } of drawings) {
    pictures.push(await window.webContents.executeJavaScript(`(${inPage.toString()})(${JSON.stringify(svg)}, ${size})`));
  }
  writeFileSync(join(folder, 'pictures.json'), JSON.stringify(pictures));
  app.exit(0);
}

/* global document, Image, btoa */
async function inPage(svg, size) {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, size, size);
  const bytes = context.getImageData(0, 0, size, size).data;
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { png: canvas.toDataURL('image/png').split(',')[1], rgba: btoa(text) };
}

app
  .whenReady()
  .then(draw)
  .catch((error) => {
    console.error(error);
    app.exit(1);
  });
