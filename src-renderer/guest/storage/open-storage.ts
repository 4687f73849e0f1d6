import type { History } from '../../../src-shared/client/history.ts';
import type { Settings } from '../../../src-shared/ipc/app-state.ts';
import { BrowserHistory } from './browser-history.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { draftIn, LocalValues, loginIn, settingsIn, type KeptDraft, type KeptLogin, type KeptValue } from './local-values.ts';
import { claimRoom, type TabsBrowser } from './tabs.ts';

export type { KeptLogin };

/** All that a guest's page keeps. */
export interface GuestStorage {
  /** Of whatever servers were at this address; `export` rejects. */
  readonly history: History;
  readonly login: KeptValue<KeptLogin | null, KeptLogin | null>;
  readonly settings: KeptValue<Partial<Settings>, Settings>;
  readonly draft: KeptValue<KeptDraft | null, KeptDraft | null>;
  /** False: the browser does not keep all of it, and what it does not lasts until the page is closed. */
  readonly keeps: boolean;
  /**
   * Calls `listener` once when another tab of this browser opened the room, at once where it did already. That one keeps everything from
   * then on: a message that is composed here is refused by `History.write`, all else is let go, and the values last as long as this page.
   */
  onTakenOver(listener: () => void): void;
}

/** What it needs of a browser; every part may be missing or throw. */
export type Browser = TabsBrowser & Partial<Pick<Window, 'indexedDB' | 'localStorage'>>;

/** Opens what this browser keeps for the page's address; never rejects. `now`: in ms since the epoch. */
export async function openStorage(browser: Browser = window, now = () => Date.now()): Promise<GuestStorage> {
  const values = new LocalValues(() => browser.localStorage ?? null);
  const opened = await openIn(browser, now());
  let isTaken = false;
  let listener: (() => void) | null = null;
  const taken = () => {
    if (isTaken) return;
    isTaken = true;
    history.stop();
    values.stop();
    listener?.();
  };
  const history = new BrowserHistory({
    rows: opened?.rows ?? [],
    carrier: opened?.database ?? null,
    now,
    onTakenOver: taken,
  });
  claimRoom(browser, values, opened?.database.claim ?? now(), taken);
  return {
    history,
    login: loginIn(values),
    settings: settingsIn(values),
    draft: draftIn(values),
    keeps: opened !== null && values.keeps,
    onTakenOver(call) {
      listener = call;
      if (isTaken) call();
    },
  };
}

/** Null where this browser has none, or none that can be used. */
async function openIn(browser: Browser, now: number): Promise<OpenDatabase | null> {
  try {
    const { indexedDB } = browser;
    return indexedDB === undefined ? null : await openDatabase(indexedDB, now);
  } catch {
    return null;
  }
}
