import type { Admission } from './admission.ts';
import type { Backups } from './backups.ts';
import type { Channels } from './channels.ts';
import type { Clock } from './clock.ts';
import type { DirectMessages } from './direct-messages.ts';
import type { History } from './history.ts';
import type { Hub } from './hub.ts';
import type { ServerLimits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { Logins } from './logins.ts';
import type { Members } from './members.ts';
import type { Moderation } from './moderation.ts';
import type { Presences } from './presences.ts';
import type { ResumeTokens } from './resume-tokens.ts';
import type { Roles } from './roles.ts';
import type { ServerSettings } from './settings.ts';
import type { Stats } from './stats.ts';
import type { Retention } from './retention.ts';
import type { Storage } from './storage/storage.ts';

/** What a handler works with. */
export interface Services {
  readonly name: string;
  readonly version: string;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly log: Logger;
  readonly storage: Storage;
  readonly backups: Backups;
  readonly hub: Hub;
  readonly channels: Channels;
  readonly directMessages: DirectMessages;
  readonly history: History;
  readonly presences: Presences;
  readonly members: Members;
  readonly retention: Retention;
  readonly logins: Logins;
  readonly resumeTokens: ResumeTokens;
  readonly admission: Admission;
  readonly moderation: Moderation;
  readonly roles: Roles;
  readonly settings: ServerSettings;
  readonly stats: Stats;
}
