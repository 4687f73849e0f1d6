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

export interface WildOptions {
  /** Whether `user_list` holds the one who logs in; servers differ. */
  readonly listsSelf?: boolean;
  /** The first one is the default channel. */
  readonly channels?: readonly [string, ...string[]];
}

/** What a server in the wild closes with when its handler throws. */
const CRASHED = 1011;

/**
 * A server as they run in the wild (design, "What real servers of the wild do to a client"). It checks little and breaks
 * easily: what kills a connection or poisons the server is recorded as a violation.
 */
export class WildServer extends ModelServer {
  readonly #options: Required<WildOptions>;
  #channels: string[];
  /** A direct message to nobody has left a dead entry behind: from now on no quit is told. */
  poisoned = false;

  constructor(options: WildOptions = {}) {
    super();
    this.#options = { listsSelf: false, channels: ['general', 'random'], ...options };
    this.#channels = [...this.#options.channels];
  }

  /** The person who runs the server makes a channel; clients cannot. */
  createChannel(channel: string): void {
    this.#channels.push(channel);
    this.sendRaw({ type: 'channel_create', channel });
  }

  deleteChannel(channel: string): void {
    this.#channels = this.#channels.filter((each) => each !== channel);
    this.sendRaw({ type: 'channel_delete', channel });
  }

  protected override onPacket(connection: Connection, packet: Json): void {
    const { user } = connection;
    if (packet['type'] === 'auth') {
      this.#logIn(connection, packet);
      return;
    }
    if (user === null) {
      this.#crash(connection, `${String(packet['type'])} before auth`);
      return;
    }
    switch (packet['type']) {
      case 'message':
        this.#message(connection, user, packet);
        break;
      case 'direct_message':
        this.#direct(connection, user, packet);
        break;
      case 'typing':
        this.sendRaw({ type: 'typing', username: user });
        break;
      case 'channel_create':
      case 'channel_delete':
        break;
      default:
        this.violation(connection, `unknown type ${JSON.stringify(packet['type'])}`);
    }
  }

  #logIn(connection: Connection, packet: Json): void {
    const { username, password } = packet;
    if (fieldsOf(packet) !== 'password username' || typeof username !== 'string' || typeof password !== 'string') {
      this.#crash(connection, `fields of auth: ${JSON.stringify(packet)}`);
      return;
    }
    if (connection.user !== null) {
      this.violation(connection, 'a second auth');
      return;
    }
    const known = this.passwords.get(username);
    if (known !== undefined && known !== password) {
      // The socket stays open.
      connection.send({ type: 'auth', new_account: false, success: false });
      return;
    }
    this.passwords.set(username, password);
    for (const each of this.loggedIn()) each.send({ type: 'join', username });
    const others = [...new Set(this.online())];
    connection.user = username;
    connection.send({ type: 'auth', new_account: known === undefined, success: true });
    const users = this.#options.listsSelf ? [...new Set([...others, username])] : others;
    connection.send({ type: 'user_list', users });
    connection.send({ type: 'channel_list', channels: this.#channels });
    connection.send({ type: 'default_channel', channel: this.#options.channels[0] });
  }

  #message(connection: Connection, user: string, packet: Json): void {
    const { message, channel } = packet;
    if (typeof message !== 'string' || typeof channel !== 'string' || !this.#channels.includes(channel)) {
      this.#crash(connection, `message without a known channel: ${JSON.stringify(packet)}`);
    } else if (message !== '') {
      this.sendRaw({ type: 'message', channel, author: user, message });
    } else {
      this.violation(connection, 'an empty message');
    }
  }

  #direct(connection: Connection, user: string, packet: Json): void {
    const { recipient, message } = packet;
    if (typeof recipient !== 'string' || typeof message !== 'string' || !this.online().includes(recipient)) {
      this.poisoned = true;
      this.#crash(connection, `direct message to ${String(recipient)}, who is not here`);
      return;
    }
    this.sendRaw({ type: 'direct_message', author: user, message }, recipient);
  }

  #crash(connection: Connection, why: string): void {
    this.violation(connection, why);
    connection.close(CRASHED);
  }

  protected override onQuit(_connection: Connection, user: string): void {
    if (!this.poisoned) this.sendRaw({ type: 'quit', username: user });
  }

  protected override onGarbage(connection: Connection, text: string): void {
    this.#crash(connection, `not a JSON object: ${text.slice(0, 100)}`);
  }
}

/** A wild server at `url` of a memory network. */
export function wildServerInMemory(network: MemoryNetwork, url: string, options?: WildOptions): WildServer {
  const server = new WildServer(options);
  serveInMemory(server, network, url);
  return server;
}

/** A wild server on a real port of this computer. */
export function startWildServer(options?: WildOptions, port = 0): Promise<ListeningServer<WildServer>> {
  return serveOnPort(new WildServer(options), port);
}
