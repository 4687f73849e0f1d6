import type { Locator, Page } from '@playwright/test';
import { expectAccessibleNow } from './support/accessible.ts';
import { expect, test } from './support/desktop.ts';
import { expectPicture, needsReferences, openStudio, PICTURE_SIZES, resize, type PictureSize } from './support/pictures.ts';

/** How the app looks: every component in the gallery, and what the person changes of it in the settings. */

const LOOKS = [
  { name: 'light', theme: 'Light', more: false },
  { name: 'dark', theme: 'Dark', more: false },
  { name: 'light-more-contrast', theme: 'Light', more: true },
  { name: 'dark-more-contrast', theme: 'Dark', more: true },
] as const;

async function choose(page: Page, look: (typeof LOOKS)[number]): Promise<void> {
  await page.getByRole('radio', { name: look.theme, exact: true }).check({ force: true });
  const more = page.getByRole('switch', { name: 'More contrast' });
  if ((await more.isChecked()) !== look.more) await more.click();
  await expect(page.locator(`html[data-theme=${look.theme.toLowerCase()}]`)).toHaveCount(1);
  await expect(page.locator(`html[data-contrast=${look.more ? 'more' : 'standard'}]`)).toHaveCount(1);
}

test(
  'every component in every state looks as it did when somebody looked at it',
  { tag: '@pictures' },
  async ({ launch }, info) => {
    const { env, switches } = await openStudio();
    const gallery = await launch({ env, switches: [...switches, '--gallery'] });
    await needsReferences(gallery, info);
    for (const size of Object.keys(PICTURE_SIZES) as PictureSize[]) {
      await resize(gallery, size);
      for (const look of LOOKS) {
        await choose(gallery.page, look);
        await gallery.page.getByRole('main').focus();
        await expectPicture(gallery, `gallery-${look.name}-${size}`, gallery.page.locator('.exhibits'));
      }
    }
  },
);

test('axe finds nothing in any component in any theme', async ({ launch }) => {
  const gallery = await launch({ switches: ['--gallery'] });
  for (const look of LOOKS) {
    await choose(gallery.page, look);
    await expectAccessibleNow(gallery, `gallery, ${look.name}`);
  }
});

test('what is open, focused or pointed at looks as it did', { tag: '@pictures' }, async ({ launch }, info) => {
  const { env, switches } = await openStudio();
  const gallery = await launch({ env, switches: [...switches, '--gallery'] });
  await needsReferences(gallery, info);
  const { page } = gallery;
  const exhibit = (name: string) => page.locator(`[data-exhibit="${name}"]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await resize(gallery, 'wide');
  for (const look of LOOKS.slice(0, 2)) {
    const picture = (name: string, part?: Locator) => expectPicture(gallery, `gallery-${name}-${look.name}`, part);
    await choose(page, look);

    await page.keyboard.press('Tab');
    await exhibit('Button').getByRole('button').first().focus();
    await exhibit('Button').getByRole('button').nth(1).hover();
    await picture('button-focus', exhibit('Button'));
    await page.getByRole('textbox', { name: 'Invalid' }).focus();
    await picture('field-focus', exhibit('Text field'));
    await page.getByRole('radio', { name: 'First' }).first().focus();
    await picture('choice-focus', exhibit('Choice'));
    await page.getByRole('combobox', { name: 'Language' }).press('Enter');
    await expect(page.getByRole('listbox')).toBeVisible();
    await picture('select-open', exhibit('Select and slider'));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('listbox')).toHaveCount(0);

    await exhibit('Icon button').getByRole('button', { name: 'Search' }).hover();
    await expect(page.locator('.tip')).toBeVisible();
    await picture('tip', exhibit('Icon button'));
    for (const [name, opened] of [
      ['menu', page.getByRole('menu')],
      ['popover', page.getByRole('dialog', { name: 'Sample popover' })],
      ['dialog', page.getByRole('dialog')],
      ['question', page.getByRole('dialog')],
      ['text dialog', page.getByRole('dialog')],
    ] as const) {
      await button(`Open ${name}`).press('Enter');
      await expect(opened).toBeVisible();
      await picture(name.replace(' ', '-'), name === 'menu' ? opened : undefined);
      await page.keyboard.press('Escape');
      await expect(opened).toHaveCount(0);
      await expect(button(`Open ${name}`)).toBeFocused();
    }
  }
});
