import { randomInt } from 'node:crypto';
import {
  BAN_LIST_MAX,
  CloseCode,
  MEMBER_PAGE_MAX,
  type RegistrationMode,
  type Role,
} from '../../../src-shared/protocol/index.ts';
import { endWith } from '../accounts/ending.ts';
import { findAccount } from '../accounts/find-account.ts';
import { CONSOLE, type Done } from '../accounts/judge.ts';
import { holds } from '../accounts/sanctions.ts';
import { shorten } from '../content.ts';
import { answer, done, failed, type AdminResult } from './admin-result.ts';
import { AdminRoom } from './admin-room.ts';
import { notStored } from '../refusals.ts';
import type { Services } from '../services.ts';
import type { ServerStats } from './stats.ts';
import type { Account, StoredMessage } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** Accounts in the order of their names, and how many there are in all. */
export interface MemberPage {
  readonly total: number;
  /** Whether there are some behind these. */
  readonly more: boolean;
  readonly members: readonly {
    readonly name: string;
    readonly role: Role;
    readonly isMuted: boolean;
    readonly isOnline: boolean;
    /** Milliseconds since the epoch; null when nobody knows. */
    readonly lastSeenAt: number | null;
  }[];
}

const MINUTE_MS = 60_000;

/** Somebody who is online, for whoever hosts. */
export interface OnlinePerson {
  readonly name: string;
  readonly role: Role;
  readonly isMuted: boolean;
  /** An IP address. */
  readonly address: string;
  /** What the client calls itself and its version; null for one that knows only the RFC. */
  readonly client: { readonly name: string; readonly version: string } | null;
  /** Since when, in ms since the epoch. */
  readonly since: number;
}

/** Without what looks like something else. */
const PASSWORD_ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const PASSWORD_GROUPS = 3;
const PASSWORD_GROUP_CHARS = 4;

/**
 * What the person at the server can do, from the terminal or from the hosting app. Each is on the disk when it is answered;
 * what could not be written is said so.
 */
