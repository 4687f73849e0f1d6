import { expect, test } from 'vitest';
import { PANEL_LOG_LINES_MAX, PANEL_MINUTES_MAX } from '../../src-shared/hosting/index.ts';
import { silentLogger } from '../../src-main/server/logger.ts';
import { Activity } from '../../src-main/server/panel/activity.ts';
import { PanelFeed, type PanelView } from '../../src-main/server/panel/feed.ts';
import { LogRing } from '../../src-main/server/panel/log-ring.ts';
import { PeopleNews } from '../../src-main/server/panel/people-news.ts';
import { FakeServerClock } from '../support/server-room.ts';

const MINUTE_MS = 60_000;

test('the minutes: messages of each, people at most, the last hour and no more', async () => {
  const clock = new FakeServerClock();
  let messages = 10;
  let people = 1;
  const activity = new Activity({ clock, messages: () => messages, people: () => people });
  messages += 3;
  people = 4;
  activity.noticePeople();
  people = 2;
  expect(activity.minutes.map((minute) => [minute.messages, minute.people])).toEqual([[3, 4]]);
  await clock.advance(MINUTE_MS);
  messages += 1;
  expect(activity.minutes.map((minute) => [minute.messages, minute.people])).toEqual([
    [3, 4],
    [1, 2],
  ]);
  for (let minute = 0; minute < 2 * PANEL_MINUTES_MAX; minute++) await clock.advance(MINUTE_MS);
  expect(activity.minutes).toHaveLength(PANEL_MINUTES_MAX);
  activity.stop();
});

test('the log keeps the last lines, each on one line and no longer than a line may be', () => {
  const ring = new LogRing(new FakeServerClock(), silentLogger);
  ring.info('closed a connection', { address: '10.0.0.1', account: null, rule: 'x' });
  expect(ring.lines[0]?.text).toBe('closed a connection (address 10.0.0.1, rule x)');
  ring.warn('refused a request', { header: `evil\n\u202e\u0007${'x'.repeat(1_000)}` });
  expect(ring.lines[1]?.text).toMatch(/^refused a request \(header evil x+$/u);
  expect(ring.lines[1]?.text.length).toBe(300);
  for (let line = 0; line < 2 * PANEL_LOG_LINES_MAX; line++) ring.error(String(line));
  expect(ring.lines).toHaveLength(PANEL_LOG_LINES_MAX);
  expect(ring.lines.at(-1)).toMatchObject({ text: String(2 * PANEL_LOG_LINES_MAX - 1), level: 'error' });
});

test('a panel is told all when it opens, then what changed, twice a second at most, and nothing when it is closed', async () => {
  const clock = new FakeServerClock();
  let view: PanelView = {
    people: [],
    minutes: [],
    log: [],
    settings: { name: 'room', welcome: '', registration: 'open', pin: null, guests: true },
  };
  let looks = 0;
  const told: Partial<PanelView>[] = [];
  const feed = new PanelFeed(
    clock,
    () => {
      looks++;
      return view;
    },
    (change) => told.push(change),
  );
  await clock.advance(MINUTE_MS);
  expect(looks).toBe(0);
  feed.open();
  expect(told).toEqual([view]);
  for (let change = 0; change < 100; change++) {
    view = { ...view, settings: { ...view.settings, name: String(change) } };
    await clock.advance(10);
  }
  expect(told.slice(1)).toEqual([{ settings: expect.anything() as object }, { settings: expect.anything() as object }]);
  await clock.advance(MINUTE_MS);
  const before = told.length;
  feed.close();
  view = { ...view, minutes: [{ at: 0, messages: 1, people: 1 }] };
  await clock.advance(MINUTE_MS);
  expect(told).toHaveLength(before);
});

test('a thousand people who come in a moment are told of twice a second, with the names of a few', async () => {
  const clock = new FakeServerClock();
  const told: { count: number; names: readonly string[] }[] = [];
  const news = new PeopleNews(
    clock,
    () => false,
    () => ({ name: 'room', guests: false }),
    (now) => told.push(now),
  );
  const names: string[] = [];
  for (let person = 0; person < 1_000; person++) {
    names.push(`person ${String(person)}`);
    news.changed([...names]);
    await clock.advance(1);
  }
  await clock.advance(MINUTE_MS);
  expect(told.length).toBeLessThanOrEqual(4);
  expect(told[0]).toMatchObject({ count: 1 });
  expect(told.at(-1)?.count).toBe(1_000);
  expect(told.at(-1)?.names).toHaveLength(5);
});
