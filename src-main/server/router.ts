import { CloseCode, type ClientPacket, type ClientPacketOf, type ClientPacketType } from '../../src-shared/protocol/index.ts';
import type { Connection } from './connection.ts';
import { handleAuth } from './handlers/auth.ts';
import { handleChannelCreate, handleChannelDelete } from './handlers/channels.ts';
import { handleClientInfo } from './handlers/client-info.ts';
import { handleDirectMessage } from './handlers/direct-message.ts';
import { handleMessage } from './handlers/message.ts';
import { handleTyping } from './handlers/typing.ts';
import { Pacer } from './pacer.ts';
import { PerKey, TokenBucket } from './rates.ts';
import type { Services } from './services.ts';
import type { Account } from './storage.ts';

/** `paced`: in order, at the account's rate of messages, waiting when it must. `sparse`: dropped when it comes too often. */
type Rate = 'free' | 'paced' | 'sparse';

/** A packet before a login; the connection may be in any state. */
type EarlyHandler<T extends ClientPacketType> = (
  services: Services,
  connection: Connection,
  packet: ClientPacketOf<T>,
) => Promise<void>;

/** A packet of somebody who is logged in. Done when it returns, so that packets take effect in the order they came. */
type Handler<T extends ClientPacketType> = (services: Services, sender: Sender, packet: ClientPacketOf<T>) => void;

/** Who sent a packet: the account of the login, and the connection to answer on. */
export interface Sender {
  readonly account: Account;
  readonly connection: Connection;
}

type Row<T extends ClientPacketType> =
  | { readonly login: false; readonly handle: EarlyHandler<T> }
  | { readonly login: true; readonly rate: Rate; readonly handle: Handler<T> };

/** One row a packet: whether it needs a login, how often it may come, and what it does. */
const ROWS: { readonly [T in ClientPacketType]: Row<T> } = {
  auth: { login: false, handle: handleAuth },
  message: { login: true, rate: 'paced', handle: handleMessage },
  direct_message: { login: true, rate: 'paced', handle: handleDirectMessage },
  typing: { login: true, rate: 'sparse', handle: handleTyping },
  channel_create: { login: true, rate: 'paced', handle: handleChannelCreate },
  channel_delete: { login: true, rate: 'paced', handle: handleChannelDelete },
  client_info: { login: true, rate: 'free', handle: handleClientInfo },
};

/** Takes packets to their handlers: checks the login and the rate once, for all of them. */
export class Router {
  readonly #services: Services;
  readonly #pacers = new Map<Connection, Pacer>();
  readonly #typing = new Map<Connection, TokenBucket>();
  /** By account and not by connection, so that leaving and coming back does not fill it up. */
  readonly #allowances: PerKey<TokenBucket>;

  constructor(services: Services) {
    this.#services = services;
    const { clock, limits } = services;
    this.#allowances = new PerKey(
      () => new TokenBucket(clock, limits.messageBurst, limits.messagesPerSecond),
      (bucket) => bucket.isFull(),
    );
  }

  route(connection: Connection, packet: ClientPacket, bytes: number): void {
    // The row of a type takes exactly the packets of that type, which the compiler cannot follow through the index.
    const row = ROWS[packet.type] as Row<ClientPacketType>;
    const { account } = connection;
    if (!row.login) {
      if (account === null) this.#runEarly(() => row.handle(this.#services, connection, packet), connection);
      return;
    }
    if (account === null) {
      connection.close(CloseCode.notLoggedIn, `log in before you send ${packet.type}`, 'loginFirst');
      return;
    }
    const run = () => {
      this.#run(() => {
        row.handle(this.#services, { account, connection }, packet);
      }, connection);
    };
    if (row.rate === 'free') run();
    else if (row.rate === 'paced') this.#pacer(connection, account).push({ bytes, run });
    else if (this.#typingAllowance(connection).take()) run();
  }

  /** Runs or forgets what still waits for its turn. */
  closed(connection: Connection, refused: boolean): void {
    const pacer = this.#pacers.get(connection);
    if (refused) pacer?.drop();
    else pacer?.finish();
    this.#pacers.delete(connection);
    this.#typing.delete(connection);
  }

  #pacer(connection: Connection, account: Account): Pacer {
    let pacer = this.#pacers.get(connection);
    if (pacer === undefined) {
      const { clock, limits, log } = this.#services;
      pacer = new Pacer(
        clock,
        this.#allowances.get(account.key),
        { jobs: limits.messageQueueMax, bytes: limits.messageQueueMaxBytes },
        () => {
          log.info('refused messages', { ...connection.describe(), rule: 'messageQueueMax' });
          connection.notice('You are sending too fast. Some of your messages were not delivered.');
        },
      );
      this.#pacers.set(connection, pacer);
    }
    return pacer;
  }

  #typingAllowance(connection: Connection): TokenBucket {
    let bucket = this.#typing.get(connection);
    if (bucket === undefined) {
      const { clock, limits } = this.#services;
      bucket = new TokenBucket(clock, Math.max(1, limits.typingPerSecond), limits.typingPerSecond);
      this.#typing.set(connection, bucket);
    }
    return bucket;
  }

  #run(action: () => void, connection: Connection): void {
    try {
      action();
    } catch (error) {
      this.#failed(error, connection);
      connection.notice('The server could not do that. Its log says why.', 'failed');
    }
  }

  #runEarly(action: () => Promise<void>, connection: Connection): void {
    action().catch((error: unknown) => {
      // A client that has gone, or a server that stopped while it hashed a password: nobody is left to tell.
      if (connection.state === 'closed') return;
      this.#failed(error, connection);
      connection.close(CloseCode.internalError, 'the server failed, try again');
    });
  }

  #failed(error: unknown, connection: Connection): void {
    const why = error instanceof Error ? error.message : 'unknown error';
    this.#services.log.error('a packet could not be handled', { ...connection.describe(), error: why });
  }
}
