import type { Clock } from '../clock.ts';
import { sayByFlavour } from '../delivery/said.ts';
import type { Hub } from '../delivery/hub.ts';
import type { ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import { SERVER_NAME } from '../../../src-shared/protocol/index.ts';
import type { Account } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { Trimmed } from '../storage/writes.ts';

export interface GuestParts {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly log: Logger;
}

/**
 * People who came as guests (docs/PROTOCOL.md, "guests"): how many of them are here at once, and the accounts of those who did not
 * come back, which are forgotten.
 */
export class Guests {
  readonly #parts: GuestParts;
  /** Accounts whose forgetting is on its way to the disk, by id. */
  readonly #going = new Set<number>();

  constructor(parts: GuestParts) {
    this.#parts = parts;
  }

  /** Whether there are as many here as may be, besides the one with this key of an account. */
  areFull(key: string): boolean {
    const { hub, limits } = this.#parts;
    let here = 0;
    for (const { account, isHeldAsGuest } of hub.connections()) if (isHeldAsGuest && account?.key !== key) here++;
    return here >= limits.guestsMax;
  }

  /** Whether an account is just being forgotten, so that nobody can log in to it any more. */
  isGoing({ id }: Account): boolean {
    return this.#going.has(id);
  }

  /**
   * Forgets accounts of guests who were not here since a moment, one slice of at most so many rows; never one that is here. Clients
   * that know RWCI+ are told that the names are free.
   * @throws {WriteError} when the write could not be done
   */
  async forget(before: number, rows: number): Promise<Trimmed> {
    const { clock, hub, log, storage } = this.#parts;
    const away = storage.passingAway(before, clock.wall(), rows + hub.size).filter(({ key }) => hub.find(key) === null);
    const guests = new Map(away.slice(0, rows).map(({ id, name }) => [id, name]));
    if (guests.size === 0) return { went: 0, tookMs: 0 };
    for (const id of guests.keys()) this.#going.add(id);
    try {
      const accountIds = [...guests.keys()];
      const { forgotten, ...trimmed } = await storage.journal.run('forgetGuests', { accountIds, before, rows });
      for (const id of forgotten) {
        const username = guests.get(id) ?? '';
        hub.say(sayByFlavour(null, { type: 'account_delete', username, by: SERVER_NAME, reason: '' }));
      }
      if (forgotten.length > 0) log.info('forgot guests', { accounts: forgotten.length });
      return trimmed;
    } finally {
      for (const id of guests.keys()) this.#going.delete(id);
    }
  }
}
