/** A finger is the pointer: a focus in a text box then brings a keyboard over half of the screen, so only the person moves it there. */
export function isTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}
