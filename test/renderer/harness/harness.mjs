// The window over a fake main process, served under the app's own Content-Security-Policy to a Chromium of the system's
// (CHROMIUM, else /usr/bin/chromium).
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';

const PAGES = fileURLToPath(new URL('../../../node_modules/.cache/harness/', import.meta.url));
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.map': 'application/json' };

/**
 * Builds and serves the scenes. `open(scene, options)` gives a page with the scene in it and the list of what went wrong there:
 * errors, console errors and violations of the policy.
 */
export async function openHarness() {
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)) });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://local').pathname);
    const file = join(PAGES, path === '/' ? 'index.html' : path);
    if (path === '/favicon.ico') return response.writeHead(204).end();
    if (!file.startsWith(PAGES) || !existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    return response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });

  return {
    async open(scene, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      const wrong = [];
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
      await page.exposeFunction('reportViolation', (text) => wrong.push(`policy: ${text}`));
      await page.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) =>
          globalThis.reportViolation(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber} ${event.sample}`),
        );
      });
      await page.goto(`${origin}/?scene=${scene}`);
      await page.waitForFunction(() => document.body.textContent?.trim() !== '');
      return { page, wrong, close: () => context.close() };
    },
    /** Names of the scenes there are. */
    async scenes() {
      const { page, close } = await this.open('none');
      const text = (await page.textContent('body')) ?? '';
      await close();
      return text
        .replace(/^.*There are: /s, '')
        .trim()
        .split(', ');
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
