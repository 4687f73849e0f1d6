import { encode, MEMBER_PAGE_MAX, type ServerPacketOf } from '../../../src-shared/protocol/index.ts';
import { afterPause, type Clock } from '../clock.ts';
import type { Connection } from '../network/connection.ts';
import { Frame } from '../delivery/frame.ts';
import type { Hub } from '../delivery/hub.ts';
import type { Logger } from '../logger.ts';
import type { Presences } from './presences.ts';
import type { Account, StoredMember } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

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
  readonly done: () => void;
}

/** Clients that get the same page in one step, which costs the reading and encoding of one. */
const CLIENTS_A_STEP = 64;
/** How many times as long as a step took nothing is listed after it: nobody waits for a list, and people log in meanwhile. */
const PATIENCE = 4;

/** Accounts in one write of when they were last seen. */
const SEEN_AT_ONCE = 500;

/** Everybody who has an account, online or not, and when they were last here. */
export class Members {
  readonly #parts: MemberParts;
  /** Lists whose next page may be sent, in turn; a client has one. */
  #due: List[] = [];
  #isStepping = false;

  constructor(parts: MemberParts) {
    this.#parts = parts;
  }

  /**
   * Tells a client of every account, in `member_list`s in the order of names: the next page when the one before was handed on,
   * and one page at a time however many clients are being told, so that nobody else waits for it. Clients at the same place get
   * the same page. What `done` sends comes right behind the last.
   */
  list(connection: Connection, done: () => void): void {
    this.#goOn({ connection, after: '', done });
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
    if (!this.#isStepping) this.#schedule(0);
  }

  #schedule(pauseMs: number): void {
    this.#isStepping = true;
    const step = () => {
      const { clock } = this.#parts;
      const begin = clock.monotonic();
      this.#step();
      if (this.#due.length > 0) this.#schedule(PATIENCE * (clock.monotonic() - begin));
      else this.#isStepping = false;
    };
    afterPause(this.#parts.clock, pauseMs, step);
  }

  #step(): void {
    this.#due = this.#due.filter(({ connection }) => connection.state !== 'closed');
    const after = this.#due[0]?.after;
    if (after === undefined) return;
    const together = this.#due.filter((list) => list.after === after).slice(0, CLIENTS_A_STEP);
    const taken = new Set(together);
    this.#due = this.#due.filter((list) => !taken.has(list));
    try {
      const { frame, next } = this.#page(after);
      for (const { connection, done } of together) {
        if (next !== null) connection.outgoing.send(frame, () => this.#goOn({ connection, after: next, done }));
        else {
          connection.outgoing.send(frame);
          done();
        }
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown error';
      this.#parts.log.error('the members could not be listed', { error: why });
    }
  }

  /** The accounts behind a name, and the name to go on behind, or null when these are the last. */
  #page(after: string): { readonly frame: Frame; readonly next: string | null } {
    const found = this.#parts.storage.accounts(this.#parts.clock.wall(), after, MEMBER_PAGE_MAX + 1);
    const page = found.slice(0, MEMBER_PAGE_MAX);
    const more = found.length > page.length;
    const members = page.map((account) => this.#member(account));
    return {
      frame: new Frame(encode({ type: 'member_list', members, more })),
      next: more ? (page.at(-1)?.name ?? null) : null,
    };
  }

  #member(stored: StoredMember): Member {
    const connection = this.#parts.hub.find(stored.key);
    const { name: username, role, isPassing } = connection?.account ?? stored;
    const besides = { ...(stored.isMuted ? { muted: true } : {}), ...(isPassing ? { passing: true } : {}) };
    return connection === null
      ? { username, role, state: 'offline', text: '', last_seen: stored.lastSeenAt, ...besides }
      : { username, role, ...this.#parts.presences.of(connection), last_seen: null, ...besides };
  }
}
