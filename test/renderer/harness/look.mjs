// Opens every scene of the window in a Chromium, under the app's Content-Security-Policy: takes screenshots, runs axe, and
// counts violations of the policy and errors. Needs a Chromium of the system's (CHROMIUM, else /usr/bin/chromium).
//   node test/renderer/harness/look.mjs OUTPUT-FOLDER [SCENE…]
import { mkdirSync, readFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { build } from 'vite';

const [output = '.', ...wanted] = process.argv.slice(2);
const PAGES = fileURLToPath(new URL('../../../node_modules/.cache/harness/', import.meta.url));
const CSP = [
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

/** Steps after the scene is there, for what only an action shows. */
const ACTIONS = {
  settings: ['room', (page) => page.getByRole('button', { name: 'Settings' }).click()],
  switcher: ['room', (page) => page.keyboard.press('Control+k')],
  'switcher-typed': [
    'room',
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('an');
    },
  ],
  'create-channel': [
    'room',
    async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 700) await page.getByRole('button', { name: 'Conversations' }).click();
      await page.getByRole('button', { name: 'Create channel' }).click();
      await page.getByRole('textbox', { name: 'Channel name' }).fill('taken');
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('There is a channel').waitFor();
    },
  ],
  'member-menu': [
    'room',
    async (page) => {
      if ((page.viewportSize()?.width ?? 0) < 900) await page.getByRole('button', { name: 'People' }).click();
      await page.getByRole('listitem', { name: 'bob' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Kick' }).waitFor();
    },
  ],
  drawer: [
    'room',
    async (page) => {
      const button = page.getByRole('button', { name: 'Conversations' });
      if (await button.isVisible()) await button.click();
    },
  ],
  join: ['first', (page) => page.getByRole('button', { name: 'Join a server' }).click()],
  'join-question': [
    'again',
    async (page) => {
      await page.getByRole('button', { name: 'Join a server' }).click();
      await page.getByRole('textbox', { name: 'Username' }).fill('alcie');
      await page.getByRole('textbox', { name: 'Password' }).fill('secret');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByRole('button', { name: 'Use alice' }).waitFor();
    },
  ],
  'join-busy': [
    'again',
    async (page) => {
      await page.getByRole('button', { name: 'Join a server' }).click();
      await page.getByRole('textbox', { name: 'Password' }).fill('secret');
      await page.getByRole('button', { name: 'Connect' }).click();
    },
  ],
  host: ['first', (page) => page.getByRole('button', { name: 'Host a server' }).click()],
  'host-problem': [
    'first',
    async (page) => {
      await page.getByRole('button', { name: 'Host a server' }).click();
      await page.getByRole('textbox', { name: 'Username' }).fill('alice');
      await page.getByRole('textbox', { name: 'Password' }).fill('secret');
      await page.getByRole('button', { name: 'Start hosting' }).click();
      await page.getByText('all taken').waitFor();
    },
  ],
  'scrolled-up': [
    'room-long',
    async (page) => {
      await page.getByRole('log').hover();
      await page.mouse.wheel(0, -900);
      await page.waitForTimeout(150);
      await page.evaluate(() =>
        globalThis.bridge.push({
          type: 'chat',
          event: {
            type: 'packet/received',
            at: Date.now(),
            packet: { type: 'message', author: 'bob', message: 'new one', channel: 'general' },
          },
        }),
      );
    },
  ],
};

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://local').pathname);
  const file = join(PAGES, path === '/' ? 'index.html' : path);
  if (!file.startsWith(PAGES) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
  });
  return response.end(readFileSync(file));
});

await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)) });
mkdirSync(output, { recursive: true });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});

let problems = 0;
const say = (line) => {
  problems++;
  console.log(line);
};

const names = await (async () => {
  const page = await browser.newPage();
  await page.goto(`${origin}/?scene=none`);
  const text = (await page.textContent('body')) ?? '';
  await page.close();
  return text
    .replace(/^.*There are: /s, '')
    .trim()
    .split(', ');
})();

const all = [
  ...names.map((name) => [name, name, null]),
  ...Object.entries(ACTIONS).map(([name, [scene, act]]) => [name, scene, act]),
];
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 400, height: 700 } };

for (const [name, scene, act] of all.filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      const label = `${name}-${size}-${colorScheme}`;
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.addInitScript(() => {
        globalThis.violations = [];
        addEventListener('securitypolicyviolation', (event) =>
          globalThis.violations.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber} ${event.sample}`),
        );
      });
      page.on('pageerror', (error) => say(`${label}: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && say(`${label}: ${message.text()}`));
      try {
        await page.goto(`${origin}/?scene=${scene}`);
        await page.waitForFunction(() => (document.querySelector('#app')?.childElementCount ?? 0) > 0);
        await act?.(page);
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(output, `${label}.png`) });
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, nodes } of violations)
          say(
            `${label}: axe ${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary?.slice(0, 300)}`,
          );
        for (const violation of await page.evaluate(() => globalThis.violations)) say(`${label}: policy ${violation}`);
      } catch (error) {
        say(`${label}: ${error.message}`);
      }
      await context.close();
    }
  }
}
console.log(`${problems} problems`);
await browser.close();
server.close();
