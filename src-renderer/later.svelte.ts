import type OpenDialog from './views/OpenDialog.svelte';
import type MenuContent from './shared/MenuContent.svelte';
import type PopoverContent from './shared/PopoverContent.svelte';
import type HostPanel from './views/hosting/HostPanel.svelte';
import type HostView from './views/HostView.svelte';
import type JoinView from './views/JoinView.svelte';
import type RoomDialog from './views/room-settings/RoomDialog.svelte';
import type SearchPanel from './views/SearchPanel.svelte';

/** Parts of the window that its first picture does without: each in a program of its own. */

/** A component that is loaded when it is first asked for, or before. */
class LaterPart<C> {
  readonly #import: () => Promise<{ default: C }>;
  #component = $state.raw<C | null>(null);
  #loading: Promise<void> | null = null;

  constructor(load: () => Promise<{ default: C }>) {
    this.#import = load;
  }

  /** Null until it is here; asking brings it. */
  get component(): C | null {
    if (this.#component === null) void this.load();
    return this.#component;
  }

  /** Resolves when it is here. One that could not be loaded is loaded anew when it is asked for again. */
  load(): Promise<void> {
    this.#loading ??= this.#import().then(
      (module) => {
        this.#component = module.default;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }
}

interface Later {
  readonly menu: LaterPart<typeof MenuContent>;
  readonly popover: LaterPart<typeof PopoverContent>;
  readonly dialogs: LaterPart<typeof OpenDialog>;
  readonly search: LaterPart<typeof SearchPanel>;
  readonly join: LaterPart<typeof JoinView>;
  readonly host: LaterPart<typeof HostView>;
  readonly hostPanel: LaterPart<typeof HostPanel>;
  readonly room: LaterPart<typeof RoomDialog>;
}

/** All of them, the likeliest to be needed first. */
export const later: Later = {
  menu: new LaterPart(() => import('./shared/MenuContent.svelte')),
  popover: new LaterPart(() => import('./shared/PopoverContent.svelte')),
  dialogs: new LaterPart(() => import('./views/OpenDialog.svelte')),
  search: new LaterPart(() => import('./views/SearchPanel.svelte')),
  join: new LaterPart(() => import('./views/JoinView.svelte')),
  host: new LaterPart(() => import('./views/HostView.svelte')),
  hostPanel: new LaterPart(() => import('./views/hosting/HostPanel.svelte')),
  room: new LaterPart(() => import('./views/room-settings/RoomDialog.svelte')),
};

/** Loads all of them, one at a time and only while the window has nothing else to do, so that nobody waits for one later. */
export async function loadLater(): Promise<void> {
  // Not before the first picture.
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const parts: readonly LaterPart<unknown>[] = [
    later.menu,
    later.popover,
    later.dialogs,
    later.search,
    later.join,
    later.host,
    later.hostPanel,
    later.room,
  ];
  for (const part of parts) {
    await new Promise((resolve) => requestIdleCallback(resolve));
    await part.load();
  }
}
