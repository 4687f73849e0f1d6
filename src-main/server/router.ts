import { CloseCode, type ClientPacket, type ClientPacketOf, type ClientPacketType } from '../../src-shared/protocol/index.ts';
import type { Connection } from './network/connection.ts';
import { handleAuth } from './handlers/auth.ts';
import { handleAccountDelete, handlePasswordReset } from './handlers/accounts.ts';
import { handleAudit } from './handlers/audit.ts';
import { handleBroadcast } from './handlers/broadcast.ts';
import { handleChannelCreate, handleChannelDelete, handleChannelRestore, handleChannelUpdate } from './handlers/channels.ts';
import { handleClientInfo } from './handlers/client-info.ts';
import { handleDirectMessage } from './handlers/direct-message.ts';
import { handleHistory } from './handlers/history.ts';
import { handleMessage } from './handlers/message.ts';
import {
  handleBan,
  handleBanList,
  handleKick,
  handleMute,
  handleRole,
  handleUnban,
  handleUnmute,
} from './handlers/moderation.ts';
import { refuseMuted } from './handlers/muted.ts';
import { handlePing } from './handlers/ping.ts';
import { handleResumeRevoke } from './handlers/resume.ts';
import { handlePresence } from './handlers/presence.ts';
import { handleSettings } from './handlers/settings.ts';
import { handleTyping } from './handlers/typing.ts';
import { Lane } from './delivery/lane.ts';
import { Pacer } from './delivery/pacer.ts';
import { Allowance, PerKey, TokenBucket } from './rates.ts';
import type { Services } from './services.ts';
import type { Account } from './storage/records.ts';

/**
 * `paced`: in order, at the account's rate of messages, waiting when it must. `read`: the same at a rate of its own. `sparse`:
 * dropped when it comes too often.
 */
type Rate = 'free' | 'paced' | 'read' | 'sparse';

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
  | {
      readonly login: true;
      readonly rate: Rate;
      readonly speaks?: true;
      /** Whether what the same client sends behind it waits until what this one writes is written. */
      readonly holds?: true;
      readonly handle: Handler<T>;
    };

/** One row a packet: whether it needs a login, how often it may come, whether everybody hears of it, and what it does. */
const ROWS: { readonly [T in ClientPacketType]: Row<T> } = {
  auth: { login: false, handle: handleAuth },
  message: { login: true, rate: 'paced', speaks: true, handle: handleMessage },
  direct_message: { login: true, rate: 'paced', handle: handleDirectMessage },
  typing: { login: true, rate: 'sparse', speaks: true, handle: handleTyping },
  channel_create: { login: true, rate: 'paced', speaks: true, holds: true, handle: handleChannelCreate },
  channel_delete: { login: true, rate: 'paced', holds: true, handle: handleChannelDelete },
  client_info: { login: true, rate: 'free', handle: handleClientInfo },
  history: { login: true, rate: 'read', handle: handleHistory },
  presence: { login: true, rate: 'paced', handle: handlePresence },
  channel_update: { login: true, rate: 'paced', speaks: true, holds: true, handle: handleChannelUpdate },
  kick: { login: true, rate: 'paced', handle: handleKick },
  ban: { login: true, rate: 'paced', handle: handleBan },
  unban: { login: true, rate: 'paced', handle: handleUnban },
  mute: { login: true, rate: 'paced', handle: handleMute },
  unmute: { login: true, rate: 'paced', handle: handleUnmute },
  role: { login: true, rate: 'paced', handle: handleRole },
  channel_restore: { login: true, rate: 'paced', holds: true, handle: handleChannelRestore },
  broadcast: { login: true, rate: 'paced', speaks: true, handle: handleBroadcast },
  password_reset: { login: true, rate: 'paced', handle: handlePasswordReset },
  account_delete: { login: true, rate: 'paced', handle: handleAccountDelete },
  audit: { login: true, rate: 'read', handle: handleAudit },
  ban_list: { login: true, rate: 'paced', handle: handleBanList },
  settings: { login: true, rate: 'paced', handle: handleSettings },
  resume_revoke: { login: true, rate: 'paced', handle: handleResumeRevoke },
  // Its bound is that of all pings, which the connection keeps.
  ping: { login: true, rate: 'free', handle: handlePing },
};

/** Takes packets to their handlers: checks the login and the rate once, for all of them. */
export class Router {
  readonly #services: Services;
  readonly #pacers = new Map<Connection, Pacer>();
  readonly #readers = new Map<Connection, Pacer>();
  /** Of those who sent something that holds up what comes behind it. */
  readonly #lanes = new Map<Connection, Lane>();
  readonly #typing = new Map<Connection, TokenBucket>();
  /** By account and not by connection, so that leaving and coming back does not fill it up. */
  readonly #allowances: PerKey<Allowance>;
  readonly #guestAllowances: PerKey<Allowance>;

