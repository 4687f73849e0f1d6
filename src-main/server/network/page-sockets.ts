import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { LimitName, ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import type { Origin } from './origin.ts';

interface Reader {
  readonly origin: Origin;
  /** Answers that are not handed on yet. */
  waiting: number;
  requests: number;
  cancelDeadline: () => void;
}

/**
 * The sockets that fetch the page: each answer has a deadline by which its reader must have taken it, a socket without one is kept
 * for the next request only shortly, and when there are too many one that waits for nothing makes room, else the oldest.
 */
export class PageSockets {
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #log: Logger;
  /** Oldest first; those on this computer and the others take no place from one another. */
  readonly #readers = { elsewhere: new Map<Socket, Reader>(), here: new Map<Socket, Reader>() };
  readonly #byAddress = new Map<string, Map<Socket, Reader>>();

  constructor(clock: Clock, limits: ServerLimits, log: Logger) {
    this.#clock = clock;
    this.#limits = limits;
    this.#log = log;
  }

  /**
   * The socket asked for something of the page; one that asks on and on without reading is ended.
   * @returns whether the answer has to be its last
   */
  asked(socket: Socket, origin: Origin): boolean {
    const reader = this.#find(socket) ?? this.#enter(socket, origin);
    reader.requests++;
    reader.waiting++;
    reader.cancelDeadline();
    if (reader.waiting > this.#limits.pageRequestsWaiting) {
      this.#end(socket, reader, 'pageRequestsWaiting');
      return true;
    }
    reader.cancelDeadline = this.#clock.after(this.#limits.pageTimeoutMs, () => {
      this.#end(socket, reader, 'pageTimeoutMs');
    });
    return reader.requests >= this.#limits.pageRequestsPerSocket;
  }

  /** An answer was handed on whole. */
  answered(socket: Socket): void {
    const reader = this.#find(socket);
    if (reader === undefined) return;
    reader.waiting--;
    if (reader.waiting > 0) return;
    reader.cancelDeadline();
    reader.cancelDeadline = this.#clock.after(this.#limits.pageIdleTimeoutMs, () => {
      this.#end(socket, reader, null);
    });
  }

  /** The socket is closed or has become a WebSocket; a second call does nothing. */
  leave(socket: Socket): void {
    const reader = this.#find(socket);
    if (reader === undefined) return;
    reader.cancelDeadline();
    this.#readers[sideOf(reader.origin)].delete(socket);
    const { key } = reader.origin;
    const ofAddress = this.#byAddress.get(key);
    ofAddress?.delete(socket);
    if (ofAddress?.size === 0) this.#byAddress.delete(key);
  }

  #find(socket: Socket): Reader | undefined {
    return this.#readers.elsewhere.get(socket) ?? this.#readers.here.get(socket);
  }

  #enter(socket: Socket, origin: Origin): Reader {
    const { connectionsMax, pageSocketsMax, pageSocketsPerAddress } = this.#limits;
    const isHere = sideOf(origin) === 'here';
    if (!isHere) this.#makeRoom(this.#byAddress.get(origin.key), pageSocketsPerAddress, 'pageSocketsPerAddress');
    const readers = this.#readers[sideOf(origin)];
    this.#makeRoom(readers, isHere ? connectionsMax : pageSocketsMax, isHere ? 'connectionsMax' : 'pageSocketsMax');
    const reader: Reader = { origin, waiting: 0, requests: 0, cancelDeadline: () => undefined };
    readers.set(socket, reader);
    this.#byAddress.set(origin.key, (this.#byAddress.get(origin.key) ?? new Map<Socket, Reader>()).set(socket, reader));
    return reader;
  }

  #makeRoom(readers: ReadonlyMap<Socket, Reader> | undefined, max: number, rule: LimitName): void {
    if (readers === undefined || readers.size < max) return;
    for (const [socket, reader] of readers) {
      if (reader.waiting > 0) continue;
      this.#end(socket, reader, null);
      return;
    }
    const [oldest] = readers;
    if (oldest !== undefined) this.#end(...oldest, rule);
  }

  /** In the middle of an answer there is nothing to say; behind one, what the system still holds of it goes out. */
  #end(socket: Socket, { origin, waiting }: Reader, rule: LimitName | null): void {
    if (rule !== null) this.#log.info('closed a socket that fetches the page', { address: origin.address, rule });
    this.leave(socket);
    if (waiting > 0) socket.destroy();
    else socket.destroySoon();
  }
}

function sideOf({ kind }: Origin): 'here' | 'elsewhere' {
  return kind === 'loopback' ? 'here' : 'elsewhere';
}
