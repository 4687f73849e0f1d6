import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type Desktop } from './desktop.ts';

/**
 * Rows of one list that axe looks at. Those behind them are of the same component and in the same states, and cost it 20 ms each: a
 * room of 500 people took 9 s in each theme.
 */
const ROWS_MAX = 20;

/** Axe finds nothing to complain of in what the page shows now; of a long list in its first `ROWS_MAX` rows. */
export async function expectNoViolations(page: Page, state: string): Promise<void> {
  // A colour on its way to another is none that anybody reads.
  await page.evaluate(async () => {
    const moving = () => document.getAnimations().filter((each) => each instanceof CSSTransition);
    for (let left = moving(); left.length > 0; left = moving()) await Promise.allSettled(left.map(({ finished }) => finished));
  });
  // Legacy mode: the other one opens a page of its own, which Electron does not do.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  // To describe each node that passed takes longer than to look at it.
  axe.options({ resultTypes: ['violations'] });
  axe.exclude(`li:nth-child(n + ${String(ROWS_MAX + 1)})`);
  const { violations } = await axe.analyze();
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
