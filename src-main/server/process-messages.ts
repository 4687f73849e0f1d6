import type { Fingerprint } from '../../src-shared/trust/index.ts';
import type { RegistrationMode, Role } from '../../src-shared/protocol/index.ts';

/** What the desktop app and the process of its hosted server say to each other. Both ends are ours and of the same build. */

export type ToServerProcess =
  | { readonly type: 'start'; readonly options: ServerProcessOptions }
  /** Tell the people, close, flush, exit. */
  | { readonly type: 'stop' }
  /** Answered by a `result` with the same `id`. */
  | ({ readonly type: 'admin'; readonly id: number } & AdminCommand);

/** What the person who hosts can have the server do. */
export type AdminCommand =
  | { readonly command: 'kick' | 'ban'; readonly username: string; readonly reason: string }
  | { readonly command: 'unban' | 'unmute'; readonly username: string }
  /** `minutes` is null for ever. */
  | { readonly command: 'mute'; readonly username: string; readonly minutes: number | null; readonly reason: string }
  | { readonly command: 'role'; readonly username: string; readonly role: Role }
  | { readonly command: 'registration'; readonly mode: RegistrationMode; readonly pin?: string }
  | { readonly command: 'broadcast'; readonly message: string };

export interface ServerProcessOptions {
  readonly host: string;
  /** 0 for any; a busy one is replaced by the next free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly name: string;
}

export type FromServerProcess =
  | {
      readonly type: 'listening';
      readonly port: number;
      /** Addresses that others can join, the likeliest first; `network` is the interface's name. */
      readonly addresses: readonly { readonly address: string; readonly network: string }[];
      /** Who the server is over TLS; null where it speaks no TLS. */
      readonly fingerprint: Fingerprint | null;
      /** A sentence for the person when the data file was damaged and something took its place. */
      readonly notice: string | null;
    }
  /** The server cannot run; `message` is a sentence for the person. */
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'people'; readonly count: number; readonly names: readonly string[] }
  | { readonly type: 'result'; readonly id: number; readonly ok: true }
  | { readonly type: 'result'; readonly id: number; readonly ok: false; readonly message: string }
  | { readonly type: 'stopped' };
