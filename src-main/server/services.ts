import type { Admission } from './network/admission.ts';
import type { Backups } from './storage/backups.ts';
import type { AccountRemoval } from './accounts/account-removal.ts';
import type { AuditLog } from './accounts/audit-log.ts';
import type { Broadcasts } from './delivery/broadcasts.ts';
import type { ChannelDeeds } from './delivery/channel-deeds.ts';
import type { Channels } from './delivery/channels.ts';
import type { Clock } from './clock.ts';
import type { DirectMessages } from './delivery/direct-messages.ts';
import type { History } from './delivery/history.ts';
import type { Guests } from './accounts/guests.ts';
import type { Hub } from './delivery/hub.ts';
import type { ServerLimits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { Logins } from './accounts/logins.ts';
import type { Members } from './accounts/members.ts';
import type { Moderation } from './accounts/moderation.ts';
import type { Judge } from './accounts/judge.ts';
import type { PasswordResets } from './accounts/password-resets.ts';
import type { Presences } from './accounts/presences.ts';
import type { ResumeTokens } from './accounts/resume-tokens.ts';
import type { Roles } from './accounts/roles.ts';
import type { ServerSettings } from './accounts/settings.ts';
import type { Stats } from './console/stats.ts';
import type { Retention } from './storage/retention.ts';
import type { Storage } from './storage/storage.ts';

/** What a handler works with. */
export interface Services {
  readonly version: string;
  /** See `serverIdentity`. */
  readonly identity: string | null;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly log: Logger;
  readonly storage: Storage;
  readonly backups: Backups;
  readonly hub: Hub;
  readonly guests: Guests;
  readonly broadcasts: Broadcasts;
  readonly channels: Channels;
  readonly channelDeeds: ChannelDeeds;
  readonly directMessages: DirectMessages;
  readonly history: History;
  readonly presences: Presences;
  readonly members: Members;
  readonly retention: Retention;
  readonly logins: Logins;
  readonly resumeTokens: ResumeTokens;
  readonly admission: Admission;
  readonly accountRemoval: AccountRemoval;
  readonly audit: AuditLog;
  readonly judge: Judge;
  readonly moderation: Moderation;
  readonly passwordResets: PasswordResets;
  readonly roles: Roles;
  readonly settings: ServerSettings;
  readonly stats: Stats;
}
