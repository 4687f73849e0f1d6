import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { settle, until } from '../../support/fake-clock.ts';
import { FEED_FILE, type UpdateFeed } from '../../support/update-feed.ts';
import { installed, OLD_IMAGE } from './updating.ts';

const PAYLOAD = Buffer.alloc(300_000, 'new');
const GOOD = { version: '2.0.0', payload: PAYLOAD };
const FILE = '/rwci-desktop-2.0.0.AppImage';

type Spoil = (feed: UpdateFeed) => void;

const answers =
  (path: string, answer: (response: ServerResponse) => void): Spoil =>
  (feed) => {
    feed.serve(path, answer);
  };
const signs =
  (text: string): Spoil =>
  (feed) => {
    feed.sign(text);
  };
const NO_YAML = 'version: [1, 2\n  files: }';
const TRUNCATED = "version: 2.0.0\nfiles:\n  - url: rwci-desktop-2.0.0.AppImage\n    sha512: 'abc";

describe('a feed that is not as it should be is said to the person who asks; nothing of it is taken, and the next one is', () => {
  test.each<[string, Spoil, string]>([
    ['an error of the server', answers(`/${FEED_FILE}`, (response) => response.writeHead(500).end('oops')), 'server'],
    ['no feed', answers(`/${FEED_FILE}`, (response) => response.writeHead(404).end()), 'server'],
    ['no signature', answers(`/${FEED_FILE}.sig`, (response) => response.writeHead(404).end()), 'server'],
    [
      'a page in its place',
      answers(`/${FEED_FILE}`, (response) => response.end('<!doctype html><h1>Log in</h1>')),
      'not-trusted',
    ],
    ['a signature that is none', answers(`/${FEED_FILE}.sig`, (response) => response.end('none')), 'not-trusted'],
    ['one without end', answers(`/${FEED_FILE}`, endless), 'too-large'],
    ['a connection cut in the middle', answers(`/${FEED_FILE}`, half), 'cut'],
    ['another host', answers(`/${FEED_FILE}`, elsewhere), 'redirected'],
    ['signed for another system', (feed) => feed.sign('version: 2.0.0', 'latest.yml'), 'not-trusted'],
    ['signed, but a page', signs('<!doctype html>'), 'unreadable'],
    ['signed, but no YAML', signs(NO_YAML), 'unreadable'],
    ['signed, but truncated', signs(TRUNCATED), 'unreadable'],
    ['signed, but empty', signs(''), 'unreadable'],
    ['signed, but not UTF-8', (feed) => feed.sign(Buffer.from([0x76, 0xff, 0xfe])), 'unreadable'],
    ['no version', (feed) => feed.publish({ ...GOOD, version: 'latest' }), 'unreadable'],
    ['a version that is a number', (feed) => feed.publish({ ...GOOD, version: '2.0' }), 'unreadable'],
    ['a version without end', (feed) => feed.publish({ ...GOOD, version: `2.0.${'9'.repeat(500)}` }), 'unreadable'],
    ['a file above the feed', (feed) => feed.publish({ ...GOOD, file: '../evil.AppImage' }), 'unreadable'],
    ['a file of another host', (feed) => feed.publish({ ...GOOD, file: 'http://evil.test/a.AppImage' }), 'unreadable'],
    ['no checksum', (feed) => feed.publish({ ...GOOD, sha512: "''" }), 'unreadable'],
    ['10 GB announced', (feed) => feed.publish({ ...GOOD, size: 10 * 1024 ** 3 }), 'too-large'],
  ])('%s', async (_name, spoil, problem) => {
    const app = await installed();
    app.feed.publish(GOOD);
    spoil(app.feed);
    await app.updates.check();
    expect(app.state()).toEqual({ status: 'failed', problem, offer: null });
    expect([app.feed.requests.filter((path) => path.endsWith('.AppImage')), app.pending(), app.image()]).toEqual([
      [],
      [],
      OLD_IMAGE,
    ]);

    app.feed.publish(GOOD);
    await app.updates.check();
    expect(app.state().status).toBe('available');
  });

  test.each([
    ['another key', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) as string],
    ['a key of another kind', generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }) as string],
    ['a key that is none', 'none'],
  ])('%s in the app', async (_name, publicKey) => {
    const app = await installed({}, { publicKey });
    app.feed.publish(GOOD);
    await app.updates.check();
    expect(app.state()).toEqual({ status: 'failed', problem: 'not-trusted', offer: null });
  });
});

