import { encode, type ServerPacket } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../network/connection.ts';
import { Fanout } from './fanout.ts';
import { Frame } from './frame.ts';
import { sayByFlavour, sayToAll, type Said } from './said.ts';
import type { Account } from '../storage/records.ts';

/** Who is online, one connection an account, and the way to all of them. */
export class Hub {
  readonly #online = new Map<string, Connection>();
  readonly #fanout: Fanout;
  readonly #listeners = new Set<(names: readonly string[]) => void>();

  #awaitMore: (then: () => void) => boolean = () => false;

  constructor(clock: Clock) {
    this.#fanout = new Fanout(
      clock,
      () => [...this.#online.values()].map(({ outgoing }) => outgoing),
      (then) => this.#awaitMore(then),
    );
  }

  /** The connection that an account is logged in with. */
  find(accountKey: string): Connection | null {
    return this.#online.get(accountKey) ?? null;
  }

  /** The names of those who are online, in the order of their logins. */
  names(): string[] {
    const names: string[] = [];
    for (const { account } of this.#online.values()) if (account !== null) names.push(account.name);
    return names;
  }

  get size(): number {
    return this.#online.size;
  }

  connections(): Connection[] {
    return [...this.#online.values()];
  }

  /** Makes a connection the one of its account. */
  enter(account: Account, connection: Connection): void {
    this.#online.set(account.key, connection);
    connection.outgoing.listenTo(this.#fanout);
    this.#tellListeners();
  }

  /** Tells everybody that somebody has come; those that know RWCI+ also what a new account is that is not a member's. */
  join({ name: username, role, isPassing }: Account, isNew: boolean): void {
    const plain = { type: 'join', username } as const;
    const passing = isPassing ? { passing: true } : {};
    const plus = isNew && role !== 'member' ? { ...plain, role, ...passing } : plain;
    this.say(plus === plain ? sayToAll(plain, { canWait: true }) : sayByFlavour(plain, plus, { canWait: true }));
  }

  /** Takes a connection out and tells everybody else with `quit`; false when it was not the one of its account. */
  leave(connection: Connection): boolean {
    const { account } = connection;
    if (account === null || this.#online.get(account.key) !== connection) return false;
    this.#online.delete(account.key);
    this.broadcast({ type: 'quit', username: account.name });
    this.#tellListeners();
    return true;
  }

  /** Says a packet to everybody: encoded once, sent at the end of the turn. Who goes can wait a little. */
  broadcast(packet: ServerPacket): void {
    this.say(sayToAll(packet, { canWait: packet.type === 'quit' }));
  }

  /** Says something to everybody; `to` gets `own` instead, which may be nothing. */
  say(said: Said, to?: Connection, own: readonly ServerPacket[] = []): void {
    to?.outgoing.replaceNext(own.map((packet) => new Frame(encode(packet))));
    this.#fanout.add(said);
  }

  /** See `Fanout`: what knows that more is about to be said. */
  expectMoreFrom(awaitMore: (then: () => void) => boolean): void {
    this.#awaitMore = awaitMore;
  }

  /** When, on the monotonic clock, what is said now can go out at the earliest; in the past for at once. */
  nextFlushAt(): number {
    return this.#fanout.nextFlushAt();
  }

  /** Calls a listener with the names after each change; the returned function ends that. */
  onChange(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tellListeners(): void {
    if (this.#listeners.size === 0) return;
    const names = this.names();
    for (const listener of this.#listeners) listener(names);
  }
}
