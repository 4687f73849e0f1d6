import type { Page } from '@playwright/test';

/**
 * What does not fit into the window as it is now, as sentences: things beyond its edges, and text that is cut off without an ellipsis
 * or a way to scroll to it.
 */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // What moves is where it is to be first.
    await Promise.allSettled(
      document
        .getAnimations()
        .filter((motion) => motion.effect?.getComputedTiming().endTime !== Infinity)
        .map((motion) => motion.finished),
    );
    const found: string[] = [];
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    const describe = (element: Element): string =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const top = document.querySelector('dialog:modal');
    for (const element of (top ?? document.body).querySelectorAll<HTMLElement>('*')) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      );
      if (!hasText || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const box = element.getBoundingClientRect();
      // Said to screen readers alone.
      if (box.width <= 1 || box.height <= 1) continue;
      let [isScrolled, isShortened, isOut] = [false, false, false];
      for (let each: HTMLElement | null = element; each !== null && each !== document.body; each = each.parentElement) {
        const style = getComputedStyle(each);
        const frame = each.getBoundingClientRect();
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') isShortened = true;
        if (/auto|scroll/.test(style.overflowX) && each.scrollWidth > each.clientWidth && each !== element) isScrolled = true;
        // Out of sight as a whole: a drawer that is closed, a row that is scrolled away.
        if (style.overflow !== 'visible' && (frame.bottom <= box.top || frame.top >= box.bottom)) isOut = true;
        if (
          each !== element &&
          /hidden|clip/.test(style.overflowX) &&
          !isShortened &&
          !isScrolled &&
          (box.right > frame.right + 1 || box.left < frame.left - 1)
        ) {
          found.push(`${describe(element)} is cut off by ${describe(each).split(' “')[0] ?? ''}`);
        }
      }
      if (isScrolled || isOut || isShortened) continue;
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`${describe(element)} is beyond the edge`);
    }
    return [...new Set(found)];
  });
}
