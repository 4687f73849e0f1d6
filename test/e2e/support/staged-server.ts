import {
  fieldsOf,
  ModelServer,
  serveOnPort,
  type Connection,
  type Json,
  type ListeningServer,
} from '../../support/plain-server.ts';

/** What a staged server shows to everybody who logs in. */
export interface Stage {
  readonly name: string;
  /** The first one is the default channel. */
  readonly channels: readonly [string, ...string[]];
  readonly members: readonly string[];
}

/** A server whose people and channels are a stage set: they are there, and only the test speaks for them. */
export class StagedServer extends ModelServer {
  #stage: Stage;

  constructor(stage: Stage) {
    super();
    this.#stage = stage;
  }

  /** Another set, while people are in it. */
  change(change: Partial<Stage>): void {
    this.#stage = { ...this.#stage, ...change };
    for (const each of this.loggedIn()) this.#show(each);
  }

  /** Somebody of the set says something. */
  say(author: string, message: string, channel = this.#stage.channels[0]): void {
    this.sendRaw({ type: 'message', author, channel, message });
  }

  /** Only who knows the password of a name comes in under it; a name without one comes in with any. */
  reserve(username: string, password: string): void {
    this.passwords.set(username, password);
  }

  protected override onPacket(connection: Connection, packet: Json): void {
    if (packet['type'] === 'auth') this.#logIn(connection, packet);
    else if (packet['type'] === 'message' && connection.user !== null) {
      this.sendRaw({ type: 'message', author: connection.user, channel: packet['channel'], message: packet['message'] });
    }
  }

  #logIn(connection: Connection, packet: Json): void {
    const { username, password } = packet;
    if (fieldsOf(packet) !== 'password username' || typeof username !== 'string' || typeof password !== 'string') return;
    const known = this.passwords.get(username);
    if (known !== undefined && known !== password) {
      connection.send({ type: 'auth', success: false, status: 'Login failed' });
      // As our own servers say it, so that the person hears which of the two it was.
      connection.close(WRONG_PASSWORD);
      return;
    }
    this.passwords.set(username, password);
    connection.user = username;
    connection.send({ type: 'auth', success: true, new_account: false });
    this.#show(connection);
  }

  #show({ send, user }: Connection): void {
    const { channels, members, name } = this.#stage;
    send({ type: 'user_list', users: user === null ? members : [user, ...members] });
    send({ type: 'channel_list', channels });
    send({ type: 'default_channel', channel: channels[0] });
    const limits = { message_bytes: 16_384, name_code_points: 32 };
    send({ type: 'server_info', name, version: '1.0.0', capabilities: [], limits });
  }

  protected override onQuit(): void {
    // Nobody else is really there.
  }

  protected override onGarbage(): void {
    // The app under test sends none; others do not come here.
  }
}

/** Close code of docs/PROTOCOL.md. */
const WRONG_PASSWORD = 4001;

export function startStagedServer(stage: Stage): Promise<ListeningServer<StagedServer>> {
  return serveOnPort(new StagedServer(stage));
}
