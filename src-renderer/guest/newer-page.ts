import type { AppStore } from '../../src-shared/client/app-store.ts';
import { activeServer, type AppState } from '../../src-shared/ipc/app-state.ts';

/** Where the page notes which server it was loaded anew for, so that it never does so twice for one. */
const NOTE = 'rwci.newer-page';

interface Parts {
  readonly store: Pick<AppStore, 'watch'>;
  /** Of the page, as its server wrote it there. */
  readonly version: string;
  /** Lasts as long as the tab. */
  readonly notes: Pick<Storage, 'getItem' | 'setItem'>;
  readonly reload: () => void;
}

/**
 * A server that was updated while the page was open has another page: loads it, as soon as the person has nothing written that is not
 * sent. An old page would ask for parts that are not there any more.
 */
export function watchNewerPage({ notes, reload, store, version }: Parts): void {
  const stop = store.watch((state) => {
    const found = versionOf(state);
    if (found === null || found === version || isWriting(state) || !keeps(state)) return;
    stop();
    try {
      if (notes.getItem(NOTE) === found) return;
      notes.setItem(NOTE, found);
    } catch {
      // Without a note it could go on for ever.
      return;
    }
    reload();
  });
}

function versionOf(state: AppState): string | null {
  const chat = activeServer(state)?.chat;
  return chat?.ready === true ? (chat.server?.version ?? null) : null;
}

/** A browser that keeps nothing would not know who was here. */
function keeps({ shell }: AppState): boolean {
  return shell.kind !== 'page' || shell.keeps;
}

function isWriting(state: AppState): boolean {
  const chat = activeServer(state)?.chat;
  return chat?.conversations.some(({ draft, id }) => id === chat.active && draft !== '') ?? false;
}
