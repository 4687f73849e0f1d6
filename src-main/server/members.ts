import { MEMBER_PAGE_MAX, type ServerPacketOf } from '../../src-shared/protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Hub } from './hub.ts';
import type { Logger } from './logger.ts';
import type { Presences } from './presences.ts';
import type { Account } from './storage/records.ts';
import type { Storage } from './storage/storage.ts';

export interface MemberParts {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly presences: Presences;
  readonly clock: Clock;
  readonly log: Logger;
}

type Member = ServerPacketOf<'member_list'>['members'][number];

/** A list on its way to a client, and the name behind which it goes on. */
interface List {
  readonly connection: Connection;
  readonly after: string;
}

/** Accounts in one write of when they were last seen. */
const SEEN_AT_ONCE = 500;

/** Everybody who has an account, online or not, and when they were last here. */
export class Members {
  readonly #parts: MemberParts;
  /** Lists whose next page may be sent, in turn; a client has one. */
  readonly #due: List[] = [];
  #isStepping = false;

  constructor(parts: MemberParts) {
    this.#parts = parts;
  }

  /**
   * Tells a client of every account, in `member_list`s in the order of names: the next page when the one before was handed on,
   * and one page a turn of the event loop however many clients are being told, so that nobody else waits for it.
   */
  list(connection: Connection): void {
    this.#goOn({ connection, after: '' });
  }

  /** Writes that somebody leaves now; `done` runs behind that, also when it could not be written. */
  left(account: Account, done: () => void): void {
    const { clock, storage } = this.#parts;
    storage.journal.write('setLastSeen', { accountIds: [account.id], at: clock.wall() }, done);
  }

  /** Writes that everybody who is online was seen now; resolves when it is written, or could not be. */
  async seen(): Promise<void> {
    const { clock, hub, storage } = this.#parts;
    const ids = hub.connections().flatMap(({ account }) => (account === null ? [] : [account.id]));
    const at = clock.wall();
    for (let start = 0; start < ids.length; start += SEEN_AT_ONCE) {
      const accountIds = ids.slice(start, start + SEEN_AT_ONCE);
      await new Promise<void>((resolve) => {
        storage.journal.write('setLastSeen', { accountIds, at }, () => {
          resolve();
        });
      });
    }
  }

  #goOn(list: List): void {
    this.#due.push(list);
    if (!this.#isStepping) this.#scheduleStep();
  }

  #scheduleStep(): void {
    this.#isStepping = true;
    setImmediate(() => {
      const list = this.#due.shift();
      if (list !== undefined && list.connection.state !== 'closed') this.#tryPage(list);
      if (this.#due.length > 0) this.#scheduleStep();
      else this.#isStepping = false;
    });
  }

  #tryPage(list: List): void {
    try {
      this.#page(list);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown error';
      this.#parts.log.error('the members could not be listed', { ...list.connection.describe(), error: why });
    }
  }

  #page({ connection, after }: List): void {
    const found = this.#parts.storage.accounts(after, MEMBER_PAGE_MAX + 1);
    const page = found.slice(0, MEMBER_PAGE_MAX);
    const more = found.length > page.length;
    const last = page.at(-1)?.name ?? after;
    const packet = { type: 'member_list', members: page.map((account) => this.#member(account)), more } as const;
    connection.send(packet, more ? () => this.#goOn({ connection, after: last }) : undefined);
  }

  #member(stored: Account & { readonly lastSeenAt: number | null }): Member {
    const connection = this.#parts.hub.find(stored.key);
    const { name: username, role } = connection?.account ?? stored;
    return connection === null
      ? { username, role, state: 'offline', text: '', last_seen: stored.lastSeenAt }
      : { username, role, ...this.#parts.presences.of(connection), last_seen: null };
  }
}
