import { describe, expect, test } from 'vitest';
import { openStorage, type Browser, type KeptLogin } from '../../../src-renderer/guest/storage/open-storage.ts';
import { DEFAULT_SETTINGS } from '../../../src-shared/ipc/index.ts';

/** What a page has as `localStorage`, over these values; full where `room` says so. */
function localStorageOver(values: Map<string, string>, room = { isFull: false }): Storage {
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem(name: string, value: string) {
      if (room.isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      values.set(name, value);
    },
    removeItem: (name: string) => void values.delete(name),
  } as Partial<Storage> as Storage;
}

const blocked: Browser = {
  get localStorage(): Storage {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  },
};

const GUEST = {
  username: 'ann',
  blocked: ['bob'],
  secret: { kind: 'guest', password: 'x'.repeat(40) },
} as const satisfies KeptLogin;
const OWN = {
  username: 'ann',
  blocked: [],
  secret: { kind: 'own', token: `rwci1.${'A'.repeat(43)}` },
} as const satisfies KeptLogin;

describe('the login and the settings', () => {
  test('are there again in the next page, and only under names of this program', async () => {
    const values = new Map<string, string>();
    const first = await openStorage({ localStorage: localStorageOver(values) });
    expect([first.login.read(), first.settings.read()]).toEqual([null, {}]);
    first.login.keep(GUEST);
    first.settings.keep({ ...DEFAULT_SETTINGS, theme: 'dark' });
    const again = await openStorage({ localStorage: localStorageOver(values) });
    expect(again.login.read()).toEqual(GUEST);
    expect(again.settings.read()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    again.login.keep(OWN);
    expect(again.login.read()).toEqual(OWN);
    again.login.keep(null);
    expect(again.login.read()).toBeNull();
    expect([...values.keys()].every((name) => name.startsWith('rwci.'))).toBe(true);
    expect(values.has('rwci.login')).toBe(false);
  });

  test.each([
    ['no JSON', '{'],
    ['no login', '7'],
    ['a password of the person’s own', '{"username":"ann","secret":{"kind":"own","token":"hunter2"}}'],
    ['no name', '{"username":"","secret":{"kind":"guest","password":"x"}}'],
    ['a megabyte', JSON.stringify({ ...GUEST, more: 'x'.repeat(2 ** 20) })],
  ])('a damaged login is none: %s', async (_, text) => {
    const values = new Map([['rwci.login', text]]);
    expect((await openStorage({ localStorage: localStorageOver(values) })).login.read()).toBeNull();
  });

  test('a password of the person’s own is never written', async () => {
    const values = new Map<string, string>();
    const { login } = await openStorage({ localStorage: localStorageOver(values) });
    login.keep({ ...OWN, secret: { kind: 'own', token: 'hunter2' } });
    login.keep({ ...OWN, password: 'hunter2' } as typeof OWN);
    expect([...values.values()].join()).not.toContain('hunter2');
    expect(login.read()).toEqual(OWN);
  });

  test('of damaged settings the others stay', async () => {
    const kept = { theme: 'dark', zoom: 99, textSize: '15', layout: null, sound: false, strange: 1 };
    const values = new Map([['rwci.settings', JSON.stringify(kept)]]);
    expect((await openStorage({ localStorage: localStorageOver(values) })).settings.read()).toEqual({
      theme: 'dark',
      sound: false,
    });
    for (const text of ['[', '[]', 'null', '"x"']) {
      values.set('rwci.settings', text);
      expect((await openStorage({ localStorage: localStorageOver(values) })).settings.read()).toEqual({});
    }
  });

  test('last until the page is closed where the browser keeps nothing', async () => {
    const storage = await openStorage(blocked);
    expect(storage.keeps).toBe(false);
    storage.login.keep(GUEST);
    expect(storage.login.read()).toEqual(GUEST);
    storage.login.keep(null);
    expect(storage.login.read()).toBeNull();
  });

  test('are not those of before when the browser has no room for new ones', async () => {
    const room = { isFull: false };
    const { login } = await openStorage({ localStorage: localStorageOver(new Map(), room) });
    login.keep(GUEST);
    room.isFull = true;
    login.keep(OWN);
    expect(login.read()).toEqual(OWN);
  });
});

describe('of two tabs the one opened last has the room', () => {
  type Listener = Parameters<NonNullable<Browser['addEventListener']>>[1];

  /** Tabs of one browser, each of which hears what the others say; the ways between them it is said to have. */
  function tabsOf({ channel }: { readonly channel: 'works' | 'is missing' | 'throws' }): () => Browser {
    const values = new Map<string, string>();
    const channels = new Set<{ onmessage: ((event: { data: unknown }) => void) | null }>();
    const tabs: { listener?: Listener }[] = [];
    class Channel {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      constructor() {
        if (channel === 'throws') throw new DOMException('The operation is insecure.', 'SecurityError');
        channels.add(this);
      }
      postMessage(data: unknown): void {
        for (const each of channels) if (each !== this) each.onmessage?.({ data });
      }
    }
    return () => {
      const tab: { listener?: Listener } = {};
      tabs.push(tab);
      const own = localStorageOver(values);
      const setItem = (key: string, newValue: string) => {
        own.setItem(key, newValue);
        for (const each of tabs) if (each !== tab) each.listener?.({ key, newValue });
      };
      return {
        localStorage: { ...own, setItem },
        addEventListener: (_: string, listener: Listener) => void (tab.listener = listener),
        ...(channel === 'is missing' ? {} : { BroadcastChannel: Channel as unknown as typeof BroadcastChannel }),
      };
    };
  }

  test.each(['works', 'is missing', 'throws'] as const)('where a channel between them %s', async (channel) => {
    const newTab = tabsOf({ channel });
    const taken: string[] = [];
    const first = await openStorage(newTab(), () => 1);
    first.onTakenOver(() => taken.push('first'));
    first.login.keep(GUEST);
    expect(taken).toEqual([]);
    const second = await openStorage(newTab(), () => 2);
    second.onTakenOver(() => taken.push('second'));
    expect(taken).toEqual(['first']);
    // Who asks too late is told at once.
    first.onTakenOver(() => taken.push('again'));
    expect(taken).toEqual(['first', 'again']);
    second.login.keep(OWN);
    first.login.keep(GUEST);
    expect([first.login.read(), second.login.read()]).toEqual([GUEST, OWN]);
  });
});
