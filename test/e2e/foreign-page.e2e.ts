import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { startServer, type ListeningServer, type ListenOptions } from '../../src-main/server/server.ts';
import { startElectron } from './support/desktop.ts';

/** A page in a browser on the network of a room: what it may do to the room's server, with the engine that the app ships. */

/** Names that lead to this computer, as those of an attacker do who answers for them himself (DNS rebinding). */
const EVIL = 'evil.test';
const REBOUND = 'rebound.test';

/** A browser that believes every certificate and shows one page. */
const BROWSER = `
const { app, BrowserWindow } = require('electron');
app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
  event.preventDefault();
  answer(true);
});
void app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL(process.env.RWCI_PAGE));
`;

interface Fixtures {
  /** A page of `EVIL` in a browser, and its origin. */
  attacker: { readonly page: Page; readonly origin: string };
  room: (options?: Partial<ListenOptions>) => Promise<ListeningServer>;
}

const test = base.extend<Fixtures>({
  attacker: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'rwci-browser-'));
    await writeFile(join(folder, 'package.json'), '{"name":"browser","version":"1.0.0","main":"main.cjs"}');
    await writeFile(join(folder, 'main.cjs'), BROWSER);
    const web = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>evil</title>');
    });
    const origin = `http://${EVIL}:${String(await listen(web))}`;
    const rules = `--host-resolver-rules=MAP ${EVIL} 127.0.0.1,MAP ${REBOUND} 127.0.0.1`;
    const app = await startElectron([`--user-data-dir=${join(folder, 'data')}`, rules, folder], { RWCI_PAGE: `${origin}/` });
    const page = await app.firstWindow();
    await page.waitForURL(`${origin}/`);
    await use({ page, origin });
    await app.close();
    web.close();
    await rm(folder, { recursive: true, force: true });
  },
  room: async ({}, use) => {
    const rooms: { server: ListeningServer; folder: string }[] = [];
    await use(async (options = {}) => {
      const folder = await mkdtemp(join(tmpdir(), 'rwci-room-'));
      const server = await startServer({ host: '127.0.0.1', port: 0, dataDir: folder, name: 'Secret club', ...options });
      rooms.push({ server, folder });
      return server;
    });
    for (const { folder, server } of rooms) {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  },
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Has the page open a WebSocket to each address and make an account where it gets in; how many it got into. */
function openAll(page: Page, urls: readonly string[]): Promise<number> {
  return page.evaluate(async (all) => {
    const tries = all.map(
      (url) =>
        new Promise<boolean>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => {
            socket.send('{"type":"auth","username":"mallory","password":"x"}');
          };
          socket.onmessage = () => {
            socket.close();
            resolve(true);
          };
          socket.onclose = () => {
            resolve(false);
          };
        }),
    );
    return (await Promise.all(tries)).filter(Boolean).length;
  }, urls);
}

/** The status that a request of the page gets; the browser knows it, also where the page may not. */
async function statusOf(page: Page, url: string): Promise<{ status: number; headers: Record<string, string> }> {
  const [response] = await Promise.all([
    page.waitForEvent('response', (each) => each.url() === url),
    page.evaluate(
      (to) =>
        fetch(to, { mode: 'no-cors' })
          .catch(() => null)
          .then(() => null),
      url,
    ),
  ]);
  return { status: response.status(), headers: await response.allHeaders() };
}

test('a foreign page opens no WebSocket and makes no account', async ({ attacker: { page }, room }) => {
  const server = await room();
  const { port } = server;
  const names = ['127.0.0.1', 'localhost', EVIL, REBOUND];
  const urls = names.flatMap((name) => ['ws', 'wss'].map((scheme) => `${scheme}://${name}:${String(port)}/chat?pin=1234`));
  // Chromium lets one who failed wait longer each time before the next try.
  for (let round = 0; round < 2; round++) expect(await openAll(page, urls)).toBe(0);
  expect(server.admin.stats()).toMatchObject({ people: 0, members: 0, messages: 0 });
});

test('it is the rule that holds the page off: one that the host allows gets in', async ({
  attacker: { page, origin },
  room,
}) => {
  const server = await room({ allowedOrigins: [origin] });
  const at = `127.0.0.1:${String(server.port)}`;
  expect(await openAll(page, [`ws://${at}`])).toBe(1);
  expect(server.admin.stats()).toMatchObject({ members: 1 });
  expect(await openAll(page, [`wss://${at}`, `ws://${REBOUND}:${String(server.port)}`])).toBe(1);
});

test('a page learns nothing of the server, and a name that was led here is told so', async ({ attacker: { page }, room }) => {
  const { port } = await room();
  const rebound = await statusOf(page, `http://${REBOUND}:${String(port)}/`);
  expect(rebound.status).toBe(421);
  for (const path of ['', 'healthz', 'metrics']) {
    const { status, headers } = await statusOf(page, `http://127.0.0.1:${String(port)}/${path}`);
    expect(status).toBe(path === '' ? 426 : 200);
    expect(JSON.stringify(headers)).not.toContain('Secret club');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
  // What it may not read, it may not have: no page is allowed by a header of the server's.
  const isReadable = await page.evaluate(
    (url) =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    `http://127.0.0.1:${String(port)}/metrics`,
  );
  expect(isReadable).toBe(false);
});
