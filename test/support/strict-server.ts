import type { MemoryNetwork } from './memory-transport.ts';
import {
  fieldsOf,
  ModelServer,
  serveInMemory,
  serveOnPort,
  type Connection,
  type Json,
  type ListeningServer,
} from './plain-server.ts';

/** The fields of each packet a client may send, RFC #001, sorted. */
const FIELDS: Readonly<Record<string, string>> = {
  auth: 'password username',
  message: 'message',
  direct_message: 'message recipient',
  typing: 'username',
};

/**
 * A server that knows RFC #001 to the letter and nothing else: no channels, no `new_account`, `join` to all and oneself
 * included, one connection an account, a failed login ends the connection. Whatever goes beyond the RFC ends it too, or is
 * dropped where the RFC says so, and is recorded.
 */
export class StrictServer extends ModelServer {
  protected override onPacket(connection: Connection, packet: Json): void {
    const { type } = packet;
    const fields = typeof type === 'string' && Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
    if (fields === undefined) {
      // "The server will drop any packets […] with a `type` field of an unknown type."
      this.violation(connection, `unknown type ${JSON.stringify(type)}`);
      return;
    }
    const texts = Object.values(packet).every((value) => typeof value === 'string');
    if (fieldsOf(packet) !== fields || !texts) {
      this.violation(connection, `fields of ${String(type)}: ${JSON.stringify(packet)}`);
      connection.close(1008);
      return;
    }
    this.#handle(connection, packet as Record<string, string>);
  }

  #handle(connection: Connection, packet: Record<string, string>): void {
    const { type = '', username = '', password = '', message = '', recipient = '' } = packet;
    const { user } = connection;
    if (type === 'auth') {
      if (user === null) this.#logIn(connection, username, password);
      else this.violation(connection, 'a second auth');
    } else if (user === null) {
      this.violation(connection, `${type} before auth`);
      connection.close(1008);
    } else if (type === 'typing') {
      if (username !== user) this.violation(connection, `typing as ${username}`);
      for (const each of this.loggedIn()) if (each !== connection) each.send({ type: 'typing', username: user });
    } else if (message === '') {
      this.violation(connection, `an empty ${type}`);
    } else if (type === 'message') {
      this.sendRaw({ type: 'message', author: user, message });
    } else if (this.online().includes(recipient)) {
      this.sendRaw({ type: 'direct_message', author: user, message }, recipient);
    } else {
      this.violation(connection, `direct message to ${recipient}, who is not here`);
    }
  }

  #logIn(connection: Connection, name: string, password: string): void {
    const known = this.passwords.get(name);
    if (name === '' || this.online().includes(name) || (known !== undefined && known !== password)) {
      connection.send({ type: 'auth', status: 'Login failed', success: false });
      connection.close();
      return;
    }
    this.passwords.set(name, password);
    const status = known === undefined ? 'Registered and logged in ok' : 'Logged in ok';
    connection.send({ type: 'auth', status, success: true });
    connection.send({ type: 'user_list', users: this.online() });
    connection.user = name;
    this.sendRaw({ type: 'join', username: name });
  }

  protected override onQuit(_connection: Connection, user: string): void {
    this.sendRaw({ type: 'quit', username: user });
  }

  protected override onGarbage(connection: Connection, text: string): void {
    this.violation(connection, `not a JSON object: ${text.slice(0, 100)}`);
  }
}

/** A strict server at `url` of a memory network. */
export function strictServerInMemory(network: MemoryNetwork, url: string): StrictServer {
  const server = new StrictServer();
  serveInMemory(server, network, url);
  return server;
}

/** A strict server on a real port of this computer. */
export function startStrictServer(port = 0): Promise<ListeningServer<StrictServer>> {
  return serveOnPort(new StrictServer(), port);
}
