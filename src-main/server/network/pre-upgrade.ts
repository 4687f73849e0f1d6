import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { LimitName, ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import { factorOf, type Origin } from './origin.ts';

interface Visitor {
  readonly origin: Origin;
  readonly cancelDeadline: () => void;
  /** It speaks TLS, where words in clear would be noise. */
  isTls: boolean;
}

/**
 * The sockets that have not become WebSockets yet: each has a deadline from its first moment, since Node's own timers stop
 * watching one that sends nothing at all, and when there are too many the oldest goes, never the newcomer.
 */
export class PreUpgrade {
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #log: Logger;
  /** Oldest first; those on this computer and the others take no place from one another. */
  readonly #visitors = { elsewhere: new Map<Socket, Visitor>(), here: new Map<Socket, Visitor>() };
  readonly #byAddress = new Map<string, Set<Socket>>();

  constructor(clock: Clock, limits: ServerLimits, log: Logger) {
    this.#clock = clock;
    this.#limits = limits;
    this.#log = log;
  }

  enter(socket: Socket, origin: Origin): void {
    this.#makeRoom(origin);
    const cancelDeadline = this.#startDeadline(socket, origin);
    this.#visitors[sideOf(origin)].set(socket, { origin, cancelDeadline, isTls: false });
    const ofAddress = this.#byAddress.get(origin.key) ?? new Set();
    this.#byAddress.set(origin.key, ofAddress.add(socket));
  }

  /** The socket goes on in TLS; its deadlines stay. */
  becameTls(socket: Socket): void {
    for (const visitors of Object.values(this.#visitors)) {
      const visitor = visitors.get(socket);
      if (visitor !== undefined) visitor.isTls = true;
    }
  }

  /** The socket is closed or has become a WebSocket; a second call does nothing. */
  leave(socket: Socket): void {
    for (const visitors of Object.values(this.#visitors)) {
      const visitor = visitors.get(socket);
      if (visitor === undefined) continue;
      visitor.cancelDeadline();
      visitors.delete(socket);
      const { key } = visitor.origin;
      const ofAddress = this.#byAddress.get(key);
      ofAddress?.delete(socket);
      if (ofAddress?.size === 0) this.#byAddress.delete(key);
    }
  }

  #makeRoom(origin: Origin): void {
    const { connectionsMax, preUpgradeMax, preUpgradePerAddress } = this.#limits;
    const isHere = origin.kind === 'loopback';
    const ofAddress = this.#byAddress.get(origin.key) ?? new Set();
    const [oldestOfAddress] = ofAddress;
    if (!isHere && oldestOfAddress !== undefined && ofAddress.size >= preUpgradePerAddress * factorOf(origin, this.#limits)) {
      this.#end(oldestOfAddress, origin, 'preUpgradePerAddress');
    }
    const visitors = this.#visitors[sideOf(origin)];
    const [oldest] = visitors;
    if (oldest === undefined || visitors.size < (isHere ? connectionsMax : preUpgradeMax)) return;
    this.#end(oldest[0], oldest[1].origin, isHere ? 'connectionsMax' : 'preUpgradeMax');
  }

  #startDeadline(socket: Socket, origin: Origin): () => void {
    const { firstByteTimeoutMs, upgradeTimeoutMs } = this.#limits;
    let cancel = this.#clock.after(firstByteTimeoutMs, () => {
      if (socket.bytesRead === 0) this.#end(socket, origin, 'firstByteTimeoutMs');
      else {
        cancel = this.#clock.after(upgradeTimeoutMs - firstByteTimeoutMs, () => {
          this.#end(socket, origin, 'upgradeTimeoutMs');
        });
      }
    });
    return () => {
      cancel();
    };
  }

  #end(socket: Socket, origin: Origin, rule: LimitName): void {
    this.#log.info('closed a socket that is no WebSocket yet', { address: origin.address, rule });
    const isTls = this.#visitors[sideOf(origin)].get(socket)?.isTls === true;
    this.leave(socket);
    if (isTls) {
      socket.destroy();
      return;
    }
    const status = rule.endsWith('TimeoutMs') ? '408 Request Timeout' : '503 Service Unavailable';
    if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
  }
}

function sideOf({ kind }: Origin): 'here' | 'elsewhere' {
  return kind === 'loopback' ? 'here' : 'elsewhere';
}
