import type { ServerPacket, ClientPacket } from '../protocol/index.ts';
import { CatchUp } from './catch-up.ts';
import type { Clock } from './clock.ts';
import { Heartbeat } from './heartbeat.ts';
import { LoginSequence } from './login-sequence.ts';
import { OlderPages } from './older.ts';
import { Outbox } from './outbox.ts';
import { problemDetail } from './problems.ts';
import { RoomDesk } from './room-desk.ts';
import type { SessionStore } from './session.ts';
import { Typing } from './typing.ts';

interface Parts {
  readonly username: string;
  readonly persistent: boolean;
  readonly client: { readonly name: string; readonly version: string };
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly nonce: () => string;
  readonly kept?: () => Promise<void>;
  /** To the connection that counts, if there is one. */
  readonly send: (packet: ClientPacket) => void;
  /** Asks for a sign of life, where the transport can. */
  readonly probe: () => void;
  /** Whether it can. */
  readonly canProbe: () => boolean;
  /** The connection is of no use any more, for this reason. */
  readonly onDead: (detail: string) => void;
}

/** What goes to and fro while there is a login: messages, history, who is typing, and what is asked of the room. */
export class Exchange {
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly older: OlderPages;
  readonly room: RoomDesk;
  readonly #heartbeat: Heartbeat;
  readonly #parts: Parts;
  readonly #catchUp: CatchUp;
  readonly #sequence: LoginSequence;

  constructor(parts: Parts) {
    const { clock, kept, nonce, onDead, send, store, username } = parts;
    this.#parts = parts;
    this.typing = new Typing(store, clock, () => {
      send({ type: 'typing', username });
    });
    this.#heartbeat = new Heartbeat(clock, {
      ping: () => {
        send({ type: 'ping' });
      },
      onDead: () => {
        onDead('The server did not answer a ping.');
      },
    });
    this.outbox = new Outbox(store, clock, {
      send,
      probe: () => {
        this.probe();
      },
      isSilent: () => {
        onDead('The server did not answer a message.');
      },
      ...(kept === undefined ? {} : { kept }),
    });
    this.room = new RoomDesk(parts);
    this.older = new OlderPages(clock, nonce, send);
    this.#catchUp = new CatchUp(store, clock, nonce, send);
    this.#sequence = new LoginSequence({
      ...parts,
      ...{ outbox: this.outbox, catchUp: this.#catchUp, room: this.room },
      onIntroduced: (capabilities) => {
        if (capabilities.includes('ping') && !parts.canProbe()) this.#heartbeat.start();
      },
      onSlow: () => {
        onDead('The server did not finish the login.');
      },
    });
  }

  /** A login succeeded; called before the state hears of it. */
  begin(): void {
    this.#sequence.begin();
  }

  /** A frame came, whatever is in it. */
  heardFrame(): void {
    this.#heartbeat.heard();
  }

  /** Asks the server for a sign of life at once; one that stays silent ends the connection. */
  probe(): void {
    if (this.#parts.canProbe()) this.#parts.probe();
    else this.#heartbeat.probe();
  }

  /** Takes a packet that came behind the login. */
  hear(packet: ServerPacket): void {
    if (this.older.takes(packet) || this.#catchUp.takes(packet) || this.room.takes(packet)) return;
    this.dispatch(packet);
    this.#sequence.heard(packet);
    this.room.heard(packet);
    switch (packet.type) {
      case 'typing':
        this.typing.heard(packet.username);
        break;
      case 'quit':
        this.typing.ended(packet.username);
        break;
      case 'direct_message':
        this.typing.ended(packet.author);
        break;
      case 'ack':
      case 'error':
        this.outbox.flush();
        break;
      case 'message':
        this.typing.ended(packet.author);
        // A receipt makes room for the next message. What others say does not, and it may be a lot.
        if (packet.author === this.#parts.username) this.outbox.flush();
        break;
      case 'join':
        // A direct message may wait for them.
        this.outbox.flush();
        break;
      default:
        break;
    }
  }

  /** Gives a packet to the state. */
  dispatch(received: ServerPacket): void {
    // The words of a refusal stand under the message as one line.
    const packet =
      received.type === 'error' && received.nonce !== undefined
        ? { ...received, message: problemDetail(received.message) }
        : received;
    this.#parts.store.dispatch({ type: 'packet/received', packet, at: this.#parts.clock.now() });
  }

  /** The connection is gone. */
  stop(): void {
    const { older, outbox, room, typing } = this;
    for (const part of [typing, outbox, this.#catchUp, older, this.#sequence, room, this.#heartbeat]) part.stop();
  }
}
