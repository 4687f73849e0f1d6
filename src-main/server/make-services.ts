import { hostname } from 'node:os';
import { join } from 'node:path';
import { AccountRemoval } from './accounts/account-removal.ts';
import { AuditLog } from './accounts/audit-log.ts';
import { Guests } from './accounts/guests.ts';
import { Judge } from './accounts/judge.ts';
import { Logins } from './accounts/logins.ts';
import { Members } from './accounts/members.ts';
import { Moderation } from './accounts/moderation.ts';
import { PasswordResets } from './accounts/password-resets.ts';
import { argon2Hasher, TaskQueue, type PasswordHasher } from './accounts/passwords.ts';
import { Presences } from './accounts/presences.ts';
import { Registration } from './accounts/registration.ts';
import { ResumeTokens } from './accounts/resume-tokens.ts';
import { Roles } from './accounts/roles.ts';
import { ServerSettings, type RegistrationChoice } from './accounts/settings.ts';
import { systemClock, type Clock } from './clock.ts';
import { MeasuredDelays, type Delays } from './console/delays.ts';
import { Stats } from './console/stats.ts';
import { Broadcasts } from './delivery/broadcasts.ts';
import { ChannelDeeds } from './delivery/channel-deeds.ts';
import { Channels } from './delivery/channels.ts';
import { DirectMessages } from './delivery/direct-messages.ts';
import { History } from './delivery/history.ts';
import { Hub } from './delivery/hub.ts';
import { chooseLimits, type ServerLimits } from './limits.ts';
import { silentLogger, type Logger } from './logger.ts';
import { Admission } from './network/admission.ts';
import type { Services } from './services.ts';
import { Backups } from './storage/backups.ts';
import { DATABASE_FILE } from './storage/database-names.ts';
import type { Writer } from './storage/group-writer.ts';
import { serverIdentity } from './storage/identity.ts';
import { Retention } from './storage/retention.ts';
import type { Database } from './storage/sqlite.ts';
import { Storage } from './storage/storage.ts';
import { TimedWriter } from './storage/timed-writer.ts';
import { VERSION } from './version.ts';

export interface ServerOptions {
  /** The folder with everything the server remembers; made when it is not there. */
  readonly dataDir: string;
  /** What the room is called from now on; as it was last when left out, like this computer on a new server. */
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
  /** Whether guests may join with a browser from now on; as it was last when left out, so on a new server. */
  readonly guests?: boolean;
}

/**
 * Opens the storage and makes all that a server works with.
 * @throws {StorageProblem} when the data folder cannot be used
 * @throws {SettingsProblem} when what the options want to be set cannot be
 */
export async function makeServices(options: ServerOptions): Promise<Services> {
  const { clock = systemClock, log = silentLogger, hasher = argon2Hasher, firstAccountIsOwner = false } = options;
  const limits = chooseLimits(options.limits);
  const commits = new MeasuredDelays(clock);
  const hub = new Hub(clock);
  const storage = await openStorage(options, { clock, commits, hub, limits, log });
  const admission = new Admission(limits, clock);
  const presences = new Presences(hub, clock, limits);
  const resumeTokens = new ResumeTokens(storage, clock, limits);
  const judge = new Judge(storage, clock);
  const audit = new AuditLog(storage, clock, limits);
  const settings = new ServerSettings(storage, hub, audit, hostname());
  const { mode, pin } = options.registration ?? {};
  try {
    await settings.begin({
      ...(mode === undefined ? {} : { registration: mode }),
      ...(pin === undefined ? {} : { pin }),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.guests === undefined ? {} : { guests: options.guests }),
    });
  } catch (error) {
    await storage.close();
    throw error;
  }
  const deeds = { storage, hub, clock, log, judge, audit };
  const moderation = new Moderation(deeds);
  const registration = new Registration(settings, admission.throttle, clock, limits);
  const channels = await Channels.load(storage, clock, limits);
  const guests = new Guests({ storage, hub, clock, limits, log });
  const hashes = new TaskQueue(limits.hashesAtOnce, limits.hashQueueMax, clock);
  return {
    version: VERSION,
    identity: await serverIdentity(storage, log),
    clock,
    limits,
    log,
    storage,
    backups: new Backups({ file: join(options.dataDir, DATABASE_FILE), clock, log, limits }),
    hub,
    admission,
    broadcasts: new Broadcasts(deeds),
    channels,
    channelDeeds: new ChannelDeeds({ ...deeds, channels, settings }),
    directMessages: new DirectMessages(storage, hub, limits, clock),
    history: new History(storage, limits),
    presences,
    members: new Members({ storage, hub, presences, clock, log }),
    retention: new Retention(storage, clock, limits, log, (before, rows) => guests.forget(before, rows)),
    guests,
    logins: new Logins({
      storage,
      admission,
      moderation,
      registration,
      guests,
      resumeTokens,
      settings,
      hasher,
      hashes,
      clock,
      limits,
      firstAccountIsOwner,
    }),
    judge,
    audit,
    moderation,
    roles: new Roles({ ...deeds, settings }),
    passwordResets: new PasswordResets({ ...deeds, hasher, hashes }),
    accountRemoval: new AccountRemoval(deeds),
    settings,
    resumeTokens,
    stats: new Stats({ clock, hub, admission, storage, commits, loop: options.loopDelays ?? null }),
  };
}

async function openStorage(
  options: ServerOptions,
  { commits, hub, ...parts }: Pick<Services, 'clock' | 'hub' | 'limits' | 'log'> & { readonly commits: MeasuredDelays },
): Promise<Storage> {
  const storage = await Storage.open(options.dataDir, {
    ...parts,
    usefulFrom: () => hub.nextFlushAt(),
    ...(options.writerThread === undefined ? {} : { writerThread: options.writerThread }),
    watchWriter: (writer, database) =>
      new TimedWriter(options.watchWriter?.(writer, database) ?? writer, parts.clock, (ms) => {
        commits.add(ms);
      }),
  });
  hub.expectMoreFrom((then) => storage.journal.awaitGroup(then));
  if (storage.notice !== null) parts.log.warn(storage.notice);
  return storage;
}
