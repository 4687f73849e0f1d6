import type { RoomSettings } from '../../src-shared/hosting/index.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';
import type { FromServerProcess } from '../server/process-messages.ts';

/** What the server tells of what its panel shows. */
export type PanelNews = Extract<FromServerProcess, { type: 'panel' }>['change'];

/** What the app's state has of the host's panel, while that is open: what the server tells, and those of the settings that the app keeps. */
export class RoomPanel {
  readonly #store: AppStore;
  readonly #kept: () => Pick<RoomSettings, 'forgets' | 'limits'>;
  #isOpen = false;

  constructor(store: AppStore, kept: () => Pick<RoomSettings, 'forgets' | 'limits'>) {
    this.#store = store;
    this.#kept = kept;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  show(open: boolean): void {
    this.#isOpen = open;
    this.#store.dispatch({ type: 'panel/changed', change: open ? {} : null });
  }

  /** What the app keeps was changed. */
  showSettings(): void {
    const settings = this.#store.state.panel?.settings ?? null;
    if (settings !== null) this.#store.dispatch({ type: 'panel/changed', change: { settings: this.#whole(settings) } });
  }

  tell({ settings, ...rest }: PanelNews): void {
    const all = settings === undefined ? {} : { settings: this.#whole(settings) };
    this.#store.dispatch({ type: 'panel/changed', change: { ...rest, ...all } });
  }

  /** Those two alone: what else the app keeps is for a room that forgets, and the server knows better. */
  #whole(settings: NonNullable<PanelNews['settings']>): RoomSettings {
    const { forgets, limits } = this.#kept();
    return { ...settings, forgets, limits };
  }
}
