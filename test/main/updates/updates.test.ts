import { readdirSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { offerOf } from '../../../src-shared/ipc/index.ts';
import { settle, until } from '../../support/fake-clock.ts';
import { FEED_FILE } from '../../support/update-feed.ts';
import { installed, OLD_IMAGE } from './updating.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const PAYLOAD = Buffer.from('the new app');

describe('what the setting allows', () => {
  test('off: nothing is asked, loaded or told, also not where somebody presses', async () => {
    const app = await installed({ updates: 'off' });
    app.feed.publish({ version: '2.0.0' });
    await app.clock.advance(3 * DAY_MS);
    await app.updates.check();
    await app.updates.download();
    expect([app.feed.requests, app.loads(), app.state()]).toEqual([[], 0, { status: 'none', asked: false }]);
  });

  test('notify: asks a minute after the start and once a day, and tells; nothing is downloaded until the person wants it', async () => {
    const app = await installed();
    app.feed.publish({ version: '2.0.0', payload: PAYLOAD, notes: "'Faster.'" });
    await app.clock.advance(MINUTE_MS - 1);
    expect([app.feed.requests, app.loads()]).toEqual([[], 0]);
    await app.clock.advance(1);
    await app.reaches('available');
    expect(app.state()).toEqual({ status: 'available', offer: { version: '2.0.0', notes: 'Faster.', bytes: PAYLOAD.length } });
    expect(app.feed.requests).toEqual([`/${FEED_FILE}`, `/${FEED_FILE}.sig`]);
    await app.clock.advance(DAY_MS);
    await until(() => app.feed.requests.length === 4, 'asked once more');
    expect(app.states.map(({ status }) => status)).not.toContain('checking');
    await app.reaches('available');
    await app.updates.download();
    expect([app.state().status, app.pending().length]).toEqual(['ready', 2]);
  });

  test('automatic: downloads, says that it is ready, restarts nothing, and installs it when the app ends', async () => {
    const app = await installed({ updates: 'automatic' });
    app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    await app.clock.advance(MINUTE_MS);
    await app.reaches('ready');
    expect([app.image(), app.quits()]).toEqual([OLD_IMAGE, 0]);
    expect(await app.updates.finish()).toBe(false);
    expect(app.image()).toBe(PAYLOAD.toString());
    expect(statSync(`${app.folder}/RWCI.AppImage`).mode & 0o777).toBe(0o755);
    expect(readdirSync(app.folder)).not.toContain('RWCI.AppImage.new');
  });

  test('turned off in the middle, a download ends and what was ready is not installed', async () => {
    const app = await installed({ updates: 'automatic' });
    const file = app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    app.feed.serve(`/${file}`, (response) => response.write('the'));
    await app.clock.advance(MINUTE_MS);
    await app.reaches('downloading');
    app.choose('off');
    await app.reaches('none');

    app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    app.choose('automatic');
    await app.clock.advance(MINUTE_MS);
    await app.reaches('ready');
    app.choose('off');
    await app.updates.finish();
    expect([app.state(), app.image()]).toEqual([{ status: 'none', asked: false }, OLD_IMAGE]);
  });

  test('what is ready stays the version that the person was told of', async () => {
    const app = await installed({ updates: 'automatic' });
    app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    await app.clock.advance(MINUTE_MS);
    await app.reaches('ready');
    app.feed.publish({ version: '3.0.0' });
    const asked = app.feed.requests.length;
    await app.clock.advance(2 * DAY_MS);
    await app.updates.check();
    expect([app.feed.requests.length, offerOf(app.state())?.version]).toEqual([asked, '2.0.0']);
  });
});

describe('while a server is hosted', () => {
  test('nothing is looked for or downloaded by itself, and all of it is made up for after', async () => {
    const app = await installed({ updates: 'automatic' });
    app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    app.host(true);
    await app.clock.advance(2 * DAY_MS);
    expect(app.feed.requests).toEqual([]);
    await app.updates.check();
    await app.updates.download();
    expect([app.state().status, app.pending()]).toEqual(['available', []]);
    app.host(false);
    await app.clock.advance(MINUTE_MS);
    await app.reaches('ready');
  });

  test('a download that goes on ends, and nothing is installed by a press', async () => {
    const app = await installed({ updates: 'automatic' });
    const file = app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    app.feed.serve(`/${file}`, (response) => response.write('the'));
    await app.clock.advance(MINUTE_MS);
    await app.reaches('downloading');
    app.host(true);
    await app.reaches('available');
    app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
    app.host(false);
    await app.clock.advance(MINUTE_MS);
    await app.reaches('ready');
    app.host(true);
    app.updates.install();
    expect(app.quits()).toBe(0);
    app.host(false);
    app.updates.install();
    expect([app.quits(), app.image()]).toEqual([1, OLD_IMAGE]);
  });
});

describe('a version that is not for this one', () => {
  test.each([
    ['the same', '1.2.3'],
    ['an older one', '1.2.2'],
    ['a beta of a newer one', '2.0.0-beta.1'],
    ['the same as another build', '1.2.3+7'],
  ])('%s: nothing is there', async (_name, version) => {
    const app = await installed({ updates: 'automatic' });
    app.feed.publish({ version });
    await app.updates.check();
    await app.updates.download();
    expect([app.state(), app.feed.requests.length]).toEqual([{ status: 'none', asked: true }, 2]);
  });

  test.each(['1.3.0-beta.2', '1.3.0'])('who has a beta is offered %s, but no alpha', async (version) => {
    const app = await installed({}, { version: '1.3.0-beta.1' });
    app.feed.publish({ version: '1.4.0-alpha.1' });
    await app.updates.check();
    expect(app.state().status).toBe('none');
    app.feed.publish({ version });
    await app.updates.check();
    expect(offerOf(app.state())?.version).toBe(version);
  });

  test('one that is for another system', async () => {
    const app = await installed();
    app.feed.publish({ version: '2.0.0', file: 'rwci-desktop-2.0.0-setup.exe' });
    await app.updates.check();
    expect(app.state()).toEqual({ status: 'failed', problem: 'unreadable', offer: null });
  });

  test('one that only a share of all is to have', async () => {
    const app = await installed();
    app.feed.publish({ version: '2.0.0', more: 'stagingPercentage: 0\n' });
    await app.updates.check();
    expect(app.state()).toEqual({ status: 'none', asked: true });
  });
});

test('an installation that cannot update itself says why, loads nothing and waits for nothing', async () => {
  const app = await installed({ updates: 'automatic' }, { absence: 'no-feed' });
  app.feed.publish({ version: '2.0.0' });
  await app.clock.advance(3 * DAY_MS);
  await app.updates.check();
  app.choose('notify');
  app.host(true);
  app.host(false);
  await app.updates.finish();
  expect([app.state(), app.feed.requests, app.loads(), app.clock.pending]).toEqual([
    { status: 'absent', reason: 'no-feed' },
    [],
    0,
    0,
  ]);
});

test('a file that is wrong is not fetched again by itself before the next day', async () => {
  const app = await installed({ updates: 'automatic' });
  const file = app.feed.publish({ version: '2.0.0', payload: PAYLOAD, sha512: `${'A'.repeat(86)}==` });
  await app.clock.advance(MINUTE_MS);
  await app.reaches('failed');
  await app.clock.advance(DAY_MS - HOUR_MS);
  expect(app.feed.requests.filter((path) => path === `/${file}`)).toHaveLength(1);
  app.feed.publish({ version: '2.0.0', payload: PAYLOAD });
  await app.clock.advance(HOUR_MS);
  await app.reaches('ready');
});

test('offline is silent by itself and in the log, is said to the person who asks, and is tried again within the hour', async () => {
  const app = await installed({ updates: 'automatic' });
  await app.feed.close();
  await app.clock.advance(10 * HOUR_MS);
  expect([app.state(), app.log, app.loads()]).toEqual([{ status: 'none', asked: false }, [], 1]);
  await app.updates.check();
  expect(app.state()).toEqual({ status: 'failed', problem: 'offline', offer: null });
  expect(app.log).toEqual([]);
});

test('a feed that stays broken is one line in the log', async () => {
  const app = await installed({ updates: 'automatic' });
  app.feed.serve(`/${FEED_FILE}`, (response) => response.writeHead(500).end());
  for (let hour = 1; hour <= 5; hour++) {
    await app.clock.advance(HOUR_MS);
    await until(() => app.feed.requests.length >= hour, 'asked again');
    await settle();
  }
  expect([app.state(), app.log.length]).toEqual([{ status: 'none', asked: false }, 1]);
});
