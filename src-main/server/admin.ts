import { CloseCode, nameKey, SERVER_NAME } from '../../src-shared/protocol/index.ts';
import type { Services } from './services.ts';
import type { Account } from './storage.ts';

/** Whether a command was carried out, and a sentence for the person who gave it. */
export interface AdminResult {
  readonly ok: boolean;
  readonly message: string;
}

/** What the person at the server can do, from the terminal or from the hosting app. */
export class Admin {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** A public message of the server (RFC #001, "Server Broadcasts"). */
  broadcast(message: string): AdminResult {
    this.#services.hub.broadcast({ type: 'broadcast', message });
    return done(`Told ${people(this.#services.hub.size)}.`);
  }

  /** A direct message of the server, kept when its recipient is offline. */
  directMessage(name: string, message: string): AdminResult {
    return this.#withAccount(name, (account) =>
      this.#services.directMessages.send(SERVER_NAME, account, message)
        ? done(this.#isOnline(account) ? `Told ${account.name}.` : `${account.name} will read it at the next login.`)
        : failed(`Too many messages wait for ${account.name} already.`),
    );
  }

  kick(name: string, reason: string): AdminResult {
    return this.#withAccount(name, (account) => {
      const connection = this.#services.hub.find(account.key);
      if (connection === null) return failed(`${account.name} is not online.`);
      connection.close(CloseCode.kicked, reason === '' ? 'you were kicked' : `you were kicked: ${reason}`);
      return done(`Kicked ${account.name}.`);
    });
  }

  /** Ends the connection of an account at once and refuses its logins, also after a restart. */
  ban(name: string, reason = ''): AdminResult {
    return this.#withAccount(name, (account) => {
      if (account.role === 'owner') return failed(`${account.name} owns this server and cannot be banned.`);
      this.#services.storage.ban(account, reason);
      const why = reason === '' ? 'you are banned here' : `you are banned here: ${reason}`;
      this.#services.hub.find(account.key)?.close(CloseCode.banned, why);
      return done(`Banned ${account.name}.`);
    });
  }

  unban(name: string): AdminResult {
    return this.#withAccount(name, (account) =>
      this.#services.storage.unban(account)
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

  #isOnline(account: Account): boolean {
    return this.#services.hub.find(account.key) !== null;
  }

  #withAccount(name: string, act: (account: Account) => AdminResult): AdminResult {
    const account = this.#services.storage.accountByKey(nameKey(name));
    return account === null ? failed(`${name} is not known here.`) : act(account);
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
