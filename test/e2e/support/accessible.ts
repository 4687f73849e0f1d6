import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type Desktop } from './desktop.ts';

/** Axe finds nothing to complain of in what the page shows now. */
export async function expectNoViolations(page: Page, state: string): Promise<void> {
  // A colour on its way to another is none that anybody reads.
  const moving = () => page.evaluate(() => document.getAnimations().filter((each) => each instanceof CSSTransition).length);
  await expect.poll(moving).toBe(0);
  // Legacy mode: the other one opens a page of its own, which Electron does not do.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary ?? ''}`).join(' | ')}`,
  );
  expect.soft(found, state).toEqual([]);
}

/** Axe finds nothing to complain of in what the window shows now, light and dark. */
export async function expectAccessible({ page }: Desktop, state: string): Promise<void> {
  // What an animation passes through is none of the colours of the state.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator(`html[data-theme=${colorScheme}]`)).toHaveCount(1);
    await expectNoViolations(page, `${state}, ${colorScheme}`);
  }
  await page.emulateMedia({ reducedMotion: null, colorScheme: null });
}

/** Axe finds nothing to complain of in what the window shows now, in the theme it has. */
export async function expectAccessibleNow({ page }: Desktop, state: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expectNoViolations(page, state);
  await page.emulateMedia({ reducedMotion: null });
}
