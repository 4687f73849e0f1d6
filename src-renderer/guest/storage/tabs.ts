import { PREFIX, type LocalValues } from './local-values.ts';

/** What it needs of a browser; every part may be missing or throw. */
export interface TabsBrowser {
  readonly BroadcastChannel?: typeof BroadcastChannel;
  addEventListener?(type: 'storage', listener: (event: Pick<StorageEvent, 'key' | 'newValue'>) => void): void;
}

const NAME = 'tab';

/**
 * Tells the other tabs of this browser that this one has the room, and calls `taken` when a later one says so. Web locks, which are made for
 * this, are not there in a page without encryption. `claim`: a number that grows from tab to tab.
 */
export function claimRoom(browser: TabsBrowser, values: LocalValues, claim: number, taken: () => void): void {
  const heard = (other: number) => {
    if (other > claim) taken();
  };
  try {
    // Some have none, and some forbid it where they forbid a page to keep anything.
    const channel = new (browser.BroadcastChannel as typeof BroadcastChannel)(PREFIX + NAME);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      heard(Number(data));
    };
    channel.postMessage(claim);
  } catch {
    // A value that one tab writes is an event in all others.
    browser.addEventListener?.('storage', ({ key, newValue }) => {
      if (key === PREFIX + NAME) heard(Number(newValue));
    });
    values.write(NAME, String(claim));
  }
}
