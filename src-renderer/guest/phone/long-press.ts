/** A finger that rests for so long asks for the menu, in ms: a little longer than browsers that ask by themselves take. */
export const LONG_PRESS_MS = 600;
/** A finger that has moved so far, in px, scrolls or does something else. */
const MOVED_PX = 10;

/**
 * Safari on a phone has no `contextmenu`: where a finger rests, one is made of it. A browser that has its own comes first, and none follows. What
 * the finger's end would press is not pressed then. Returns the end of that.
 */
export function watchLongPress(document: Document): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = { x: 0, y: 0 };
  /** The menu was asked for, and the finger is still there. */
  let isAsked = false;

  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const ask = (target: EventTarget): void => {
    timer = undefined;
    const place = { clientX: at.x, clientY: at.y, button: 2, bubbles: true, cancelable: true, composed: true };
    isAsked = !target.dispatchEvent(new MouseEvent('contextmenu', place));
  };

  const listeners = {
    touchstart: ({ target, touches }: TouchEvent) => {
      cancel();
      isAsked = false;
      const [touch] = touches;
      // In a text box it marks a word.
      if (touch === undefined || touches.length > 1 || !(target instanceof Element) || target.closest('input, textarea'))
        return;
      at = { x: touch.clientX, y: touch.clientY };
      timer = setTimeout(() => ask(target), LONG_PRESS_MS);
    },
    touchmove: ({ touches }: TouchEvent) => {
      const [touch] = touches;
      if (touch === undefined || Math.hypot(touch.clientX - at.x, touch.clientY - at.y) > MOVED_PX) cancel();
    },
    touchend: (event: TouchEvent) => {
      cancel();
      if (isAsked && event.cancelable) event.preventDefault();
      isAsked = false;
    },
    touchcancel: cancel,
    contextmenu: cancel,
    scroll: cancel,
  };
  for (const [name, listener] of Object.entries(listeners)) {
    document.addEventListener(name, listener as EventListener, { capture: true, passive: name !== 'touchend' });
  }
  return () => {
    cancel();
    for (const [name, listener] of Object.entries(listeners)) {
      document.removeEventListener(name, listener as EventListener, { capture: true });
    }
  };
}
