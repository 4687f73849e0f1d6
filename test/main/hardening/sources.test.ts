import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What the sources may not say, or may say in one place only. */

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const SOURCES = ['src-shared', 'src-main', 'src-renderer'].flatMap((part) =>
  readdirSync(join(ROOT, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|svelte|js|html)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { file: relative(ROOT, path).split(sep).join('/'), text: withoutComments(readFileSync(path, 'utf8')) };
    }),
);

/** Good enough for sources whose texts hold no `/*`: a rule that is written down breaks none. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function filesWith(pattern: RegExp): string[] {
  return SOURCES.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
}

test('there are sources to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(300);
  expect(filesWith(/new BrowserWindow\(/)).toContain('src-main/window.ts');
});

test.each([
  [
    'markup out of a text',
    /\{@html|\b(?:inner|outer)HTML\b|insertAdjacentHTML|createContextualFragment|document\.write|srcdoc/,
  ],
  ['a parser of markup', /\bDOMParser\b|\bsetHTMLUnsafe\b|\bparseHTMLUnsafe\b|\bXSLTProcessor\b/],
  ['code out of a text', /\beval\(|new Function\b|\bsetTimeout\(\s*['"`]|\bimportScripts\(/],
  ['a policy of Trusted Types', /trustedTypes|createPolicy/],
  ['code for a page from outside of it', /\bexecuteJavaScript\b|\binsertCSS\b|executeJavaScriptInIsolatedWorld/],
  ['a right that a scheme must not have', /corsEnabled|bypassCSP|supportFetchAPI|allowServiceWorkers/],
  ['a window with another engine or a remote part', /<webview|@electron\/remote|\bBrowserView\b|\bWebContentsView\b/],
  ['a switch that takes a guard away', /appendSwitch\(|appendArgument\(/],
  ['a page of a file', /loadFile\(|file:\/\/\$/],
  ['a certificate that is believed', /'certificate-error'|setCertificateVerifyProc|NODE_TLS_REJECT_UNAUTHORIZED/],
])('no source has %s', (_what, pattern) => {
  expect(filesWith(pattern)).toEqual([]);
});

test.each([
  ['makes the window', /new BrowserWindow\b/, ['src-main/window.ts']],
  ['says what a page may', /\bnodeIntegration\b|\bcontextIsolation\b/, ['src-main/web-preferences.ts']],
  ['loads a page', /\bloadURL\(/, ['src-main/window.ts']],
  ['hands an address to the system', /openExternal\(/, ['src-main/guards.ts', 'src-main/room-backups.ts']],
  ['speaks with the window', /\bipcMain\b/, ['src-main/ipc.ts']],
  ['speaks with the main process', /\bipcRenderer\b|\bcontextBridge\b/, ['src-main/preload.ts']],
  ['knows of a start without the sandbox', /no-sandbox/, ['src-main/main.ts', 'src-main/switches.ts']],
])('one place %s', (_what, pattern, places) => {
  expect(filesWith(pattern)).toEqual(places);
});
