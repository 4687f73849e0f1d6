import { rowElements, type LogElements } from './log-places.ts';

/** What arrows go to: messages, broadcasts, and lines with something to press. */
const STOP = '[data-stop]';

/** What takes Tab by itself. */
const CONTROLS = 'a[href], button, [role="button"], [role="link"]';

/**
 * The one stop of Tab that the log is: its message that had the focus last, or the newest in the DOM. What can be pressed in that
 * message follows it in the order of Tab; everything in other messages is out of it.
 */
export class LogFocus {
  #current: HTMLElement | null = null;
  /** It had the focus: until then the stop goes on to what is newer. */
  #wasThere = false;

  /** After the DOM has changed, and when the focus has moved. */
  sync(elements: LogElements): void {
    const stops = stopsOf(elements);
    const has = document.activeElement?.closest<HTMLElement>(STOP) ?? null;
    if (has !== null && elements.rows.contains(has)) {
      this.#current = has;
      this.#wasThere = true;
    } else if (!this.#wasThere || this.#current?.isConnected !== true) {
      this.#current = stops.at(-1) ?? null;
      this.#wasThere = false;
    }
    for (const stop of stops) setTab(stop, stop === this.#current);
    for (const control of elements.rows.querySelectorAll<HTMLElement>(CONTROLS)) {
      if (!control.matches(STOP)) setTab(control, this.#current?.contains(control) ?? false);
    }
  }

  /** The stop with the focus in it. */
  get current(): HTMLElement | null {
    const has = document.activeElement?.closest<HTMLElement>(STOP) ?? null;
    return has !== null && has === this.#current ? has : null;
  }

  /** The stop before or after the one with the focus; without one, the first in sight or the last. */
  neighbour(elements: LogElements, step: 1 | -1): HTMLElement | null {
    const stops = stopsOf(elements);
    const current = this.current;
    if (current !== null) return stops[stops.indexOf(current) + step] ?? null;
    return step === 1 ? firstInSight(elements, stops) : (lastInSight(elements, stops) ?? null);
  }

  first(elements: LogElements): HTMLElement | null {
    return stopsOf(elements)[0] ?? null;
  }

  last(elements: LogElements): HTMLElement | null {
    return stopsOf(elements).at(-1) ?? null;
  }

  /** The first or last stop that is all in sight. */
  inSight(elements: LogElements, end: 'first' | 'last'): HTMLElement | null {
    const stops = stopsOf(elements);
    return end === 'first' ? firstInSight(elements, stops) : lastInSight(elements, stops);
  }
}

function stopsOf(elements: LogElements): HTMLElement[] {
  return rowElements(elements).flatMap((row) => [...row.querySelectorAll<HTMLElement>(STOP)]);
}

function setTab(element: HTMLElement, takes: boolean): void {
  const value = takes ? '0' : '-1';
  if (element.getAttribute('tabindex') !== value) element.setAttribute('tabindex', value);
}

function firstInSight({ scroller }: LogElements, stops: readonly HTMLElement[]): HTMLElement | null {
  const { top } = scroller.getBoundingClientRect();
  return stops.find((stop) => stop.getBoundingClientRect().top >= top) ?? stops.at(-1) ?? null;
}

function lastInSight({ scroller }: LogElements, stops: readonly HTMLElement[]): HTMLElement | null {
  const { bottom } = scroller.getBoundingClientRect();
  return stops.findLast((stop) => stop.getBoundingClientRect().bottom <= bottom) ?? stops[0] ?? null;
}
