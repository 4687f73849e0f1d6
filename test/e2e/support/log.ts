import type { RwciApi } from '../../../src-shared/ipc/index.ts';
import { expect, type Desktop } from './desktop.ts';

/** What a test sees of the log of messages: where things stand on the screen, and how they got there. */

/** What stands in each message of the log, from where it is scrolled to up to the top: only what is near to the view is in the DOM. */
export async function messagesUpwards(desktop: Desktop): Promise<string[]> {
  const found = new Map<string, string>();
  for (;;) {
    const rows = await desktop.log
      .locator('[data-row]:has(article)')
      .evaluateAll((all) => all.map((row) => [(row as HTMLElement).dataset['row'] ?? '', row.textContent] as const));
    for (const [key, text] of rows) found.set(key, text);
    const isTop = await desktop.log.evaluate((log) => {
      if (log.scrollTop === 0) return true;
      log.scrollTop -= log.clientHeight;
      return false;
    });
    if (isTop) return [...found.values()];
    await painted(desktop);
  }
}

/** Everything on its way to the screen has got there: two frames were painted since. */
export function painted({ page }: Desktop): Promise<void> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)));
      }),
  );
}

/** Rows in the DOM, messages and lines. */
export function rowsInDom({ log }: Desktop): Promise<number> {
  return log.locator('[data-row]').count();
}

/** The first message that begins in sight: its key, and how far it is from the top of the window, in px. */
export function firstInSight({ page }: Desktop): Promise<{ key: string; top: number }> {
  return page.evaluate(() => {
    const { top } = document.querySelector('[role=log]')?.getBoundingClientRect() ?? { top: 0 };
    const first = [...document.querySelectorAll<HTMLElement>('[role=log] [data-row]')].find(
      (row) => row.querySelector('article') !== null && row.getBoundingClientRect().top >= top,
    );
    return { key: first?.dataset['row'] ?? '', top: first?.getBoundingClientRect().top ?? NaN };
  });
}

/**
 * Does something, and expects that the first message in sight was within 1 px of its place in every frame that was painted until
 * `until` holds and some frames after.
 */
export async function expectStill(
  desktop: Desktop,
  what: string,
  act: () => Promise<void>,
  until: () => Promise<void>,
): Promise<void> {
  await painted(desktop);
  const { key, top } = await firstInSight(desktop);
  await desktop.page.evaluate(
    ([row, place]) => {
      const watch = { most: 0, on: true, gone: false };
      Object.assign(window, { watch });
      // A new observer tells where its element is painted in the frame that is being made: after everything that is set right before
      // the paint, and without what another task does between two frames.
      const frame = (): void => {
        const element = document.querySelector(`[role=log] [data-row="${row}"]`);
        if (element === null) watch.gone = true;
        else {
          const observer = new IntersectionObserver(([seen]) => {
            observer.disconnect();
            if (seen !== undefined) watch.most = Math.max(watch.most, Math.abs(seen.boundingClientRect.top - place));
          });
          observer.observe(element);
        }
        if (watch.on) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    },
    [key, top] as const,
  );
  await act();
  await until();
  await painted(desktop);
  const { most, gone } = await desktop.page.evaluate(() => {
    const { watch } = window as unknown as { watch: { most: number; gone: boolean; on: boolean } };
    watch.on = false;
    return watch;
  });
  expect({ what, gone }).toEqual({ what, gone: false });
  expect(most, `${what}: px that ${key} was away from its place`).toBeLessThanOrEqual(1);
  expect(await rowsInDom(desktop), what).toBeLessThanOrEqual(300);
}

/** Turns the wheel over the log; below 0 upwards, in px. */
export async function wheel(desktop: Desktop, by: number): Promise<void> {
  const box = await desktop.log.boundingBox();
  if (box === null) throw new Error('there is no log');
  await desktop.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const before = await desktop.log.evaluate((log) => log.scrollTop);
  await desktop.page.mouse.wheel(0, by);
  await expect.poll(() => desktop.log.evaluate((log) => log.scrollTop)).not.toBe(before);
  await atRest(desktop);
}

/** A smooth scroll is over. */
async function atRest(desktop: Desktop): Promise<void> {
  let last = NaN;
  await expect
    .poll(async () => {
      await painted(desktop);
      const now = await desktop.log.evaluate((log) => log.scrollTop);
      const isStill = now === last;
      last = now;
      return isStill;
    })
    .toBe(true);
}

/** Changes settings as the settings dialog does. */
export async function choose(
  { page }: Desktop,
  change: { density?: 'cosy' | 'compact'; textSize?: number; language?: 'en' | 'de' },
): Promise<void> {
  await page.evaluate((chosen) => {
    const { rwci } = window as unknown as { rwci: RwciApi };
    return rwci.invoke('settings/change', chosen);
  }, change);
}
