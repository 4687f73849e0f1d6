import type { RegistrationMode, Role } from '../../src-shared/protocol/index.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import type { BackupProblemKind } from './backup/backup-problem.ts';
import type { BackUpOrder } from './backup/back-up.ts';
import type { RestoreOrder } from './backup/restore.ts';
import type { PanelView } from './panel/feed.ts';
import type { PeopleNow } from './panel/people-news.ts';

/** What the desktop app and the process of its hosted server say to each other. Both ends are ours and of the same build. */

export type ToServerProcess =
  | { readonly type: 'start'; readonly options: ServerProcessOptions }
  /** Tell the people why, close, flush, exit. */
  | { readonly type: 'stop'; readonly reason?: string }
  /** Answered by a `result` with the same `id`. */
  | ({ readonly type: 'admin'; readonly id: number } & AdminCommand)
  /** The host's panel is open, or no longer: `panel` comes meanwhile, at most twice a second. */
  | { readonly type: 'panel'; readonly open: boolean }
  /** `leftOut` of the options is another from now on. */
  | { readonly type: 'networks'; readonly leftOut: readonly string[] }
  /** Answered by `worked` with the same `id`, also where no server was started. */
  | { readonly type: 'work'; readonly id: number; readonly work: BackupWork };

/** What is done with the file of a backup. */
export type BackupWork =
  | ({ readonly kind: 'back-up' } & BackUpOrder)
  | { readonly kind: 'read'; readonly file: string }
  | ({ readonly kind: 'restore' } & RestoreOrder);

/** What came of it: what is in the file, or why nothing was done. */
export type BackupWorked =
  | { readonly ok: true; readonly name: string; readonly madeAt: number; readonly bytes: number }
  | { readonly ok: false; readonly problem: BackupProblemKind; readonly detail: string };

/** What the person who hosts can have the server do. */
export type AdminCommand =
  | { readonly command: 'kick' | 'ban'; readonly username: string; readonly reason: string }
  | { readonly command: 'unban' | 'unmute'; readonly username: string }
  /** `minutes` is null for ever. */
  | { readonly command: 'mute'; readonly username: string; readonly minutes: number | null; readonly reason: string }
  | { readonly command: 'role'; readonly username: string; readonly role: Role }
  /** What is left out stays as it is. */
  | ({ readonly command: 'settings' } & RoomChange)
  | { readonly command: 'broadcast'; readonly message: string };

/** What can be changed of a room while it runs. */
export interface RoomChange {
  readonly registration?: RegistrationMode | undefined;
  readonly pin?: string | undefined;
  readonly name?: string | undefined;
  readonly welcome?: string | undefined;
  readonly guests?: boolean | undefined;
}

export interface ServerProcessOptions {
  readonly host: string;
  /** 0 for any; a busy one is replaced by the next free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly name: string;
  /** Where the key is by which clients know the server, for a room whose own folder is forgotten. */
  readonly keyDir?: string;
  /** Networks, by their interfaces' names, in which the room is not announced as long as there is another. */
  readonly leftOut?: readonly string[];
  /** Who may make an account; as it was last when left out. */
  readonly registration?: { readonly mode: RegistrationMode; readonly pin?: string };
  /** Whether guests may join with a browser; as it was last when left out. */
  readonly guests?: boolean;
  /** Those that are other than usual. */
  readonly limits?: { readonly connectionsMax?: number; readonly historyMaxAgeMs?: number };
}

export type FromServerProcess =
  | {
      readonly type: 'listening';
      readonly port: number;
      /** Addresses that others can join, the likeliest first; `network` is the interface's name. */
      readonly addresses: readonly { readonly address: string; readonly network: string }[];
      /** Who the server is over TLS; null where it speaks no TLS. */
      readonly fingerprint: Fingerprint | null;
      /** Whether guests may join with a browser. */
      readonly guests: boolean;
      /** A sentence for the person when the data file was damaged and something took its place. */
      readonly notice: string | null;
    }
  /** The server cannot run; `message` is a sentence for the person. */
  | { readonly type: 'failed'; readonly message: string }
  | ({ readonly type: 'people' } & PeopleNow)
  | { readonly type: 'panel'; readonly change: Partial<PanelView> }
  | { readonly type: 'result'; readonly id: number; readonly ok: true }
  | { readonly type: 'result'; readonly id: number; readonly ok: false; readonly message: string }
  | { readonly type: 'worked'; readonly id: number; readonly outcome: BackupWorked }
  | { readonly type: 'stopped' };
