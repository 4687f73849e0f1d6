/** What a keyboard leaves is at least so much less than the window, in px: no browser's bar is as high. */
const KEYBOARD_MIN_PX = 120;

/** The part of the window that is in sight, as the browser says it. */
type Sight = Pick<VisualViewport, 'height' | 'scale' | 'addEventListener' | 'removeEventListener'>;

/**
 * Safari lays a phone's keyboard over the page and moves the page up below it; here the page gets as low as what is in sight (`--screen-height`),
 * and stays where it is. Others make the window itself lower (`interactive-widget` in index.html), and nothing is left to do. Returns the end of that.
 */
export function watchOnScreenKeyboard(window: Window, sight: Sight | null = window.visualViewport): () => void {
  if (sight === null) return () => undefined;
  const { style } = window.document.documentElement;
  const look = (): void => {
    // Who has zoomed in sees less of the page too.
    const isCovered = sight.scale === 1 && window.innerHeight - sight.height >= KEYBOARD_MIN_PX;
    if (isCovered) {
      style.setProperty('--screen-height', `${String(Math.round(sight.height))}px`);
      // The home bar is below the keyboard.
      style.setProperty('--safe-bottom', '0px');
      if (window.scrollY !== 0) window.scrollTo(0, 0);
    } else {
      style.removeProperty('--screen-height');
      style.removeProperty('--safe-bottom');
    }
  };
  sight.addEventListener('resize', look);
  sight.addEventListener('scroll', look);
  look();
  return () => {
    sight.removeEventListener('resize', look);
    sight.removeEventListener('scroll', look);
  };
}
