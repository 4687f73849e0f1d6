import type { IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron';
import { expect, test } from 'vitest';
import { isFromWindow } from '../../../src-main/sender.ts';

/** Who may speak with the main process. */

const OURS = 'app://rwci/index.html';

function frame(url: string): WebFrameMain {
  return { url } as WebFrameMain;
}

/** A page whose main frame shows `url`. */
function page(url: string): WebContents {
  return { mainFrame: frame(url) } as WebContents;
}

function call(sender: WebContents, senderFrame: WebFrameMain | null = sender.mainFrame): IpcMainInvokeEvent {
  return { sender, senderFrame } as IpcMainInvokeEvent;
}

test('the main frame of our page in the window is heard', () => {
  const window = page(OURS);
  expect(isFromWindow(call(window), window)).toBe(true);
});

test('a frame in our page is not, whatever it shows', () => {
  const window = page(OURS);
  for (const url of [OURS, 'about:blank', 'about:srcdoc', 'https://evil.example/']) {
    expect(isFromWindow(call(window, frame(url)), window)).toBe(false);
  }
});

test('a frame that is gone is not', () => {
  const window = page(OURS);
  expect(isFromWindow(call(window, null), window)).toBe(false);
});

test('another window is not, and none while there is no window', () => {
  expect(isFromWindow(call(page(OURS)), page(OURS))).toBe(false);
  expect(isFromWindow(call(page(OURS)), null)).toBe(false);
});

test.each([
  ...['', 'about:blank', 'data:text/html,x', 'file:///opt/rwci/index.html', 'https://rwci/index.html', 'app:rwci/index.html'],
  ...['app://rwci', 'app://rwci.evil.example/index.html', 'app://rwci@evil.example/', 'app://other/index.html', 'App://rwci/'],
  ...['devtools://devtools/bundled/inspector.html', 'chrome-error://chromewebdata/', ' app://rwci/index.html'],
])('a window that shows %j is not', (url) => {
  const window = page(url);
  expect(isFromWindow(call(window), window)).toBe(false);
});
