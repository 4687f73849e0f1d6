import type { History } from '../../../src-shared/client/history.ts';
import { BrowserHistory } from './browser-history.ts';
import { LocalValues, LoginValue, SettingsValue } from './local-values.ts';

export type { KeptLogin } from './local-values.ts';

/** All that a guest's page keeps. */
export interface GuestStorage {
  /** Of whatever servers were at this address; `export` rejects. */
  readonly history: History;
  readonly login: Pick<LoginValue, 'read' | 'keep'>;
  readonly settings: Pick<SettingsValue, 'read' | 'keep'>;
  /** False: the browser keeps nothing, and everything here lasts until the page is closed. */
  readonly keeps: boolean;
  /**
   * Calls `listener` once when another tab of this browser opened the room, at once where it did already: that one has the history from
   * then on, and what is written to this one is refused.
   */
  onTakenOver(listener: () => void): void;
}

/** What it needs of a browser; every part may be missing or throw. */
export type Browser = Pick<Window, 'localStorage'>;

/** Opens what this browser keeps for the page's address; never rejects. */
export async function openStorage(browser: Browser = window): Promise<GuestStorage> {
  const values = new LocalValues(() => browser.localStorage);
  return {
    history: new BrowserHistory({ rows: [], carrier: null, now: () => Date.now() }),
    login: new LoginValue(values),
    settings: new SettingsValue(values),
    keeps: false,
    onTakenOver: () => undefined,
  };
}
