import type { Locator, Page } from '@playwright/test';
import { expectAccessible, expectAccessibleNow } from './support/accessible.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';
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

const settingsOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Settings' });

async function openSettings(page: Page): Promise<Locator> {
  // The window listens from when it is there.
  await expect(page.locator('html[data-theme]')).toHaveCount(1);
  await page.keyboard.press('Control+,');
  await expect(settingsOf(page)).toBeVisible();
  return settingsOf(page);
}

/** What the root says of its look, and how large the page is drawn. */
function lookOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const { theme, contrast, accent, density } = document.documentElement.dataset;
    const textSize = document.documentElement.style.getPropertyValue('--text-message');
    return { theme, contrast, accent, density, textSize, zoom: String(window.outerWidth / window.innerWidth) };
  }) as Promise<Record<string, string>>;
}

test('what is chosen of the look holds at once, and after a restart', async ({ launch }) => {
  const first = await launch();
  const settings = await openSettings(first.page);
  await settings.getByRole('radio', { name: 'Dark' }).check();
  await settings.getByRole('switch', { name: 'More contrast' }).click();
  await settings.getByRole('radio', { name: 'Teal' }).check();
  await settings.getByRole('radio', { name: 'Compact' }).check();
  await settings.getByRole('slider', { name: 'Text size' }).fill('18');
  const zoom = settings.getByRole('combobox', { name: /^Zoom/ });
  await zoom.press('Enter');
  await first.page.getByRole('option', { name: '125%' }).click();
  const wanted = { theme: 'dark', contrast: 'more', accent: 'teal', density: 'compact', textSize: '18px' };
  await expect.poll(() => lookOf(first.page)).toMatchObject(wanted);
  const zoomOf = ({ app }: Desktop) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor());
  await expect.poll(() => zoomOf(first)).toBe(1.25);
  await first.quit();

  const second = await launch({ folder: first.folder });
  await expect(second.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await expect.poll(() => lookOf(second.page)).toMatchObject(wanted);
  expect(await zoomOf(second)).toBe(1.25);

  for (const [key, factor] of [
    ['Control+-', 1.1],
    ['Control+0', 1],
    ['Control+=', 1.1],
    ['Control+0', 1],
  ] as const) {
    await second.app.evaluate(({ BrowserWindow }, pressed) => {
      const [modifier = '', keyCode = ''] = pressed.split('+');
      const event = { keyCode, modifiers: [modifier.toLowerCase() as 'control'] };
      BrowserWindow.getAllWindows()[0]?.webContents.sendInputEvent({ type: 'keyDown', ...event });
    }, key);
    await expect.poll(() => zoomOf(second)).toBe(factor);
  }
});

test('a setting is found by typing, and changed by keyboard alone', async ({ launch }) => {
  const { page } = await launch();
  const settings = await openSettings(page);
  const search = settings.getByRole('searchbox', { name: 'Search settings' });
  await expect(search).toBeFocused();
  await page.keyboard.type('density');
  await expect(settings.locator('[data-section] > h3')).toHaveText(['Appearance']);
  await expect(settings.getByRole('radio')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('html[data-density=compact]')).toHaveCount(1);

  await search.fill('nothing is called like this');
  await expect(settings.getByText('Nothing matches')).toBeVisible();
  await search.press('Escape');
  await expect(search).toHaveValue('');
  await expect(settings.locator('[data-section] > h3')).toHaveCount(8);

  await search.press('ArrowDown');
  await page.keyboard.press('End');
  const sections = settings.getByRole('navigation', { name: 'Settings sections' });
  await expect(sections.getByRole('button', { name: 'About' })).toBeFocused();
  await expect(settings.getByRole('button', { name: 'Copy diagnostics' })).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
});

test('another language is spoken at once, and back', async ({ launch }) => {
  const { page } = await launch();
  const settings = await openSettings(page);
  await settings.getByRole('combobox', { name: /^Language/ }).press('Enter');
  await page.getByRole('option', { name: 'Deutsch' }).click();
  const german = page.getByRole('dialog', { name: 'Einstellungen' });
  await expect(german.getByRole('heading', { name: 'Darstellung' })).toBeVisible();
  await expect(page.locator('html[lang^=de]')).toHaveCount(1);
  await german.getByRole('combobox', { name: /^Sprache/ }).press('Enter');
  await page.getByRole('option', { name: 'English' }).click();
  await expect(settingsOf(page).getByRole('heading', { name: 'Appearance' })).toBeVisible();
});

test('the diagnostics that are copied say what runs, and no secret', async ({ launch }) => {
  const port = await freePort();
  const desktop = await launch();
  const { page, app } = desktop;
  await desktop.host({ name: 'Secret room', port, username: 'secret-ann', password: 'secret-pass-1' });
  await desktop.say('a secret message');
  const settings = await openSettings(page);
  await settings.getByRole('button', { name: 'Copy diagnostics' }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('RWCI Desktop');
  const text = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(text).toContain(await app.evaluate(() => process.versions.electron ?? ''));
  expect(text.toLowerCase()).not.toContain('secret');
  // The server's own lines, which name accounts, are left out but for that there are some.
  expect(await desktop.appLog()).toMatch(/the server wrote|hosting/);
  expect(text).toMatch(/Graphics: (hardware|software) \(.+keyring: .+The end of the log:\n.+info hosting/s);
  for (const hidden of [String(port), desktop.folder, '127.0.0.1']) expect(text).not.toContain(hidden);
  await settings.getByRole('button', { name: 'Show licences' }).click();
  await expect(settings.getByText('svelte', { exact: true })).toBeVisible();
});

test('the settings can be used by everybody in every theme, wide, narrow and zoomed', async ({ launch }) => {
  const desktop = await launch();
  const { page } = desktop;
  const settings = await openSettings(page);
  for (const size of ['wide', 'narrow'] as const) {
    await resize(desktop, size);
    await expectNothingCut(settings);
    await desktop.photograph(`settings-${size}`);
  }
  await expectAccessible(desktop, 'settings');
});

/** Nothing in the dialog needs to be scrolled sideways. */
async function expectNothingCut(settings: Locator): Promise<void> {
  const page = settings.locator('.page');
  expect(await page.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
}
