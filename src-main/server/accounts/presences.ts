import type { ClientPacketOf, ServerPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../network/connection.ts';
import type { Hub } from '../delivery/hub.ts';
import type { ServerLimits } from '../limits.ts';
import { sayByFlavour } from '../delivery/said.ts';
import { holds } from './sanctions.ts';

/** What somebody who is online chose to be seen as. */
export interface Presence {
  readonly state: ClientPacketOf<'presence'>['state'];
  /** One line, or empty. */
  readonly text: string;
}

const PLAIN: Presence = { state: 'online', text: '' };

/**
 * How those who are online want to be seen. That belongs to a connection and ends with it. Changes are told in rounds: at once
 * when the last round is over, else with the next, the newest of each account, so many at a time; whoever switches to and fro is
 * heard once a round.
 */
export class Presences {
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #limits: Pick<ServerLimits, 'presenceIntervalMs' | 'presencesPerInterval'>;
  /** Those of people who are not simply online. */
  readonly #chosen = new Map<Connection, Presence>();
  /** Whose change waits for a round, the longest waiting first. */
  readonly #untold = new Set<Connection>();
  #isRoundOver = true;

  constructor(hub: Hub, clock: Clock, limits: Pick<ServerLimits, 'presenceIntervalMs' | 'presencesPerInterval'>) {
    this.#hub = hub;
    this.#clock = clock;
    this.#limits = limits;
  }

  of(connection: Connection): Presence {
    return this.#chosen.get(connection) ?? PLAIN;
  }

  /** Of somebody who has left already nothing is kept. */
  set(connection: Connection, presence: Presence): void {
    const { account } = connection;
    if (account === null || this.#hub.find(account.key) !== connection) return;
    if (presence.state === 'online' && presence.text === '') this.#chosen.delete(connection);
    else this.#chosen.set(connection, presence);
    this.#untold.add(connection);
    if (this.#isRoundOver) this.#tell();
  }

  /** Somebody has left: `quit` says so to everybody. */
  forget(connection: Connection): void {
    this.#chosen.delete(connection);
    this.#untold.delete(connection);
  }

  #tell(): void {
    let left = this.#limits.presencesPerInterval;
    for (const connection of this.#untold) {
      if (left-- <= 0) break;
      this.#untold.delete(connection);
      const packet = this.#packet(connection);
      if (packet !== null) this.#hub.say(sayByFlavour(null, packet, { isDroppable: true, canWait: true }));
    }
    this.#isRoundOver = false;
    this.#clock.after(this.#limits.presenceIntervalMs, () => {
      this.#isRoundOver = true;
      if (this.#untold.size > 0) this.#tell();
    });
  }

  #packet(connection: Connection): ServerPacketOf<'presence'> | null {
    const { account } = connection;
    if (account === null) return null;
    const { name: username, role, isPassing } = account;
    const muted = connection.mute !== null && holds(connection.mute, this.#clock.wall()) ? { muted: true } : {};
    const passing = isPassing ? { passing: true } : {};
    return { type: 'presence', username, role, ...this.of(connection), last_seen: null, ...muted, ...passing };
  }
}