export class Admin {
  /** The same for the room itself. */
  readonly room: AdminRoom;
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
    this.room = new AdminRoom(services);
  }

  /** A public message of the server (RFC #001, "Server Broadcasts"). */
  broadcast(message: string): Promise<AdminResult> {
    const { broadcasts, hub } = this.#services;
    return new Promise((resolve) => {
      broadcasts.say(CONSOLE, message, null, (written) => {
        resolve(written.ok ? done(`Told ${people(hub.size)}.`) : failed(notStored(written.reason).message));
      });
    });
  }

  /** A direct message of the server, kept when its recipient is offline. */
  directMessage(name: string, message: string): Promise<AdminResult> {
    return this.#withAccount(
      name,
      (recipient) =>
        new Promise((resolve) => {
          this.#services.directMessages.send({ author: null, recipient, message, nonce: null }, (written) => {
            if (!written.ok) resolve(failed(notStored(written.reason).message));
            else if (written.result.kind === 'full') resolve(failed(`Too many messages wait for ${recipient.name} already.`));
            else
              resolve(
                done(
                  this.#isOnline(recipient) ? `Told ${recipient.name}.` : `${recipient.name} will read it at the next login.`,
                ),
              );
          });
        }),
    );
  }

  kick(name: string, reason: string): Promise<AdminResult> {
    return about((done) => this.#services.moderation.kick(CONSOLE, { username: name, reason }, done), 'Kicked %.');
  }

  /** Ends the connection of an account at once and refuses its logins, also after a restart; it forgets the devices, too. */
  ban(name: string, reason = ''): Promise<AdminResult> {
    return about((done) => this.#services.moderation.ban(CONSOLE, { username: name, reason }, done), 'Banned %.');
  }

  /** Forgets what the account's devices could come back with, and ends its connection: the password is asked for again. */
  logout(name: string): Promise<AdminResult> {
    return this.#withAccount(name, async (account) => {
      const { audit, hub, resumeTokens, storage } = this.#services;
      const entry = storage.journal.run('recordDeed', audit.entry(CONSOLE, 'logout', account.name));
      await Promise.all([resumeTokens.revoke(account), entry]);
      const connection = hub.find(account.key);
      if (connection !== null) endWith(connection, CloseCode.kicked, 'you were logged out, log in with your password');
      return done(`Logged ${account.name} out everywhere.`);
    });
  }

  /** Gives an account a new password, which is in the answer and nowhere else; its person is logged out everywhere. */
  resetPassword(name: string): Promise<AdminResult> {
    const password = Array.from({ length: PASSWORD_GROUPS }, () =>
      Array.from({ length: PASSWORD_GROUP_CHARS }, () => PASSWORD_ALPHABET[randomInt(PASSWORD_ALPHABET.length)]).join(''),
    ).join('-');
    return about(
      (done) => this.#services.passwordResets.reset(CONSOLE, name, password, done),
      `The password of % is now ${password}`,
    );
  }

  /** Deletes an account, so that its name is free; what it wrote stays. */
  deleteAccount(name: string, reason: string): Promise<AdminResult> {
    return about(
      (done) => this.#services.accountRemoval.remove(CONSOLE, { username: name, reason }, done),
      'Deleted the account %. The name is free.',
    );
  }

  unban(name: string): Promise<AdminResult> {
    return about((done) => this.#services.moderation.unban(CONSOLE, { username: name }, done), '% may log in again.');
  }

  /** @param minutes from now; null for ever */
  mute(name: string, minutes: number | null, reason: string): Promise<AdminResult> {
    const { clock, moderation } = this.#services;
    const until = minutes === null ? null : clock.wall() + minutes * MINUTE_MS;
    return about((done) => moderation.mute(CONSOLE, { username: name, reason, until }, done), 'Muted %.');
  }

  unmute(name: string): Promise<AdminResult> {
    return about((done) => this.#services.moderation.unmute(CONSOLE, { username: name }, done), '% may speak again.');
  }

  setRole(name: string, role: Role): Promise<AdminResult> {
    const words = {
      owner: '% owns this server now.',
      moderator: '% is a moderator now.',
      member: '% is a member now.',
      guest: '% is a guest now.',
    };
    return about((done) => this.#services.roles.give(CONSOLE, name, role, done), words[role]);
  }

  /** The newest bans that hold. */
  bans(): ReturnType<Storage['bans']> {
    return this.#services.storage.bans(this.#services.clock.wall(), BAN_LIST_MAX);
  }

  /** A page of the accounts in the order of their names, behind a name. */
  members(after = ''): MemberPage {
    const { clock, hub, storage } = this.#services;
    const found = storage.accounts(clock.wall(), after, MEMBER_PAGE_MAX + 1);
    return {
      total: storage.counts().members,
      more: found.length > MEMBER_PAGE_MAX,
      members: found.slice(0, MEMBER_PAGE_MAX).map(({ key, name, role, isMuted, lastSeenAt }) => {
        return { name, role, isMuted, isOnline: hub.find(key) !== null, lastSeenAt };
      }),
    };
  }

  get registration(): { readonly mode: RegistrationMode; readonly pin: string | null } {
    const { settings } = this.#services;
    return { mode: settings.registration, pin: settings.pin };
  }

  /** @param pin the new one; the last one stays when it is left out */
  setRegistration(mode: RegistrationMode, pin?: string): Promise<AdminResult> {
    return this.room.setRegistration(mode, pin);
  }

  /** The last messages of a channel, oldest first; null when there is no such channel. */
  history(channel: string, count: number): StoredMessage[] | null {
    const { channels, storage } = this.#services;
    const found = channels.find(channel.replace(/^#/u, ''));
    return found === null ? null : storage.channelHistory(found, { after: null, before: null, limit: count });
  }

  /** The names of those who are online. */
  users(): string[] {
    return this.#services.hub.names();
  }

  /** Those who are online with what whoever hosts may know of them, in the order of their logins. */
  people(): OnlinePerson[] {
    const { clock, hub } = this.#services;
    return hub.connections().flatMap(({ account, clientInfo, mute, origin, since }) => {
      if (account === null) return [];
      const client = clientInfo === null ? null : { name: clientInfo.name, version: clientInfo.version };
      const isMuted = mute !== null && holds(mute, clock.wall());
      return [
        { name: account.name, role: account.role, isMuted, address: origin.address, client, since: since ?? clock.wall() },
      ];
    });
  }

  /** How many messages there ever were: a number that only grows. */
  get messagesEver(): number {
    return this.#services.storage.lastMessageId();
  }

  channels(): string[] {
    return this.#services.channels.names();
  }

  stats(): ServerStats {
    return this.#services.stats.read();
  }

  #isOnline(account: Account): boolean {
    return this.#services.hub.find(account.key) !== null;
  }

  async #withAccount(name: string, act: (account: Account) => AdminResult | Promise<AdminResult>): Promise<AdminResult> {
    const account = findAccount(this.#services.storage, name);
    return account === null ? failed(`${shorten(name)} is not known here.`) : await act(account);
  }
}

/** What became of a deed, in words with the name of whom it was about in place of `%`. */
function about(act: (done: Done) => void, words: string): Promise<AdminResult> {
  return answer(act, ({ name }) => words.replace('%', () => name));
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
