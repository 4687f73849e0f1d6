import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { expect } from '../../e2e/support/desktop.ts';
import { RoomPage, VIOLATION } from '../../e2e/support/room-page.ts';

const SCREENSHOTS = fileURLToPath(new URL('../screenshots/', import.meta.url));

/** What a browser is taken for: the small one is a phone that is held upright and touched. */
export const SIZES = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
} as const;

export type Size = keyof typeof SIZES;

/** Somebody who came with a browser. */
export class Guest extends RoomPage {
  readonly size: Size;
  /** For a test that has the page try what its policy forbids. */
  mayViolate = false;
  readonly #wrongs: string[] = [];

  /** @param origin of the page: what it asks elsewhere is wrong */
  constructor(page: Page, size: Size, origin: string) {
    super(page, SCREENSHOTS);
    this.size = size;
    const { host } = new URL(origin);
    page.on('console', (message) => {
      if (VIOLATION.test(message.text())) this.#wrongs.push(message.text());
    });
    page.on('pageerror', (error) => this.#wrongs.push(`thrown and not caught: ${error.stack ?? error.message}`));
    const watch = (url: string): void => {
      const to = new URL(url);
      if (to.host !== host && !['data:', 'blob:'].includes(to.protocol)) this.#wrongs.push(`asked for ${url}`);
    };
    page.on('request', (request) => {
      watch(request.url());
    });
    page.on('websocket', (socket) => {
      watch(socket.url());
    });
  }

  get isPhone(): boolean {
    return this.size === 'phone';
  }

  /** What the page did that no page of ours may: requests to elsewhere, violations of its policy, errors that nobody caught. */
  get wrongs(): readonly string[] {
    return this.mayViolate ? this.#wrongs.filter((wrong) => !VIOLATION.test(wrong)) : this.#wrongs;
  }

  /** The heading of the form to join, which is named after the room. */
  heading(room: string): Locator {
    return this.page.getByRole('heading', { name: room });
  }

  get name(): Locator {
    return this.page.getByRole('textbox', { name: 'Name', exact: true });
  }

  get pin(): Locator {
    return this.page.getByRole('textbox', { name: 'PIN' });
  }

  get keep(): Locator {
    return this.page.getByRole('checkbox', { name: 'Keep my name' });
  }

  get password(): Locator {
    return this.page.getByRole('textbox', { name: 'Password' });
  }

  get joinButton(): Locator {
    return this.page.getByRole('button', { name: 'Join', exact: true });
  }

  /** Presses as whoever holds it would: with a finger or with a mouse. */
  press(target: Locator): Promise<void> {
    return this.isPhone ? target.tap() : target.click();
  }

  /** Fills the form in and sends it; what comes of it is the caller's to expect. */
  async join(name: string, more: { readonly pin?: string; readonly password?: string } = {}): Promise<void> {
    await this.name.fill(name);
    if (more.pin !== undefined) await this.pin.fill(more.pin);
    if (more.password !== undefined) {
      // Where nobody new is taken there is nothing to choose.
      if (await this.keep.isVisible()) await this.keep.check();
      await this.password.fill(more.password);
    }
    await this.press(this.joinButton);
  }

  /** Joins, and is in. */
  async enter(name: string, more: { readonly pin?: string; readonly password?: string } = {}): Promise<void> {
    await this.join(name, more);
    await this.expectInside();
  }

  async expectInside(): Promise<void> {
    await expect(this.composer).toBeVisible();
    await expect(this.connection).toHaveText(/^Connected/);
  }

  override async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.send();
  }

  /** Sends what is written as one does here: with Enter, or with the button where Enter begins a line. */
  async send(): Promise<void> {
    if (this.isPhone) await this.page.getByRole('button', { name: 'Send', exact: true }).tap();
    else await this.composer.press('Enter');
  }

  /** Whether this text is in what the browser's database has on its disk for the page. */
  isKept(text: string): Promise<boolean> {
    return this.page.evaluate(async (wanted) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => {
            resolve(request.result);
          };
          request.onerror = () => {
            reject(request.error ?? new Error('not read'));
          };
        });
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        try {
          const stores = [...database.objectStoreNames];
          const reading = stores.length === 0 ? null : database.transaction(stores);
          for (const store of stores) {
            const rows = reading === null ? [] : await done(reading.objectStore(store).getAll());
            if (JSON.stringify(rows).includes(wanted)) return true;
          }
        } finally {
          database.close();
        }
      }
      return false;
    }, text);
  }

  /** Has the conversations or the people in sight: on a phone they are drawers. */
  async show(panel: 'Conversations' | 'People'): Promise<void> {
    if (this.isPhone) await this.page.getByRole('button', { name: panel }).tap();
  }

  /** Puts the drawer on the right of a phone away with a press beside it. */
  async hidePeople(): Promise<void> {
    if (!this.isPhone) return;
    await this.page.touchscreen.tap(10, SIZES.phone.viewport.height / 2);
    await expect(this.members).toBeHidden();
  }

  async goToChannel(name: string): Promise<void> {
    await this.show('Conversations');
    await this.press(this.channel(new RegExp(`^${name}`)));
    await expect(this.page.getByRole('textbox', { name: `Message #${name}` })).toBeVisible();
  }

  async goToDirect(name: string): Promise<void> {
    await this.show('Conversations');
    await this.press(this.direct(new RegExp(`^${name}`)));
    await expect(this.page.getByRole('textbox', { name: `Message ${name}` })).toBeVisible();
  }

  override async openDirect(name: string): Promise<void> {
    await this.show('People');
    await super.openDirect(name);
  }
}
