import type { Settings } from '../../../src-shared/ipc/app-state.ts';
import { isTouch } from '../../touch.ts';
import { watchBackButton } from './back-button.ts';
import { dressForPhone } from './home-screen.ts';
import { watchLongPress } from './long-press.ts';
import { watchOnScreenKeyboard } from './on-screen-keyboard.ts';

/** Of messages, on a screen that is held in the hand. */
const TEXT_SIZE_PX = 16;

/** What a phone's page does by itself where a browser leaves it to the page. */
export function watchPhone(window: Window, room: string): void {
  dressForPhone(window, room);
  watchBackButton(window);
  watchLongPress(window.document);
  watchOnScreenKeyboard(window);
}

/** How a page begins that is used by fingers, until the person says otherwise. Enter sends as anywhere: the keyboard's key says so. */
export function phoneSettings(): Partial<Settings> {
  return isTouch() ? { textSize: TEXT_SIZE_PX } : {};
}
