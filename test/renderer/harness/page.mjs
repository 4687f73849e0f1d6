// What a person does and sees in a page of the harness.
import assert from 'node:assert/strict';

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const box = (page, name) => page.getByRole('textbox', { name, exact: true });
export const composer = (page) => page.locator('textarea');
export const log = (page) => page.getByRole('log', { name: 'Messages' });

/** What was done has reached the screen: layout and observers run before the second frame. */
export const painted = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)));
      }),
  );

/** The arguments with which the window has called a command. */
export const calls = (page, command) =>
  page.evaluate(
    (name) => globalThis.bridge.calls.filter((call) => call.command === name).map((call) => call.argument),
    command,
  );

/** A packet of the server `home`. */
export const receive = (page, packet) =>
  page.evaluate(
    (value) =>
      globalThis.bridge.push({
        type: 'chat',
        server: 'home',
        event: { type: 'packet/received', at: Date.now(), packet: value },
      }),
    packet,
  );

export const say = (page, message, channel = 'general') => receive(page, { type: 'message', author: 'bob', message, channel });

export const focused = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim());

/** Where a message stands on screen, in px from the top. */
export const topOf = async (page, text) => (await page.getByText(text, { exact: true }).first().boundingBox())?.y ?? NaN;

export const eventually = async (what, check) => {
  for (let i = 0; i < 40; i++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(what);
};
