import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type Desktop } from './desktop.ts';
import type { RoomPage } from './room-page.ts';
import { changeSettings, THEMES, wear } from './window.ts';

/**
 * Rows of one list that axe looks at. Those behind them are of the same component and in the same states, and cost it 20 ms each: a
 * room of 500 people took 9 s in each theme.
 */
const ROWS_MAX = 20;

/** What another theme can break: names, roles and order are the same in each. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Axe finds nothing to complain of in what the page shows now; of a long list in its first `ROWS_MAX` rows.
 * @param only the rules that are looked at; by default all
 */
export async function expectNoViolations(page: Page, state: string, only?: string[]): Promise<void> {
  // A colour on its way to another is none that anybody reads.
  await page.evaluate(async () => {
    const moving = () => document.getAnimations().filter((each) => each instanceof CSSTransition);
    for (let left = moving(); left.length > 0; left = moving()) await Promise.allSettled(left.map(({ finished }) => finished));
  });
  // Legacy mode: the other one opens a page of its own, which Electron does not do.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  // To describe each node that passed takes longer than to look at it.
  axe.options({ resultTypes: ['violations'] });
  if (only !== undefined) axe.withRules(only);
  axe.exclude(`li:nth-child(n + ${String(ROWS_MAX + 1)})`);
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary ?? ''}`).join(' | ')}`,
  );
  expect.soft(found, state).toEqual([]);
}

/** Axe finds nothing to complain of in what the window shows now, light and dark. */
export async function expectAccessible({ page }: RoomPage, state: string): Promise<void> {
  // What an animation passes through is none of the colours of the state.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator(`html[data-theme=${colorScheme}]`)).toHaveCount(1);
    await expectNoViolations(page, `${state}, ${colorScheme}`, colorScheme === 'light' ? undefined : COLOUR_RULES);
  }
  await page.emulateMedia({ reducedMotion: null, colorScheme: null });
}

/** Axe finds nothing to complain of in what the window shows now, in the theme it has. */
export async function expectAccessibleNow({ page }: RoomPage, state: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expectNoViolations(page, state);
  await page.emulateMedia({ reducedMotion: null });
}

/** Axe finds nothing to complain of in what the window shows now, in any theme. */
export async function expectAccessibleInEveryTheme(desktop: Desktop, state: string): Promise<void> {
  await desktop.page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [index, theme] of THEMES.entries()) {
    await wear(desktop, theme);
    const only = index === 0 ? undefined : COLOUR_RULES;
    await expectNoViolations(desktop.page, `${state}, ${theme.theme}, contrast ${theme.contrast}`, only);
  }
  await changeSettings(desktop, { theme: 'system', contrast: 'system' });
  await desktop.page.emulateMedia({ reducedMotion: null });
}
