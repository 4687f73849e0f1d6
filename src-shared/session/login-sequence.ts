import type { ChatEvent } from '../chat/events.ts';
import type { ChatState } from '../chat/state.ts';
import type { ClientPacket, ServerPacket, ServerPacketOf } from '../protocol/index.ts';
import type { CatchUp } from './catch-up.ts';
import type { Clock } from './clock.ts';
import type { Outbox } from './outbox.ts';
import type { RoomDesk } from './room-desk.ts';
import { Timers } from './timers.ts';

/** From `auth` on: a server that has not said by then who is here does not say it, and the person may write. */
export const LOGIN_SETTLE_TIMEOUT_MS = 5_000;
/** After `user_list`: a server with channels sends `channel_list` right behind it; one without sends nothing more. */
export const SETTLE_MS = 500;
/** A server that spoke RWCI+ before has so long to say so again; then the connection is taken for a slow one, and made anew. */
export const INFO_TIMEOUT_MS = 5_000;
/** On the connection after that. A server that still does not say so does not speak it any more. */
export const LAST_INFO_TIMEOUT_MS = 15_000;

/** What this client understands of RWCI+ where a server offers it; `resume` is understood in any case. */
const UNDERSTOOD: readonly string[] = ['ack', 'channels', 'history', 'moderation', 'ping', 'presence'];

/** What the sequence acts on. */
interface Parts {
  readonly store: { state(): ChatState; dispatch(event: ChatEvent): void };
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly catchUp: CatchUp;
  readonly room: Pick<RoomDesk, 'introduced'>;
  readonly client: { readonly name: string; readonly version: string };
  /** Somebody who was here before: they may have written before the first login. */
  readonly persistent: boolean;
  readonly send: (packet: ClientPacket) => void;
  /** The server speaks RWCI+, and has been told that this client does. */
  readonly onIntroduced: (capabilities: readonly string[]) => void;
  /** The connection is too slow to be of use. */
  readonly onSlow: () => void;
}

/**
 * When a login is over and messages may be written (docs/PROTOCOL.md, "The login"): with the last packet of the sequence, which
 * differs from server to server, or when nothing more comes of it.
 */
export class LoginSequence {
  readonly #parts: Parts;
  readonly #timers: Timers<'settle'>;
  #logins = 0;
  #isIntroduced = false;
  /**
   * The last server here spoke RWCI+: its `server_info` is waited for before anything is sent. Sent as to a plain server, a message
   * could not be asked for again, and one that was on its way before would be said to have failed.
   */
  #expectsInfo = false;
  /** Connections since then on which it did not come in time. */
  #slow = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.clock);
  }

  /** A login succeeded; called before the state hears of it. */
  begin(): void {
    this.#logins++;
    this.#isIntroduced = false;
    this.#expectsInfo ||= spokePlus(this.#parts.store.state());
    if (this.#expectsInfo) this.#awaitInfo();
    else this.#settleAfter(LOGIN_SETTLE_TIMEOUT_MS);
  }

  /** Takes note of a packet that the state has taken in. */
  heard(packet: ServerPacket): void {
    if (packet.type === 'user_list' && !this.#isInfoMissing) this.#settleAfter(SETTLE_MS);
    // Servers differ in which of the two comes last.
    else if (packet.type === 'channel_list' || packet.type === 'default_channel') this.#onChannels();
    else if (packet.type === 'server_info') this.#introduce(packet);
  }

  /** The connection is gone. */
  stop(): void {
    this.#timers.clearAll();
  }

  /** A server of the dialect has said all it says; one of RWCI+ is about to say that it is one. */
  #onChannels(): void {
    const { outbox, persistent, store } = this.#parts;
    const { channels, defaultChannel } = store.state();
    if (channels === null || defaultChannel === null || this.#isInfoMissing) return;
    // What was written before it is known what the server is goes with nonces where they are understood, and waits for that.
    const isUnknown = persistent && this.#logins === 1 && !this.#isIntroduced && !store.state().ready;
    if (isUnknown) outbox.hold();
    this.#settle();
    if (isUnknown) this.#settleAfter(SETTLE_MS);
  }

  #introduce({ capabilities }: ServerPacketOf<'server_info'>): void {
    if (this.#isIntroduced) return;
    this.#isIntroduced = true;
    this.#expectsInfo = true;
    this.#slow = 0;
    const { catchUp, client, onIntroduced, outbox, room, send } = this.#parts;
    const { name, version } = client;
    const understood = UNDERSTOOD.filter((each) => capabilities.includes(each));
    send({ type: 'client_info', name, version, capabilities: [...understood, 'resume'] });
    onIntroduced(capabilities);
    this.#settle();
    room.introduced();
    // What the last connection left without an answer is asked again before the history is read, which has it too.
    outbox.release();
    catchUp.start();
  }

  get #isInfoMissing(): boolean {
    return this.#expectsInfo && !this.#isIntroduced;
  }

  #awaitInfo(): void {
    const isLast = this.#slow > 0;
    this.#timers.set('settle', isLast ? LAST_INFO_TIMEOUT_MS : INFO_TIMEOUT_MS, () => {
      this.#slow++;
      if (!isLast) {
        this.#parts.onSlow();
        return;
      }
      this.#expectsInfo = false;
      this.#settle();
      this.#parts.outbox.release();
    });
  }

  #settleAfter(ms: number): void {
    this.#timers.set('settle', ms, () => {
      this.#settle();
      this.#parts.outbox.release();
    });
  }

  #settle(): void {
    const { clock, outbox, store } = this.#parts;
    this.#timers.clearAll();
    if (!store.state().ready) store.dispatch({ type: 'login/settled', at: clock.now() });
    outbox.flush();
  }
}

/** The server said so at an earlier login, of which a start in the middle of the next one knows by what came of it. */
function spokePlus({ conversations, known, server }: ChatState): boolean {
  if (server !== null || known.upTo !== null) return true;
  return conversations.some(({ entries }) =>
    entries.some((entry) => entry.kind === 'message' && entry.delivery === 'written' && entry.nonce !== undefined),
  );
}
