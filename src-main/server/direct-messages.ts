import type { Connection } from './connection.ts';
import type { Hub } from './hub.ts';
import type { ServerLimits } from './limits.ts';
import type { Account, Storage } from './storage.ts';

interface Delivery {
  readonly connection: Connection;
  /** What was handed to the connection so far. */
  sentUpTo: number;
  /** What the connection has written to its client so far; what is forgotten next. */
  writtenUpTo: number;
}

/**
 * Takes direct messages to accounts: at once to those online, else kept until their next login. Kept ones are read in
 * steps and forgotten only when they were written to a live connection; until the last was, new ones are kept behind them,
 * so that the order holds.
 */
export class DirectMessages {
  readonly #storage: Storage;
  readonly #hub: Hub;
  readonly #limits: ServerLimits;
  readonly #deliveries = new Map<string, Delivery>();

  constructor(storage: Storage, hub: Hub, limits: ServerLimits) {
    this.#storage = storage;
    this.#hub = hub;
    this.#limits = limits;
  }

  /** False when too many wait for the recipient already and this one was not kept. */
  send(author: string, recipient: Account, message: string): boolean {
    const online = this.#hub.find(recipient.key);
    if (online !== null && !this.#deliveries.has(recipient.key)) {
      online.send({ type: 'direct_message', author, message });
      return true;
    }
    return this.#storage.keep(recipient, author, message, {
      messages: this.#limits.keptMessagesMax,
      bytes: this.#limits.keptMessagesMaxBytes,
    });
  }

  /** After a login: delivers what was kept. */
  deliverKept(recipient: Account, connection: Connection): void {
    const delivery = { connection, sentUpTo: 0, writtenUpTo: 0 };
    this.#deliveries.set(recipient.key, delivery);
    this.#step(recipient, delivery);
  }

  /** The connection is closed: what it did not take is delivered at the next login. */
  closed(recipient: Account, connection: Connection): void {
    const delivery = this.#deliveries.get(recipient.key);
    if (delivery?.connection !== connection) return;
    this.#deliveries.delete(recipient.key);
    if (delivery.writtenUpTo > 0) this.#storage.forgetKept(recipient, delivery.writtenUpTo);
  }

  #step(recipient: Account, delivery: Delivery): void {
    const batch = this.#storage.kept(recipient, delivery.sentUpTo, this.#limits.keptBatch);
    const last = batch.at(-1)?.id;
    if (last === undefined) {
      this.#deliveries.delete(recipient.key);
      return;
    }
    delivery.sentUpTo = last;
    for (const { id, author, message } of batch) {
      delivery.connection.send({ type: 'direct_message', author, message }, () => {
        if (this.#deliveries.get(recipient.key) !== delivery) return;
        delivery.writtenUpTo = id;
        if (id !== last) return;
        this.#storage.forgetKept(recipient, last);
        this.#step(recipient, delivery);
      });
    }
  }
}
