import {
  BAN_LIST_MAX,
  CloseCode,
  MEMBER_PAGE_MAX,
  type RegistrationMode,
  type Role,
} from '../../../src-shared/protocol/index.ts';
import { findAccount } from '../accounts/find-account.ts';
import { CONSOLE, type Done } from '../accounts/moderation.ts';
import { shorten } from '../content.ts';
import { notStored } from '../refusals.ts';
import { sayByFlavour } from '../delivery/said.ts';
import type { Services } from '../services.ts';
import type { ServerStats } from './stats.ts';
import type { Account, StoredMessage } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { SERVER_ID } from '../storage/writes.ts';

/** Whether a command was carried out, and a sentence for the person who gave it. */
export interface AdminResult {
  readonly ok: boolean;
  readonly message: string;
}

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

const REGISTRATION_WORDS: { readonly [M in RegistrationMode]: string } = {
  open: 'Whoever comes may register.',
  pin: 'Who registers needs the PIN.',
  closed: 'Nobody may register.',
};

/**
 * What the person at the server can do, from the terminal or from the hosting app. Each is on the disk when it is answered;
 * what could not be written is said so, and a broadcast throws a `WriteError` then.
 */
export class Admin {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** A public message of the server (RFC #001, "Server Broadcasts"). */
  async broadcast(message: string): Promise<AdminResult> {
    const { clock, hub, storage } = this.#services;
    const stored = await storage.journal.run('appendMessage', {
      to: { kind: 'broadcast' },
      authorId: SERVER_ID,
      text: message,
      bytes: Buffer.byteLength(message),
      at: clock.wall(),
      nonce: null,
      bounds: null,
    });
    if (stored.kind !== 'stored') return failed('The message was not stored.');
    const { id, seq, timestamp } = stored;
    const plain = { type: 'broadcast', message } as const;
    hub.say(sayByFlavour(plain, { ...plain, id, seq, timestamp }));
    return done(`Told ${people(hub.size)}.`);
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
    return answer((done) => this.#services.moderation.kick(CONSOLE, { username: name, reason }, done), 'Kicked %.');
  }

  /** Ends the connection of an account at once and refuses its logins, also after a restart; it forgets the devices, too. */
  ban(name: string, reason = ''): Promise<AdminResult> {
    return answer((done) => this.#services.moderation.ban(CONSOLE, { username: name, reason }, done), 'Banned %.');
  }

  /** Forgets what the account's devices could come back with, and ends its connection: the password is asked for again. */
  logout(name: string): Promise<AdminResult> {
    return this.#withAccount(name, async (account) => {
      const { hub, resumeTokens } = this.#services;
      await resumeTokens.revoke(account);
      hub.find(account.key)?.close(CloseCode.kicked, 'you were logged out, log in with your password');
      return done(`Logged ${account.name} out everywhere.`);
    });
  }

  unban(name: string): Promise<AdminResult> {
    return answer((done) => this.#services.moderation.unban(CONSOLE, { username: name }, done), '% may log in again.');
  }

  /** @param minutes from now; null for ever */
  mute(name: string, minutes: number | null, reason: string): Promise<AdminResult> {
    const { clock, moderation } = this.#services;
    const until = minutes === null ? null : clock.wall() + minutes * MINUTE_MS;
    return answer((done) => moderation.mute(CONSOLE, { username: name, reason, until }, done), 'Muted %.');
  }

  unmute(name: string): Promise<AdminResult> {
    return answer((done) => this.#services.moderation.unmute(CONSOLE, { username: name }, done), '% may speak again.');
  }

  setRole(name: string, role: Role): Promise<AdminResult> {
    const words = {
      owner: '% owns this server now.',
      moderator: '% is a moderator now.',
      member: '% is a member now.',
      guest: '% is a guest now.',
    };
    return answer((done) => this.#services.roles.give(CONSOLE, name, role, done), words[role]);
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
    const change = { registration: mode, ...(pin === undefined ? {} : { pin }) };
    return new Promise((resolve) => {
      this.#services.settings.change(change, (changed) => {
        resolve(changed.ok ? done(REGISTRATION_WORDS[mode]) : failed(changed.refusal.message));
      });
    });
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
function answer(act: (done: Done) => void, words: string): Promise<AdminResult> {
  return new Promise((resolve) => {
    act((outcome) => {
      resolve(outcome.ok ? done(words.replace('%', () => outcome.value.name)) : failed(outcome.refusal.message));
    });
  });
}

function done(message: string): AdminResult {
  return { ok: true, message };
}

function failed(message: string): AdminResult {
  return { ok: false, message };
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