  constructor(services: Services) {
    this.#services = services;
    const { clock, limits } = services;
    const allowances = (burst: number, perSecond: number) =>
      new PerKey(
        () =>
          new Allowance(
            new TokenBucket(clock, burst, perSecond),
            new TokenBucket(clock, limits.messageBurstBytes, limits.messageBytesPerSecond),
          ),
        (allowance) => allowance.isFull(),
      );
    this.#allowances = allowances(limits.messageBurst, limits.messagesPerSecond);
    this.#guestAllowances = allowances(limits.guestMessageBurst, limits.guestMessagesPerSecond);
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
    const handle = () => {
      this.#run(() => {
        // With the role that the account has by now: the packet may have waited for its turn.
        const sender = { account: connection.account ?? account, connection };
        if (row.speaks === true && refuseMuted(this.#services, sender, nonceOf(packet))) return;
        row.handle(this.#services, sender, packet);
      }, connection);
      if (row.holds === true) this.#hold(connection);
    };
    const run = () => {
      const lane = this.#lanes.get(connection);
      if (lane === undefined) handle();
      else lane.run(handle);
    };
    if (row.rate === 'free') handle();
    else if (row.rate === 'paced') {
      this.#pacer(connection, account).push({ bytes, run, refuse: (isFirst) => this.#tooFast(connection, packet, isFirst) });
    } else if (row.rate === 'read') {
      this.#reader(connection).push({ bytes, run, refuse: (isFirst) => this.#tooFast(connection, packet, isFirst) });
    } else if (this.#typingAllowance(connection).take()) run();
  }

  /** Runs or forgets what still waits for its turn; `done` runs behind all that is run. */
  closed(connection: Connection, refused: boolean, done: () => void): void {
    const pacer = this.#pacers.get(connection);
    if (refused) pacer?.drop();
    else pacer?.finish();
    this.#pacers.delete(connection);
    this.#readers.get(connection)?.drop();
    this.#readers.delete(connection);
    this.#typing.delete(connection);
    const lane = this.#lanes.get(connection);
    this.#lanes.delete(connection);
    if (refused) lane?.drop();
    if (lane === undefined) done();
    else lane.run(done);
  }

  /** A handler writes when what was written before is done: two turns of the journal later its own write is. */
  #hold(connection: Connection): void {
    const { journal } = this.#services.storage;
    const lane = this.#lanes.get(connection) ?? new Lane();
    this.#lanes.set(connection, lane);
    lane.hold();
    journal.after(() => {
      journal.after(() => {
        lane.release();
      });
    });
  }

  /** A client with nonces is told of each request, any other once until it has slowed down. */
  #tooFast(connection: Connection, packet: ClientPacket, isFirst: boolean): void {
    const nonce = nonceOf(packet);
    if (isFirst) this.#services.log.info('refused messages', { ...connection.describe(), rule: 'messageQueueMax' });
    if (nonce === undefined && !isFirst) return;
    const message = 'You are sending too fast. Some of your messages were not delivered.';
    this.#services.storage.journal.after(() => {
      connection.refuse({ code: 'too_fast', message }, nonce);
    });
  }

  #pacer(connection: Connection, account: Account): Pacer {
    let pacer = this.#pacers.get(connection);
    if (pacer === undefined) {
      const { clock, limits } = this.#services;
      // Asked each time: the role may be another by then.
      const allowance = () => (connection.isHeldAsGuest ? this.#guestAllowances : this.#allowances).get(account.key);
      pacer = new Pacer(clock, allowance, {
        jobs: limits.messageQueueMax,
        bytes: limits.messageQueueMaxBytes,
      });
      this.#pacers.set(connection, pacer);
    }
    return pacer;
  }

  #reader(connection: Connection): Pacer {
    let reader = this.#readers.get(connection);
    if (reader === undefined) {
      const { clock, limits } = this.#services;
      const requests = new TokenBucket(clock, limits.historyBurst, limits.historyPerSecond);
      const allowance = new Allowance(requests, new TokenBucket(clock, Infinity, Infinity));
      reader = new Pacer(clock, () => allowance, { jobs: limits.messageQueueMax, bytes: limits.messageQueueMaxBytes });
      this.#readers.set(connection, reader);
    }
    return reader;
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
      connection.refuse({ code: 'failed', message: 'The server could not do that. Its log says why.', topic: 'failed' });
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

function nonceOf(packet: ClientPacket): string | undefined {
  return 'nonce' in packet ? packet.nonce : undefined;
}
