import type { HostPanel } from '../../../src-shared/hosting/index.ts';
import type { Clock } from '../clock.ts';

/** How often the panel is told what changed. */
const INTERVAL_MS = 500;

/** What a panel shows of the server itself. */
export type PanelView = Pick<HostPanel, 'people' | 'minutes' | 'log'> & { readonly settings: ServerSide };

/** Those of the settings that the server keeps. */
export type ServerSide = Pick<NonNullable<HostPanel['settings']>, 'name' | 'welcome' | 'registration' | 'pin' | 'guests'>;

/** Tells a panel what it shows: all of it when it opens, then what changed, at most twice a second; nothing while it is closed. */
export class PanelFeed {
  readonly #clock: Clock;
  readonly #view: () => PanelView;
  readonly #send: (change: Partial<PanelView>) => void;
  #told = new Map<keyof PanelView, string>();
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, view: () => PanelView, send: (change: Partial<PanelView>) => void) {
    this.#clock = clock;
    this.#view = view;
    this.#send = send;
  }

  open(): void {
    this.close();
    this.#tell();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#told.clear();
  }

  #tell(): void {
    const view = this.#view();
    const changed = (Object.keys(view) as (keyof PanelView)[]).filter((key) => {
      const text = JSON.stringify(view[key]);
      if (this.#told.get(key) === text) return false;
      this.#told.set(key, text);
      return true;
    });
    if (changed.length > 0) this.#send(Object.fromEntries(changed.map((key) => [key, view[key]])));
    this.#cancel = this.#clock.after(INTERVAL_MS, () => {
      this.#tell();
    });
  }
}
