import { SERVER_NAME, type ServerPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../network/connection.ts';
import type { Hub } from './hub.ts';
import type { ServerLimits } from '../limits.ts';
import type { Written } from '../storage/journal.ts';
import type { Account, StoredMessage } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { SERVER_ID } from '../storage/writes.ts';

/** A direct message on its way; the author is null when the server itself writes. */
export interface DirectMessage {
  readonly author: Account | null;
  readonly recipient: Account;
  readonly message: string;
  readonly nonce: string | null;
}

type Stored = Pick<StoredMessage, 'id' | 'seq' | 'timestamp' | 'author' | 'message'>;

/** What a connection has of the direct messages to its account. */
interface Mailbox {
  readonly connection: Connection;
  /** The newest that was sent on this connection, or that an earlier one has. */
  sentUpTo: number;
  /** Whether older ones are still on their way: newer ones wait behind them, in the storage. */
  isCatchingUp: boolean;
  isProofUnderWay: boolean;
}

/**
 * Takes direct messages to accounts: stored first, then sent, at once to those online and at the next login to the others. One
 * has reached its recipient when the connection it went out on has proved that it was read; until then it is sent again at the
 * next login, so that none is lost with a connection that died unnoticed.
 */
export class DirectMessages {
  readonly #storage: Storage;
  readonly #hub: Hub;
  readonly #limits: ServerLimits;
  readonly #clock: Clock;
  /** By account; of those who are online and have been introduced. */
  readonly #mailboxes = new Map<number, Mailbox>();
  /** None newer goes out: the file has those of a whole group, and what was said to everybody in between comes first. */
  #newestId: number;

  constructor(storage: Storage, hub: Hub, limits: ServerLimits, clock: Clock) {
    this.#storage = storage;
    this.#hub = hub;
    this.#limits = limits;
    this.#clock = clock;
    this.#newestId = storage.lastMessageId();
  }

  /** `done` hears what became of it before anything that is written later. */
  send(direct: DirectMessage, done: (written: Written<'appendMessage'>) => void): void {
    const { author, recipient, message, nonce } = direct;
    const bytes = Buffer.byteLength(message);
    const isOnline = this.#hub.find(recipient.key) !== null;
    this.#storage.journal.write(
      'appendMessage',
      {
        to: { kind: 'direct', recipientId: recipient.id },
        authorId: author?.id ?? SERVER_ID,
        text: message,
        bytes,
        at: this.#clock.wall(),
        nonce,
        bounds: isOnline ? null : { messages: this.#limits.keptMessagesMax, bytes: this.#limits.keptMessagesMaxBytes },
      },
      (written) => {
        if (written.ok && written.result.kind === 'stored') {
          this.#arrived(recipient, { ...written.result, author: author?.name ?? SERVER_NAME, message });
        }
        done(written);
      },
      bytes,
    );
  }

  /**
   * After a login: delivers what has not reached the account. That waits until the client has had the time to send `client_info`:
   * one that knows RWCI+ gets it with ids, and does not take it for something new when it asks for history.
   */
  deliverKept(recipient: Account, connection: Connection): void {
    const sentUpTo = this.#storage.deliveredId(recipient);
    const mailbox: Mailbox = { connection, sentUpTo, isCatchingUp: true, isProofUnderWay: false };
    this.#mailboxes.set(recipient.id, mailbox);
    const begin = () => {
      if (this.#mailboxes.get(recipient.id) === mailbox) this.#catchUp(recipient, mailbox);
    };
    if (this.#storage.undelivered(recipient, { after: sentUpTo, upTo: this.#newestId, limit: 1 }).length > 0)
      connection.onIntroduced(begin);
    else begin();
  }

  /** A connection has proved that it read everything up to a message. */
  proved(recipient: Account, connection: Connection, id: number): void {
    const mailbox = this.#mailboxes.get(recipient.id);
    if (mailbox?.connection !== connection) return;
    mailbox.isProofUnderWay = false;
    this.#storage.journal.write(
      'setDelivered',
      { accountId: recipient.id, id: Math.min(id, mailbox.sentUpTo) },
      () => undefined,
    );
    if (id < mailbox.sentUpTo && !mailbox.isCatchingUp) this.#askForProof(mailbox);
  }

  /** The connection is closed: what it has not proved to have read is delivered at the next login. */
  closed(recipient: Account, connection: Connection): void {
    if (this.#mailboxes.get(recipient.id)?.connection === connection) this.#mailboxes.delete(recipient.id);
  }

  /** Nothing older waits for somebody who has caught up, so this one goes as it is; for anybody else it is in the storage. */
  #arrived(recipient: Account, stored: Stored): void {
    this.#newestId = stored.id;
    const mailbox = this.#mailboxes.get(recipient.id);
    if (mailbox === undefined || mailbox.isCatchingUp || stored.id <= mailbox.sentUpTo) return;
    mailbox.sentUpTo = stored.id;
    mailbox.connection.send(packetFor(mailbox.connection, stored));
    this.#askForProof(mailbox);
  }

  /** In steps, each when the one before was written, so that a long absence does not fill the memory. */
  #catchUp(recipient: Account, mailbox: Mailbox): void {
    const { connection } = mailbox;
    const batch = this.#storage.undelivered(recipient, {
      after: mailbox.sentUpTo,
      upTo: this.#newestId,
      limit: this.#limits.keptBatch,
    });
    const last = batch.at(-1);
    mailbox.isCatchingUp = batch.length === this.#limits.keptBatch;
    if (last === undefined) {
      // The step before this one was the last, and a whole one.
      if (mailbox.sentUpTo > this.#storage.deliveredId(recipient)) this.#askForProof(mailbox);
      return;
    }
    mailbox.sentUpTo = last.id;
    for (const stored of batch) {
      const packet = packetFor(connection, stored);
      if (stored !== last || !mailbox.isCatchingUp) connection.send(packet);
      else {
        connection.send(packet, () => {
          if (this.#mailboxes.get(recipient.id) === mailbox) this.#catchUp(recipient, mailbox);
        });
      }
    }
    if (!mailbox.isCatchingUp) this.#askForProof(mailbox);
  }

  #askForProof(mailbox: Mailbox): void {
    if (mailbox.isProofUnderWay) return;
    mailbox.isProofUnderWay = true;
    mailbox.connection.askForProof(mailbox.sentUpTo);
  }
}

/** A direct message as a client gets it: with what RWCI+ adds where that is known. */
function packetFor({ clientInfo }: Connection, stored: Stored): ServerPacketOf<'direct_message'> {
  const { id, seq, timestamp, author, message } = stored;
  const plain = { type: 'direct_message', author, message } as const;
  return clientInfo === null ? plain : { ...plain, id, seq, timestamp };
}
