import { createContext } from 'svelte';
import type { App } from './app.svelte.ts';
import type { Clock } from './clock.svelte.ts';
import type { Joining } from './joining.svelte.ts';
import type { Navigation } from './navigation.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import type { Visits } from './visits.ts';

/** What every view may use without it being handed down: set once by the composition root. */
export interface WindowContext {
  readonly app: App;
  readonly navigation: Navigation;
  readonly joining: Joining;
  readonly clock: Clock;
  readonly toasts: Toasts;
  readonly visits: Visits;
  /** Shows who somebody on the server in front is and what can be done, beside `anchor`; a double click on it writes to them. */
  openPerson(this: void, name: string, anchor: HTMLElement): void;
}

const [get, set] = createContext<WindowContext>();

/** The window's objects; throws outside the window's component tree. */
export const useWindow = get;
export const provideWindow = set;
