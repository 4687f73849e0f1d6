import { PANEL_WIDTH_PX, type Layout } from '../../src-shared/ipc/app-state.ts';
import type { App } from '../app.svelte.ts';

/** A panel beside the conversation. */
export type Panel = keyof typeof PANEL_WIDTH_PX;

/**
 * How the room is divided, by the settings. What the person has just done shows at once; the settings follow when a drag ends, and are
 * written once for it.
 */
export class Panels {
  readonly #app: App;
  /** Ahead of the settings, as long as these are what they were. */
  #ahead = $state.raw<{ readonly layout: Layout; readonly before: Layout } | null>(null);

  constructor(app: App) {
    this.#app = app;
  }

  get layout(): Layout {
    const set = this.#app.state.settings.layout;
    return this.#ahead !== null && isEqual(set, this.#ahead.before) ? this.#ahead.layout : set;
  }

  /** In px. */
  width(panel: Panel): number {
    return panel === 'sidebar' ? this.layout.sidebarWidth : this.layout.membersWidth;
  }

  isShown(panel: Panel): boolean {
    return panel === 'sidebar' ? this.layout.sidebarShown : this.layout.membersShown;
  }

  /** Makes a panel as wide as may be, `width` in px, until `keep` or the next start. */
  resize(panel: Panel, width: number): void {
    const { max, min } = PANEL_WIDTH_PX[panel];
    const within = Math.round(Math.max(min, Math.min(max, width)));
    this.#go(panel === 'sidebar' ? { sidebarWidth: within } : { membersWidth: within });
  }

  toggle(panel: Panel): void {
    const shown = !this.isShown(panel);
    this.#go(panel === 'sidebar' ? { sidebarShown: shown } : { membersShown: shown });
    this.keep();
  }

  /** Writes down how it is now. */
  keep(): void {
    const { layout } = this;
    if (isEqual(layout, this.#app.state.settings.layout)) return;
    void this.#app.do('settings/change', { layout });
  }

  #go(change: Partial<Layout>): void {
    this.#ahead = { layout: { ...this.layout, ...change }, before: this.#app.state.settings.layout };
  }
}

function isEqual(a: Layout, b: Layout): boolean {
  return (
    a.sidebarWidth === b.sidebarWidth &&
    a.membersWidth === b.membersWidth &&
    a.sidebarShown === b.sidebarShown &&
    a.membersShown === b.membersShown
  );
}
