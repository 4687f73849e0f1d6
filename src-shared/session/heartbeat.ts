import type { Clock } from './clock.ts';
import { Timers } from './timers.ts';

/** A server that has said nothing for so long is asked for a sign of life; as in ws-transport.ts. */
export const PING_AFTER_MS = 9_000;
/** One that has still said nothing so long after that is gone. */
export const PONG_TIMEOUT_MS = 5_000;
/** An end of that wait that comes later than this says that the program slept, as a page in the background does, and nothing of the server. */
const LATE_MS = 1_000;

interface HeartbeatServer {
  /** Asks for a sign of life. */
  readonly ping: () => void;
  /** It gave none. */
  readonly onDead: () => void;
}

/**
 * Notices that the server is gone by packets, for a transport that cannot ask by itself: a browser's WebSocket sends no pings. Runs on
 * a connection from `start` to `stop`; before that nothing of it does anything.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #server: HeartbeatServer;
  readonly #timers: Timers<'silence' | 'answer'>;
  #state: 'off' | 'listening' | 'asking' = 'off';
  #heardAt = 0;

  constructor(clock: Clock, server: HeartbeatServer) {
    this.#clock = clock;
    this.#server = server;
    this.#timers = new Timers(clock);
  }

  /** The server answers pings from now on. */
  start(): void {
    this.#heardAt = this.#clock.now();
    this.#listen(PING_AFTER_MS);
  }

  /** The server said something, whatever it was. As cheap as can be: a busy room says a lot. */
  heard(): void {
    if (this.#state === 'off') return;
    this.#heardAt = this.#clock.now();
    if (this.#state === 'asking') this.#listen(PING_AFTER_MS);
  }

  /** Asks at once; whoever is asked already has until then. */
  probe(): void {
    if (this.#state === 'listening') this.#ask(true);
  }

  stop(): void {
    this.#state = 'off';
    this.#timers.clearAll();
  }

  #listen(ms: number): void {
    this.#state = 'listening';
    this.#timers.clear('answer');
    this.#timers.set('silence', ms, () => {
      const now = this.#clock.now();
      // A clock that was put back must not make the silence longer.
      this.#heardAt = Math.min(this.#heardAt, now);
      const left = PING_AFTER_MS - (now - this.#heardAt);
      if (left > 0) this.#listen(left);
      else this.#ask(true);
    });
  }

  #ask(mayAskAgain: boolean): void {
    this.#state = 'asking';
    this.#timers.clear('silence');
    const due = this.#clock.now() + PONG_TIMEOUT_MS;
    this.#timers.set('answer', PONG_TIMEOUT_MS, () => {
      if (mayAskAgain && this.#clock.now() - due > LATE_MS) this.#ask(false);
      else {
        this.stop();
        this.#server.onDead();
      }
    });
    this.#server.ping();
  }
}
