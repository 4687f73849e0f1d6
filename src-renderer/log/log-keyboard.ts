import { tick } from 'svelte';
import type { LogActions } from './log-actions.svelte.ts';
import type { LogAttention } from './log-attention.svelte.ts';
import type { LogFocus } from './log-focus.ts';
import { logKeyOf, type LogKey } from './log-keys.ts';
import type { LogElements } from './log-places.ts';
import type { LogScroll } from './log-scroll.svelte.ts';
import type { Row } from './timeline.ts';

/** The log that the keys are for. */
interface Keyed {
  readonly scroll: LogScroll;
  readonly focus: LogFocus;
  readonly attention: LogAttention;
  readonly actions: LogActions;
  /** Null until it is in the DOM. */
  readonly elements: () => LogElements | null;
  readonly rows: () => readonly Row[];
  readonly isPresent: () => boolean;
  /** The person is done with the log. */
  readonly onleave: () => void;
}

/** The keyboard over messages: keys go from one to another, and do something with the one that has the focus. */
export class LogKeyboard {
  readonly #log: Keyed;

  constructor(log: Keyed) {
    this.#log = log;
  }

  readonly onkeydown = (event: KeyboardEvent): void => {
    const key = logKeyOf(event);
    if (key === null || this.#log.elements() === null || event.defaultPrevented || !(event.target instanceof HTMLElement))
      return;
    const stop = this.#log.focus.current;
    if (this.#go(key) || this.#act(key, stop, event.target === stop)) event.preventDefault();
  };

  /** False where the key does not lead anywhere. */
  #go(key: LogKey): boolean {
    const { elements, focus } = this.#log;
    const all = elements();
    switch (key) {
      case 'previous':
      case 'next':
        if (all !== null) this.#goTo(focus.neighbour(all, key === 'next' ? 1 : -1));
        return true;
      case 'first':
      case 'top':
        void this.#goToEnd('start');
        return true;
      case 'last':
      case 'bottom':
        void this.#goToEnd('end');
        return true;
      case 'page-up':
      case 'page-down':
        void this.#goByPage(key === 'page-down' ? 1 : -1);
        return true;
      default:
        return false;
    }
  }

  /** False where the key is not for the message. `onStop`: the focus is on the message itself and not on something in it. */
  #act(key: LogKey, stop: HTMLElement | null, onStop: boolean): boolean {
    const { actions, attention, onleave } = this.#log;
    if (attention.isByPointer || stop === null) return false;
    if (key === 'leave') {
      onleave();
      return true;
    }
    if (!onStop || stop.dataset['entry'] === undefined) return false;
    if (key === 'menu') {
      actions.openMenu(stop);
      return true;
    }
    const at = actions.verbsAt(stop);
    if (at === null) return false;
    const { entry, verbs } = at;
    if (key === 'copy') verbs.copy(entry.text);
    else if (key === 'quote') verbs.quote?.();
    else if (key === 'unread') verbs.markUnread?.();
    else if (key === 'delete') verbs.discard?.();
    return true;
  }

  #goTo(stop: HTMLElement | null): void {
    if (stop === null) return;
    this.#log.attention.turnToKeys();
    stop.focus({ preventScroll: true });
    this.#log.scroll.reveal(stop);
  }

  /** To the beginning or end of what is here. */
  async #goToEnd(end: 'start' | 'end'): Promise<void> {
    const { elements, focus, isPresent, rows, scroll } = this.#log;
    const row = end === 'start' ? rows()[0] : rows().at(-1);
    if (row === undefined || elements() === null) return;
    if (end === 'end' && isPresent()) scroll.jumpToEnd();
    else scroll.show(row.key, end);
    scroll.restore();
    await tick();
    const all = elements();
    if (all === null) return;
    this.#goTo(end === 'start' ? focus.first(all) : focus.last(all));
    if (end === 'start') all.scroller.scrollTop = 0;
  }

  async #goByPage(direction: 1 | -1): Promise<void> {
    const { elements, focus, scroll } = this.#log;
    scroll.page(direction);
    await tick();
    const all = elements();
    if (all !== null) this.#goTo(focus.inSight(all, direction === 1 ? 'last' : 'first'));
  }
}
