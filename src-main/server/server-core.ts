import { CloseCode } from '../../src-shared/protocol/index.ts';
import { Admin } from './console/admin.ts';
import { Connection, type ConnectionContext } from './network/connection.ts';
import { startHeartbeat } from './network/heartbeat.ts';
import { startLastSeen } from './accounts/last-seen.ts';
import { originOf } from './network/origin.ts';
import { Router } from './router.ts';
import type { Services } from './services.ts';
import type { Account } from './storage/records.ts';
import type { ServerTransport } from './network/transport.ts';

/** Where a client comes from and what came in the query of its address. */
export interface Visitor {
  /** An IP address as Node writes it; loopback addresses have no limits by address. */
  readonly address: string;
  /** The PIN of the server, for somebody who makes an account where one is needed. */
  readonly pin?: string;
  /** It comes from the page for guests that this server serves; false when left out. */
  readonly byPage?: boolean;
  /** Whether they come as a guest: an account that they make now is passing. */
  readonly isGuest?: boolean;
}

/** A server without a port: clients come in through `accept`. */
export interface Server {
  readonly admin: Admin;
  /** A sentence for whoever runs the server when its data file was damaged and something took its place; else null. */
  readonly notice: string | null;
  accept(transport: ServerTransport, from: Visitor): void;
  /** The names of those who are online. */
  people(): string[];
  /** Calls a listener with the names after each change; the returned function ends that. */
  onPeople(listener: (names: readonly string[]) => void): () => void;
  /** Tells the clients, closes them with 1001, and has written everything when it resolves. A second call waits for the first. */
  stop(reason?: string): Promise<void>;
}

/** What stops with the server. */
interface Port {
  stopAccepting(): void;
  close(): Promise<void>;
}

const GUESTS_OFF_REASON = 'the host no longer lets guests join with a browser';
const DEFAULT_STOP_REASON = 'The server is stopping.';

/** Holds the connections of a server from their beginning to their end. */
export class ServerCore implements Server {
  readonly admin: Admin;
  readonly notice: string | null;
  readonly #services: Services;
  readonly #router: Router;
  readonly #context: ConnectionContext;
  /** Those that take part. */
  readonly #connections = new Set<Connection>();
  /** Those and the ones whose transport has not ended yet. */
  readonly #transports = new Set<Connection>();
  readonly #stopHeartbeat: () => void;
  readonly #stopLastSeen: () => void;
  #port: Port | null = null;
  #isStopping = false;
  #stopped: Promise<void> | null = null;
  #onEmpty: (() => void) | null = null;
  #nextId = 1;

  constructor(services: Services) {
    const { clock, limits, log } = services;
    this.#services = services;
    this.#router = new Router(services);
    this.admin = new Admin(services);
    this.notice = services.storage.notice;
    this.#stopHeartbeat = startHeartbeat(clock, this.#connections);
    services.settings.onGuests((guests) => {
      if (!guests) this.#sendGuestsAway();
    });
    this.#stopLastSeen = startLastSeen(clock, services.members, limits.lastSeenIntervalMs);
    this.#context = {
      clock,
      limits,
      log,
      onPacket: (connection, packet, bytes) => {
        this.#router.route(connection, packet, bytes);
      },
      onClosed: (connection, refused) => {
        this.#closed(connection, refused);
      },
      onProof: (connection, mark) => {
        if (connection.account !== null) services.directMessages.proved(connection.account, connection, mark);
      },
      onGone: (connection) => {
        this.#transports.delete(connection);
        if (this.#transports.size === 0) this.#onEmpty?.();
      },
    };
  }

  accept(transport: ServerTransport, from: Visitor): void {
    const connection = new Connection(this.#nextId++, transport, originOf(from.address), this.#context);
    connection.pin = from.pin ?? null;
    connection.isGuest = from.isGuest ?? false;
    connection.byPage = from.byPage ?? false;
    this.#transports.add(connection);
    if (this.#isStopping) {
      connection.close(CloseCode.goingAway, DEFAULT_STOP_REASON);
      return;
    }
    const refusal = this.#services.admission.enter(connection);
    if (refusal === null) {
      this.#connections.add(connection);
      return;
    }
    this.#services.log.info('refused a connection', { ...connection.describe(), rule: refusal.rule });
    connection.close(CloseCode.tryAgainLater, refusal.reason);
  }

  people(): string[] {
    return this.#services.hub.names();
  }

  onPeople(listener: (names: readonly string[]) => void): () => void {
    return this.#services.hub.onChange(listener);
  }

  /** The port that `stop` has to close. */
  closeOnStop(port: Port): void {
    this.#port = port;
  }

  stop(reason = DEFAULT_STOP_REASON): Promise<void> {
    if (this.#stopped === null) {
      this.#isStopping = true;
      this.#stopped = this.#stop(reason);
    }
    return this.#stopped;
  }

  /** Those who came by the page; its files answer nobody any more by now. */
  #sendGuestsAway(): void {
    for (const connection of [...this.#connections]) {
      if (connection.byPage) connection.close(CloseCode.guestsOff, GUESTS_OFF_REASON, 'guests');
    }
  }

  async #stop(reason: string): Promise<void> {
    const { backups, clock, hub, limits, members, retention, storage } = this.#services;
    this.#port?.stopAccepting();
    this.#stopHeartbeat();
    this.#stopLastSeen();
    retention.stop();
    // What people have already sent comes before the farewell.
    const finished = [...this.#connections].map(
      (connection) => new Promise<void>((resolve) => this.#router.closed(connection, false, resolve)),
    );
    await Promise.all(finished);
    await storage.journal.turn();
    await members.seen();
    hub.broadcast({ type: 'broadcast', message: reason });
    for (const connection of [...this.#connections]) connection.close(CloseCode.goingAway, reason);
    if (this.#transports.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(limits.stopTimeoutMs, resolve);
        this.#onEmpty = () => {
          cancel();
          resolve();
        };
      });
      for (const connection of this.#transports) connection.terminate();
    }
    await this.#port?.close();
    await backups.stop();
    await storage.close();
  }

  #closed(connection: Connection, refused: boolean): void {
    const { admission, directMessages } = this.#services;
    if (!this.#connections.delete(connection)) return;
    admission.leave(connection);
    const { account } = connection;
    if (account !== null) directMessages.closed(account, connection);
    this.#router.closed(connection, refused, () => {
      if (account !== null) this.#leave(account, connection);
    });
  }

  /**
   * Behind the last that this one wrote. When everybody leaves at once, nobody needs to hear of it from the server, which has
   * written down that they were here.
   */
  #leave(account: Account, connection: Connection): void {
    const { hub, members, presences } = this.#services;
    if (this.#isStopping) return;
    members.left(account, () => {
      if (this.#isStopping) return;
      hub.leave(connection);
      presences.forget(connection);
    });
  }
}
