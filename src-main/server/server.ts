import { hostname } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORT } from '../../src-shared/protocol/index.ts';
import type { Admin } from './console/admin.ts';
import { hostAddresses, type HostAddress } from './network/addresses.ts';
import { openCertificate, type OpenedCertificate } from './network/certificate.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import { Admission } from './network/admission.ts';
import { Backups } from './storage/backups.ts';
import { Channels } from './delivery/channels.ts';
import { systemClock, type Clock } from './clock.ts';
import { DATABASE_FILE } from './storage/database-names.ts';
import { MeasuredDelays, type Delays } from './console/delays.ts';
import { DirectMessages } from './delivery/direct-messages.ts';
import { History } from './delivery/history.ts';
import { Hub } from './delivery/hub.ts';
import { chooseLimits, type ServerLimits } from './limits.ts';
import { announced } from './discovery/announced.ts';
import { listen, type Listener } from './network/listener.ts';
import { silentLogger, type Logger } from './logger.ts';
import { Logins } from './accounts/logins.ts';
import { Members } from './accounts/members.ts';
import { Moderation } from './accounts/moderation.ts';
import { argon2Hasher, type PasswordHasher } from './accounts/passwords.ts';
import { Presences } from './accounts/presences.ts';
import { Registration } from './accounts/registration.ts';
import { ResumeTokens } from './accounts/resume-tokens.ts';
import { Retention } from './storage/retention.ts';
import { Roles } from './accounts/roles.ts';
import { ServerCore, type Server, type Visitor } from './server-core.ts';
import type { Services } from './services.ts';
import type { Database } from './storage/sqlite.ts';
import { ServerSettings, type RegistrationChoice } from './accounts/settings.ts';
import { Stats } from './console/stats.ts';
import type { Writer } from './storage/group-writer.ts';
import { serverIdentity } from './storage/identity.ts';
import { Storage } from './storage/storage.ts';
import { TimedWriter } from './storage/timed-writer.ts';
import type { ServerTransport } from './network/transport.ts';
import { VERSION } from './version.ts';

export type { Server };

export interface ServerOptions {
  /** The folder with everything the server remembers; made when it is not there. */
  readonly dataDir: string;
  /** What the server is called in `server_info`. */
  readonly name?: string;
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly hasher?: PasswordHasher;
  /** May put something of its own around what writes to the database: a disk that is slow, or out of order. */
  readonly watchWriter?: (writer: Writer, database: Database) => Writer;
  /** The built program whose thread writes to the disk (`cli.ts`, `process.ts`); without one this thread does. */
  readonly writerThread?: string;
  readonly limits?: 'default' | 'off' | Partial<ServerLimits>;
  /** Whether the first account ever made here is its owner's: so when the hosting app starts a server. */
  readonly firstAccountIsOwner?: boolean;
  /** How late the event loop was, when whoever starts the server watches it. */
  readonly loopDelays?: Delays;
  /** Who may make an account from now on; as it was last when left out, open on a new server. */
  readonly registration?: RegistrationChoice;
}

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
  /** Whether the networks are told of the server, where others can reach it; so when left out. */
  readonly discovery?: boolean;
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
    core.closeOnStop(discovery ? announced(listener, fingerprint, services) : listener);
    return new Listening(core, listener, identity);
  } catch (error) {
    await core.stop();
    throw error;
  }
}

async function makeServices(options: ServerOptions): Promise<Services> {
  const { clock = systemClock, log = silentLogger, hasher = argon2Hasher, firstAccountIsOwner = false } = options;
  const limits = chooseLimits(options.limits);
  const commits = new MeasuredDelays(clock);
  const hub = new Hub(clock);
  const storage = await Storage.open(options.dataDir, {
    usefulFrom: () => hub.nextFlushAt(),
    limits,
    clock,
    log,
    ...(options.writerThread === undefined ? {} : { writerThread: options.writerThread }),
    watchWriter: (writer, database) =>
      new TimedWriter(options.watchWriter?.(writer, database) ?? writer, clock, (ms) => {
        commits.add(ms);
      }),
  });
  hub.expectMoreFrom((then) => storage.journal.awaitGroup(then));
  if (storage.notice !== null) log.warn(storage.notice);
  const admission = new Admission(limits, clock);
  const presences = new Presences(hub, clock, limits);
  const resumeTokens = new ResumeTokens(storage, clock, limits);
  const moderation = new Moderation({ storage, hub, clock, log });
  const settings = new ServerSettings(storage, hub);
  const { mode, pin } = options.registration ?? {};
  try {
    await settings.begin({
      ...(mode === undefined ? {} : { registration: mode }),
      ...(pin === undefined ? {} : { pin }),
    });
  } catch (error) {
    await storage.close();
    throw error;
  }
  const registration = new Registration(settings, admission.throttle, clock, limits);
  return {
    name: options.name ?? hostname(),
    version: VERSION,
    identity: await serverIdentity(storage, log),
    clock,
    limits,
    log,
    storage,
    backups: new Backups({ file: join(options.dataDir, DATABASE_FILE), clock, log, limits }),
    hub,
    admission,
    channels: await Channels.load(storage, clock, limits.channelsMax),
    directMessages: new DirectMessages(storage, hub, limits, clock),
    history: new History(storage, limits),
    presences,
    members: new Members({ storage, hub, presences, clock, log }),
    retention: new Retention(storage, clock, limits, log),
    logins: new Logins({
      storage,
      admission,
      moderation,
      registration,
      resumeTokens,
      hasher,
      clock,
      limits,
      firstAccountIsOwner,
    }),
    moderation,
    roles: new Roles({ storage, hub, log, settings }),
    settings,
    resumeTokens,
    stats: new Stats({ clock, hub, admission, storage, commits, loop: options.loopDelays ?? null }),
  };
}

/** A server and the port it listens on. */
class Listening implements ListeningServer {
  readonly admin: Admin;
  readonly host: string;
  readonly port: number;
  readonly notice: string | null;
  readonly fingerprint: Fingerprint | null;
  readonly #core: ServerCore;

  constructor(core: ServerCore, { host, port }: Listener, identity: OpenedCertificate | null) {
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
