import type { Page } from '@playwright/test';

/** More stops of Tab than any state of the window has. */
const STOPS_MAX = 80;

/** Where Tab stops on its way once around the window, without motion: `ok NAME`, or what is wrong with the stop. */
export async function focusStops(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (let presses = 0; presses < STOPS_MAX; presses++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      if (element.dataset['stopped'] !== undefined) return 'again';
      element.dataset['stopped'] = '';
      const by = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? [...(element.labels ?? [])] : [];
      const said = [
        ...by.map((id) => document.getElementById(id)?.textContent),
        element.getAttribute('aria-label'),
        ...labels.map((label) => label.textContent),
        element.textContent,
      ].find((text) => (text ?? '').trim() !== '');
      const name = `${element.tagName.toLowerCase()} “${(said ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
      if (said === undefined) return `no name: ${element.outerHTML.slice(0, 120)}`;
      const box = element.getBoundingClientRect();
      const isInSight =
        box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
      if (!isInSight) return `out of sight: ${name}`;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) return `ok ${name}`;
      // A box for text may show it on its frame, the edge of a panel on its line.
      const frames = [element, element.parentElement, element.parentElement?.parentElement].filter(
        (each) => each instanceof HTMLElement,
      );
      const look = (): string =>
        frames
          .flatMap((each) => [getComputedStyle(each), getComputedStyle(each, '::after')])
          .map(({ backgroundColor, borderColor, boxShadow }) => backgroundColor + borderColor + boxShadow)
          .join();
      const focused = look();
      element.blur();
      const isShown = look() !== focused;
      element.focus({ preventScroll: true });
      return isShown ? `ok ${name}` : `no visible focus: ${name}`;
    });
    if (stop === 'again') break;
    if (stop !== null) stops.push(stop);
  }
  return stops;
}

/** Of what moves now, how long the longest lasts, in ms. */
export function longestMotion(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map((motion) => Number(motion.effect?.getComputedTiming().duration ?? 0))),
  );
}
