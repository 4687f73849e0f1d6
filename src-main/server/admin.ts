import { CloseCode, nameKey, SERVER_NAME } from '../../src-shared/protocol/index.ts';
import { notStored } from './refusals.ts';
import { sayByFlavour } from './said.ts';
import type { Services } from './services.ts';
import type { ServerStats } from './stats.ts';
import type { Account } from './storage/records.ts';
import { SERVER_ID } from './storage/writes.ts';

/** Whether a command was carried out, and a sentence for the person who gave it. */
export interface AdminResult {
  readonly ok: boolean;
  readonly message: string;
}

/**
 * What the person at the server can do, from the terminal or from the hosting app. Each is on the disk when it is answered, and
 * throws a `WriteError` when it could not be written.
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
    return this.#withAccount(name, (account) => {
      const connection = this.#services.hub.find(account.key);
      if (connection === null) return failed(`${account.name} is not online.`);
      connection.close(CloseCode.kicked, reason === '' ? 'you were kicked' : `you were kicked: ${reason}`);
      return done(`Kicked ${account.name}.`);
    });
  }

  /** Ends the connection of an account at once and refuses its logins, also after a restart; it forgets the devices, too. */
  ban(name: string, reason = ''): Promise<AdminResult> {
    return this.#withAccount(name, async (account) => {
      if (account.role === 'owner') return failed(`${account.name} owns this server and cannot be banned.`);
      const { clock, hub, resumeTokens, storage } = this.#services;
      const ban = { accountId: account.id, reason, by: SERVER_NAME, at: clock.wall(), until: null };
      await Promise.all([storage.journal.run('ban', ban), resumeTokens.revoke(account)]);
      const why = reason === '' ? 'you are banned here' : `you are banned here: ${reason}`;
      hub.find(account.key)?.close(CloseCode.banned, why);
      return done(`Banned ${account.name}.`);
    });
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
    return this.#withAccount(name, async (account) =>
      (await this.#services.storage.journal.run('unban', { accountId: account.id }))
        ? done(`${account.name} may log in again.`)
        : failed(`${account.name} is not banned.`),
    );
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
    const account = this.#services.storage.accountByKey(nameKey(name));
    return account === null ? failed(`${name} is not known here.`) : await act(account);
  }
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
