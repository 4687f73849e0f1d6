import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame } from '@playwright/test';
import { EVIL, HOME, REBOUND } from './support/names.ts';
import { expect, pageOf, test } from './support/rooms.ts';

/** What a page of somebody else's gets out of a room's page and out of its server: nothing. */

/** What a script got at. */
interface Loot {
  /** Addresses whose WebSocket opened. */
  readonly sockets: readonly string[];
  /** What could be read. */
  readonly read: readonly string[];
  /** Files that behave otherwise than those of the same server that are not there: they would tell its version. */
  readonly told: readonly string[];
  /** What the global object has that it did not have before. */
  readonly globals: readonly string[];
  /** What the messages between windows said. */
  readonly heard: readonly unknown[];
}

const NOTHING: Loot = { sockets: [], read: [], told: [], globals: [], heard: [] };

interface Targets {
  readonly sockets: readonly string[];
  /** Addresses of the page, and of files of it. */
  readonly files: readonly string[];
  /** An address where there is no file. */
  readonly missing: string;
}

/** Tries every way that a script has, in a page or a frame. */
function rob(frame: Frame, targets: Targets): Promise<Loot> {
  return frame.evaluate(async ({ files, missing, sockets }) => {
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const heard: unknown[] = [];
    addEventListener('message', ({ data }) => heard.push(data));
    const openSocket = (url: string) =>
      new Promise<string | null>((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => {
          socket.send('{"type":"auth","username":"mallory","password":"x"}');
          resolve(url);
        };
        socket.onclose = () => {
          resolve(null);
        };
      });
    const read: string[] = [];
    const fetched = (mode: RequestMode) => (url: string) =>
      fetch(url, { mode, cache: 'no-store' }).then(
        async (response) => {
          const text = await response.text();
          if (response.type !== 'opaque' || text !== '') read.push(`${mode} ${url}: ${text}`);
          return 'opaque';
        },
        () => 'refused',
      );
    const included = (make: (url: string) => HTMLElement) => (url: string) =>
      new Promise<string>((resolve) => {
        const element = make(url);
        element.onload = () => {
          resolve('loaded');
        };
        element.onerror = () => {
          resolve('refused');
        };
        document.head.append(element);
      });
    const element = (tag: string, properties: (url: string) => object) => (url: string) =>
      Object.assign(document.createElement(tag), properties(url));
    const ways: ((url: string) => Promise<string>)[] = [
      fetched('cors'),
      fetched('no-cors'),
      included(element('script', (src) => ({ src }))),
      included(element('script', (src) => ({ src, type: 'module' }))),
      included(element('link', (href) => ({ href, rel: 'stylesheet' }))),
      included(element('img', (src) => ({ src }))),
      included(element('link', (href) => ({ href, rel: 'preload', as: 'image' }))),
    ];
    const tryAll = async (url: string) => (await Promise.all(ways.map((way) => way(url)))).join(' ');
    const opened = (await Promise.all(sockets.map(openSocket))).filter((url) => url !== null);
    const usual = await tryAll(missing);
    const outcomes = await Promise.all(files.map(async (url) => [url, await tryAll(url)] as const));
    const told = outcomes
      .filter(([, outcome]) => outcome !== usual)
      .map(([url, outcome]) => `${url}: ${outcome}, not ${usual}`);
    const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    return { sockets: opened, read, told, globals, heard };
  }, targets);
}

/** A web server of the attacker's: every path of it is an empty page. */
async function startWeb(): Promise<{ port: number; web: Server }> {
  const web = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>evil</title>');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  return { web, port: (web.address() as AddressInfo).port };
}

/** Pages from where an attack can come, by name: another host, other ports of the room's own host, and origins that are none. */
async function attackers(browser: Browser, port: number): Promise<[string, Frame][]> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const open = async (url: string): Promise<Frame> => {
    const page = await context.newPage();
    await page.goto(url);
    return page.mainFrame();
  };
  const found: [string, Frame][] = [];
  for (const name of [EVIL, HOME, '127.0.0.1']) found.push([name, await open(`http://${name}:${String(port)}/`)]);
  found.push(['data:', await open('data:text/html,<title>evil</title>')]);
  const around = await open(`http://${HOME}:${String(port)}/around`);
  await around.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.src = '/sandboxed';
    document.body.append(frame);
  });
  await expect.poll(() => around.childFrames()[0]?.url()).toContain('/sandboxed');
  const [sandboxed] = around.childFrames();
  if (sandboxed !== undefined) found.push(['sandboxed', sandboxed]);
  return found;
}

test('a page from elsewhere gets no socket, no account, no answer, no frame and no script out of a room with a page', async ({
  browser,
  startRoom,
}) => {
  const room = await startRoom();
  const index = await (await fetch(`http://127.0.0.1:${String(room.port)}/`)).text();
  const assets = [...index.matchAll(/"(?:\.?\/)?(assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
  expect(assets.some((path) => path.endsWith('.js'))).toBe(true);
  expect(assets.some((path) => path.endsWith('.css'))).toBe(true);
  const { port, web } = await startWeb();
  const doors = [...['127.0.0.1', HOME, REBOUND].map((name) => `http://${name}`), `https://${HOME}`];
  const bases = doors.map((door) => `${door}:${String(room.port)}/`);
  const sockets = bases.map((base) => `${base.replace('http', 'ws')}?guest=1`);
  for (const [name, frame] of await attackers(browser, port)) {
    expect(await rob(frame, { sockets, files: [], missing: bases[0] ?? '' }), name).toEqual(NOTHING);
    for (const base of bases) {
      const files = assets.slice(0, 2).map((path) => base + path);
      const loot = await rob(frame, { sockets: [], files, missing: `${base}assets/none-12345678.js` });
      expect(loot, `${name} at ${base}`).toEqual(NOTHING);
    }
    const framed = await frame.evaluate((url) => {
      const inside = Object.assign(document.createElement('iframe'), { src: url });
      return new Promise<unknown>((resolve) => {
        inside.onload = () => {
          resolve(inside.contentDocument === null ? null : inside.contentDocument.body.innerText);
        };
        (document.body as HTMLElement | null)?.append(inside);
      });
    }, pageOf(room));
    expect(framed, name).toBeNull();
    for (const child of frame.childFrames()) expect(await child.content(), name).not.toContain('rwci-room');
  }
  expect(room.admin.stats()).toMatchObject({ people: 0, members: 0, messages: 0 });
  web.close();
});
