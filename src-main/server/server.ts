import { DEFAULT_PORT } from '../../src-shared/protocol/index.ts';
import type { Admin } from './console/admin.ts';
import { makeServices, type ServerOptions } from './make-services.ts';
import { hostAddresses, type HostAddress } from './network/addresses.ts';
import { openCertificate, type OpenedCertificate } from './network/certificate.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import { announced } from './discovery/announced.ts';
import { listen, type Listener } from './network/listener.ts';
import { ServerCore, type Server, type Visitor } from './server-core.ts';
import type { ServerTransport } from './network/transport.ts';
import { openPage } from './page/open-page.ts';

export type { Server, ServerOptions };

export interface ListenOptions extends ServerOptions {
  /** The address to listen at; every IPv4 address of this computer when left out. */
  readonly host?: string;
  /** The port to try first: 8888 when left out, any free one when 0. The next free one is taken when it is busy. */
  readonly port?: number;
  /** Origins of browser pages that may connect; none when left out. */
  readonly allowedOrigins?: readonly string[];
  /** Names that lead to this server, besides its computer's own: a request for another name is refused. */
  readonly allowedHosts?: readonly string[];
  /** Whether the port speaks TLS too, with a certificate that is made at the first start and kept; true when left out. */
  readonly tls?: boolean;
  /** Whether clients that do not encrypt are refused; false when left out. */
  readonly requireEncryption?: boolean;
  /** Where the built page for guests lies; without one there is no page. */
  readonly pageFolder?: string;
  /** Whether the networks are told of the server, where others can reach it; so when left out. */
  readonly discovery?: boolean;
  /** Networks, by their interfaces' names, that are not told as long as there is another; asked for again and again. */
  readonly leftOut?: () => readonly string[];
}

/** A server that listens. */
export interface ListeningServer extends Server {
  readonly host: string;
  /** The port that it got. */
  readonly port: number;
  /** Where it can be joined, best first, as of now. */
  readonly addresses: readonly HostAddress[];
  /** Who it is over TLS; null when it does not speak that. */
  readonly fingerprint: Fingerprint | null;
  /** How guests come to its page with a browser, as of now; null while they may not, or where there is no page. */
  readonly guestPage: 'http' | 'https' | null;
}

const DEFAULT_HOST = '0.0.0.0';

/**
 * Makes the server of RFC #001 (docs/PROTOCOL.md) without a port; clients come in through `accept`.
 * @throws {StorageProblem} when the data folder cannot be used
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  return new ServerCore(await makeServices(options));
}

/**
 * Makes a server and opens its port.
 * @throws {StorageProblem} when the data folder or the key in it cannot be used
 * @throws {ListenProblem} when the port cannot be opened
 */
export async function startServer(options: ListenOptions): Promise<ListeningServer> {
  const services = await makeServices(options);
  const core = new ServerCore(services);
  const host = options.host ?? DEFAULT_HOST;
  const { tls = true, requireEncryption = false } = options;
  try {
    // Behind the lock of the data folder, so that two servers do not make two keys.
    const identity = tls ? await openCertificate(options.dataDir, services.clock.wall()) : null;
    if (identity !== null && identity.notice !== null) services.log.warn(identity.notice);
    const { pageFolder } = options;
    const page = pageFolder === undefined ? null : openPage(pageFolder, services, requireEncryption);
    if (page !== null) services.settings.hasPage();
    const listener = await listen({
      host,
      port: options.port ?? DEFAULT_PORT,
      certificate: identity?.certificate ?? null,
      requireEncryption,
      allowedOrigins: options.allowedOrigins ?? [],
      allowedHosts: options.allowedHosts ?? [],
      clock: services.clock,
      limits: services.limits,
      log: services.log,
      page,
      status: {
        version: services.version,
        isHealthy: () => services.storage.journal.takesWrites,
        stats: () => services.stats.recent(),
      },
      onConnection: (transport, from) => {
        core.accept(transport, from);
      },
    });
    const { discovery = true } = options;
    const fingerprint = identity?.certificate.fingerprint ?? null;
    core.closeOnStop(discovery ? announced(listener, fingerprint, services, options.leftOut) : listener);
    return new Listening(core, listener, identity, () =>
      services.settings.guests ? (requireEncryption ? 'https' : 'http') : null,
    );
  } catch (error) {
    await core.stop();
    throw error;
  }
}

/** A server and the port it listens on. */
class Listening implements ListeningServer {
  readonly admin: Admin;
  readonly host: string;
  readonly port: number;
  readonly notice: string | null;
  readonly fingerprint: Fingerprint | null;
  readonly #core: ServerCore;
  readonly #guestPage: () => ListeningServer['guestPage'];

  constructor(
    core: ServerCore,
    { host, port }: Listener,
    identity: OpenedCertificate | null,
    guestPage: () => ListeningServer['guestPage'],
  ) {
    this.#guestPage = guestPage;
    this.#core = core;
    this.admin = core.admin;
    this.host = host;
    this.port = port;
    this.fingerprint = identity?.certificate.fingerprint ?? null;
    const notices = [core.notice, identity?.notice ?? null].filter((notice) => notice !== null);
    this.notice = notices.length === 0 ? null : notices.join(' ');
  }

  get addresses(): readonly HostAddress[] {
    return hostAddresses(this.host, this.port);
  }

  get guestPage(): ListeningServer['guestPage'] {
    return this.#guestPage();
  }

  accept(transport: ServerTransport, from: Visitor): void {
    this.#core.accept(transport, from);
  }

  people(): string[] {
    return this.#core.people();
  }

  onPeople(listener: (names: readonly string[]) => void): () => void {
    return this.#core.onPeople(listener);
  }

  stop(reason?: string): Promise<void> {
    return this.#core.stop(reason);
  }
}
