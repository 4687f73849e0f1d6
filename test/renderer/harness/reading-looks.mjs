import { button, log, painted, say } from './page.mjs';

const search = (text) => [
  'history',
  async (page) => {
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('searchbox').fill(text);
    await page
      .getByText(text === '' ? 'side by side' : /results|Nothing found|Try again/)
      .first()
      .waitFor();
  },
];

const section = (name, then = async () => undefined) => [
  'history',
  async (page) => {
    await page.keyboard.press('Control+,');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('navigation').getByRole('button', { name }).click();
    await then(dialog);
  },
];

/** As STEPS of look.mjs: reading, searching and the settings. */
export const READING_STEPS = {
  'search-empty': search(''),
  'search-results': search('the'),
  'search-none': search('zebra'),
  'search-failed': search('fail'),
  'search-several': [
    'history-several',
    async (page) => {
      await page.keyboard.press('Control+Shift+F');
      await page.getByRole('searchbox').fill('calipers');
      await page
        .getByText(/results/)
        .first()
        .waitFor();
    },
  ],
  'search-opened': [
    'history',
    async (page) => {
      await page.keyboard.press('Control+Shift+F');
      await page.getByRole('searchbox').fill('calipers');
      await page.getByRole('list', { name: 'Search results' }).getByRole('button').nth(4).click();
      await page.getByText('You are reading older').waitFor();
    },
  ],
  'past-new': [
    'past',
    async (page) => {
      await say(page, 'while you were away');
      await button(page, 'Jump to present · 1 new').waitFor();
    },
  ],
  'message-menu': [
    'history',
    async (page) => {
      const row = page.locator('[data-row="entry 1497"]');
      await row.hover();
      await row.getByRole('button', { name: 'Message actions' }).click();
      await page.getByRole('menuitem', { name: 'Mark as unread' }).waitFor();
    },
  ],
  'marked-unread': [
    'history',
    async (page) => {
      const row = page.locator('[data-row="entry 1497"]');
      await row.hover();
      await row.getByRole('button', { name: 'Message actions' }).click();
      await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
      await page.getByRole('separator', { name: 'New messages' }).waitFor();
    },
  ],
  'hidden-shown': [
    'blocked',
    async (page) => {
      await page.getByRole('button', { name: 'Show', exact: true }).first().click();
      await painted(page);
      await log(page).evaluate((each) => (each.scrollTop -= 200));
    },
  ],
  'settings-notifications': section('Notifications', async (dialog) => {
    await dialog.getByRole('button', { name: '8 hours' }).click();
    for (const word of ['laser', 'a rather long keyword of several words that one would hardly think of']) {
      await dialog.getByRole('textbox', { name: 'Keywords' }).fill(word);
      await dialog.getByRole('button', { name: 'Add' }).click();
    }
    await dialog.getByRole('textbox', { name: 'Keywords' }).fill('Laser');
    await dialog.getByRole('button', { name: 'Add' }).click();
  }),
  'settings-test': section('Notifications', async (dialog) => {
    await dialog.getByRole('button', { name: 'Send a test notification' }).click();
    await dialog.getByText('not clicked within').scrollIntoViewIfNeeded();
  }),
  'settings-history': section('History', async (dialog) => {
    await dialog.getByRole('radio', { name: 'Keep it for a while' }).check();
    await dialog.getByText('Nothing brings it back').scrollIntoViewIfNeeded();
  }),
  'settings-hosting': section('Hosting'),
};
