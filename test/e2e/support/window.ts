import type { CommandArgument } from '../../../src-shared/ipc/contract.ts';
import type { RwciApi } from '../../../src-shared/ipc/index.ts';
import { expect, type Desktop } from './desktop.ts';

/** As the settings dialog does it. */
export async function changeSettings({ page }: Desktop, change: CommandArgument<'settings/change'>): Promise<void> {
  await page.evaluate((settings) => (window as unknown as { rwci: RwciApi }).rwci.invoke('settings/change', settings), change);
}

/** The themes in which everything has to be readable. */
export const THEMES = [
  { theme: 'light', contrast: 'system' },
  { theme: 'dark', contrast: 'system' },
  { theme: 'dark', contrast: 'more' },
  { theme: 'light', contrast: 'more' },
] as const;

/** Shows the window in a theme, and resolves when it is. */
export async function wear(desktop: Desktop, { contrast, theme }: (typeof THEMES)[number]): Promise<void> {
  await changeSettings(desktop, { theme, contrast });
  const shown = contrast === 'more' ? 'more' : 'standard';
  await expect(desktop.page.locator(`html[data-theme=${theme}][data-contrast=${shown}]`)).toHaveCount(1);
}