describe('a file that is not what the feed says is thrown away and said; the app stays as it is, and the next attempt works', () => {
  test.each<[string, Spoil, string]>([
    ['other bytes', answers(FILE, (response) => response.end(Buffer.alloc(PAYLOAD.length, 'bad'))), 'damaged'],
    ['another checksum', (feed) => feed.publish({ ...GOOD, sha512: `${'A'.repeat(86)}==` }), 'damaged'],
    ['half of it, then cut', answers(FILE, half), 'cut'],
    ['half of it, then the end', answers(FILE, (response) => response.end(PAYLOAD.subarray(0, 1_000))), 'cut'],
    ['more than it', answers(FILE, endless), 'too-large'],
    [
      '10 GB announced',
      answers(FILE, (response) => response.writeHead(200, { 'content-length': 10 * 1024 ** 3 }).write('x')),
      'too-large',
    ],
    ['gone', answers(FILE, (response) => response.writeHead(404).end()), 'server'],
    ['on another host', answers(FILE, elsewhere), 'redirected'],
  ])('%s', async (_name, spoil, problem) => {
    const app = await installed();
    app.feed.publish(GOOD);
    spoil(app.feed);
    await app.updates.check();
    await app.updates.download();
    expect(app.state()).toMatchObject({ status: 'failed', problem, offer: { version: '2.0.0' } });
    await app.updates.finish();
    expect([app.pending(), app.image()]).toEqual([[], OLD_IMAGE]);

    app.feed.publish(GOOD);
    await app.updates.download();
    await app.updates.finish();
    expect([app.image(), app.pending()]).toEqual([PAYLOAD.toString(), ['update-info.json']]);
  });

  test('silence: a server that sends nothing for half a minute has gone', async () => {
    const app = await installed();
    app.feed.publish(GOOD);
    app.feed.serve(FILE, (response) => response.write('new'));
    await app.updates.check();
    const download = app.updates.download();
    await until(() => app.feed.requests.includes(FILE), 'asked for');
    await until(() => app.clock.pending > 0, 'waits for more');
    const over = download.then(() => true);
    // The first bytes may come while the clock is turned, and begin the half minute anew.
    while (!(await Promise.race([over, settle().then(() => false)]))) await app.clock.advance(30_000);
    expect(app.state()).toMatchObject({ status: 'failed', problem: 'offline' });
    expect(app.pending()).toEqual([]);
  });
});

test('what changed on the disk after it was downloaded is not installed', async () => {
  const app = await installed({ updates: 'automatic' });
  app.feed.publish(GOOD);
  await app.updates.check();
  const waits = join(app.folder, 'cache', 'rwci-desktop-updater', 'pending', 'rwci-desktop-2.0.0.AppImage');
  writeFileSync(waits, 'something else');
  await app.updates.finish();
  expect([app.image(), app.log.some((line) => line.includes('has changed'))]).toEqual([OLD_IMAGE, true]);
});

describe('a full disk', () => {
  /** A disk of `size`, where the one who runs the tests may make one. */
  function disk(size: string): string | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
    const folder = mkdtempSync(join(tmpdir(), 'rwci-small-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
    onTestFinished(() => {
      execFileSync('umount', ['-l', folder]);
    });
    return folder;
  }
  const isRoot = process.getuid?.() === 0;

  test.runIf(isRoot)('there is no room for it: said before anything is downloaded', async () => {
    const cache = disk('2m') ?? '';
    const app = await installed({}, { cache });
    app.feed.publish(GOOD);
    await app.updates.check();
    await app.updates.download();
    expect(app.state()).toMatchObject({ status: 'failed', problem: 'disk-full' });
    expect(app.feed.requests).not.toContain(FILE);
  });

  test.runIf(isRoot)(
    'the room goes while it is downloaded: nothing is left of it, and it works when there is room again',
    async () => {
      const cache = disk('20m') ?? '';
      const app = await installed({}, { cache });
      const payload = Buffer.alloc(3 * 1024 * 1024, 'new');
      app.feed.publish({ ...GOOD, payload });
      mkdirSync(join(cache, 'others'));
      app.feed.serve(FILE, (response) => {
        // Somebody else was quicker.
        writeFileSync(join(cache, 'others', 'film'), Buffer.alloc(18 * 1024 * 1024));
        response.end(payload);
      });
      await app.updates.check();
      await app.updates.download();
      expect(app.state()).toMatchObject({ status: 'failed', problem: 'disk-full' });
      expect([app.pending(), app.image()]).toEqual([[], OLD_IMAGE]);

      execFileSync('rm', [join(cache, 'others', 'film')]);
      app.feed.publish({ ...GOOD, payload });
      await app.updates.download();
      expect(app.state().status).toBe('ready');
    },
  );
});

test('release notes are text: what would do more than stand there goes, tags stay letters, and length has an end', async () => {
  const app = await installed();
  const notes = String.raw`"<img src=x onerror=alert(1)>\e[31mred\e[0m \e]0;title\a\u202Eabc\u2066 zero\u200Bwidth\0\r\nnext\tline\uD800"`;
  app.feed.publish({ ...GOOD, notes });
  await app.updates.check();
  expect(app.state()).toMatchObject({ offer: { notes: '<img src=x onerror=alert(1)>red abc zerowidth\nnext\tline' } });
  app.feed.publish({ ...GOOD, notes: `"${'long '.repeat(10_000)}"` });
  await app.updates.check();
  const { offer } = app.state() as { readonly offer: { readonly notes: string } };
  expect(offer.notes.length).toBeLessThan(8_010);
  expect(offer.notes.endsWith(' …')).toBe(true);
});

function half(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': PAYLOAD.length });
  response.write(PAYLOAD.subarray(0, PAYLOAD.length / 2), () => {
    response.socket?.resetAndDestroy();
  });
}

function elsewhere(response: ServerResponse): void {
  response.writeHead(302, { location: 'http://127.0.0.2:9/' }).end();
}

function endless(response: ServerResponse): void {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write(PAYLOAD));
  };
  response.on('drain', more);
  more();
}
