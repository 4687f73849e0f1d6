import type { Clock } from '../../src-shared/session/index.ts';
import { BusError, SessionBus } from './session-bus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const PATH = '/StatusNotifierWatcher';
/** A bus that has gone is looked for again after this; at most so often, since one that comes back at all is there soon. */
export const RETRY_MS = 10_000;
const RETRIES_MAX = 30;

interface TrayWatchParts {
  /** As in `DBUS_SESSION_BUS_ADDRESS`; empty where there is none. */
  readonly address: string;
  readonly clock: Clock;
  /** The tray has come, or gone. */
  readonly onChange: (isPresent: boolean) => void;
}

/**
 * Whether a tray icon would be seen on a Linux desktop: somebody goes by the name of the StatusNotifierWatcher on the session bus and says that a
 * host shows what it collects. Unknown counts as no. Watches for as long as the app runs; nothing waits for it.
 */
export class TrayWatch {
  readonly #parts: TrayWatchParts;
  #isPresent = false;
  #bus: SessionBus | null = null;
  #retries = 0;
  #isLooking = false;
  #isStale = false;
  #isClosed = false;
  readonly #known = new Set<() => void>();
  #isKnown = false;

  constructor(parts: TrayWatchParts) {
    this.#parts = parts;
    void this.#start();
  }

  /** Calls `listener` once it is known whether there is a tray now, or that nobody answers. `onChange` hears of it before. */
  whenKnown(listener: () => void): void {
    if (this.#isKnown) listener();
    else this.#known.add(listener);
  }

  get isPresent(): boolean {
    return this.#isPresent;
  }

  close(): void {
    this.#isClosed = true;
    this.#bus?.close();
  }

  async #start(): Promise<void> {
    const { address, clock } = this.#parts;
    try {
      const bus = await SessionBus.connect(address, clock);
      this.#bus = bus;
      if (this.#isClosed) bus.close();
      bus.onEnd(() => {
        this.#set(false);
        this.#retry();
      });
      const look = () => void this.#look(bus);
      await bus.listen(`sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`, look);
      await bus.listen(`interface='${WATCHER}'`, look);
      look();
    } catch {
      if (this.#bus === null) this.#retry();
      else this.#bus.close();
    }
  }

  #retry(): void {
    this.#bus = null;
    this.#nowKnown();
    if (this.#isClosed || this.#parts.address === '' || this.#retries++ >= RETRIES_MAX) return;
    this.#parts.clock.after(RETRY_MS, () => void this.#start());
  }

  /** Once at a time, however often somebody says that something has changed. */
  async #look(bus: SessionBus): Promise<void> {
    this.#isStale = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#isStale && bus.isOpen) {
      this.#isStale = false;
      const isPresent = await hasHost(bus).catch(() => false);
      if (bus.isOpen) this.#set(isPresent);
      this.#nowKnown();
    }
    this.#isLooking = false;
  }

  #nowKnown(): void {
    this.#isKnown = true;
    for (const listener of this.#known) listener();
    this.#known.clear();
  }

  #set(isPresent: boolean): void {
    if (isPresent) this.#retries = 0;
    if (isPresent === this.#isPresent || this.#isClosed) return;
    this.#isPresent = isPresent;
    this.#parts.onChange(isPresent);
  }
}

const NO_PROPERTY = /^org\.freedesktop\.DBus\.Error\.(Unknown(Property|Interface|Method)|InvalidArgs)$/u;

async function hasHost(bus: SessionBus): Promise<boolean> {
  const owner = await bus.ownerOf(WATCHER);
  if (owner === null) return false;
  try {
    const properties = { destination: owner, path: PATH, interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
    const [isHost] = await bus.ask(properties, WATCHER, 'IsStatusNotifierHostRegistered');
    return isHost !== false;
  } catch (error) {
    // Some have no such property. Whoever does not answer shows nothing either.
    return error instanceof BusError && NO_PROPERTY.test(error.message);
  }
}
