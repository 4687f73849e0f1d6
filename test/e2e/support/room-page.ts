import { expect, type Locator, type Page } from '@playwright/test';

/** How Chromium says on the console that a page's policy kept it from something. */
export const VIOLATION = /Content Security Policy|requires 'Trusted(?:HTML|Script|ScriptURL)' assignment/;

/** The room as a person finds it by roles and names, in the app's window or in a browser. */
export class RoomPage {
  readonly page: Page;
  readonly #screenshots: string;

  /** @param screenshots the folder for pictures, with a slash at its end */
  constructor(page: Page, screenshots: string) {
    this.page = page;
    this.#screenshots = screenshots;
  }

  get connection(): Locator {
    return this.page.getByRole('status', { name: 'Connection' });
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  get members(): Locator {
    return this.page.getByRole('list', { name: 'Members' });
  }

  get typing(): Locator {
    return this.page.getByRole('status', { name: 'Typing' });
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  member(name: string): Locator {
    return this.members.getByRole('listitem', { name: new RegExp(`^${name}\\b`) });
  }

  channel(name: string | RegExp): Locator {
    return this.page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name });
  }

  direct(name: string | RegExp): Locator {
    return this.page.getByRole('navigation', { name: 'Direct messages' }).getByRole('button', { name });
  }

  message(author: string, text: string): Locator {
    return this.log.getByRole('article', { name: new RegExp(`^${author}`) }).filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Opens the direct messages with a member, by the menu on their name. */
  async openDirect(name: string): Promise<void> {
    await this.member(name).click();
    await this.page.getByRole('menuitem', { name: 'Message' }).click();
    await expect(this.page.getByRole('textbox', { name: `Message ${name}` })).toBeVisible();
  }

  /** A picture of the page in the ignored folder, in both themes, where RWCI_SCREENSHOTS asks for one: nothing compares them. */
  async photograph(name: string): Promise<void> {
    if (process.env['RWCI_SCREENSHOTS'] === undefined) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await expect(this.page.locator(`html[data-theme=${colorScheme}]`)).toHaveCount(1);
      await this.page.screenshot({ path: `${this.#screenshots}${name}-${colorScheme}.png` });
    }
    await this.page.emulateMedia({ colorScheme: null });
  }
}
