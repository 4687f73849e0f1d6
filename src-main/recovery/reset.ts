import { words } from '../../src-shared/language/index.ts';
import type { Outcome, ServerId } from '../../src-shared/ipc/index.ts';
import type { HostedRoom } from '../hosting/hosted-room.ts';
import type { Servers } from '../servers.ts';
import { putAside, type PutAside } from './put-aside.ts';

/** Of the hosted room, in the user's data folder. */
const ROOM = ['server', 'server-passing'] as const;

interface ResetParts {
  readonly servers: Pick<Servers, 'get' | 'hosted' | 'remove' | 'reset'>;
  readonly room: Pick<HostedRoom, 'switch'>;
  readonly userData: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Has the next start put everything aside, and starts it; false where that cannot be. */
  readonly startAfresh: () => boolean;
  readonly onNotice: (sentence: string) => void;
}

/** Begins afresh with one server, or with everything. */
export class Reset {
  readonly #parts: ResetParts;

  constructor(parts: ResetParts) {
    this.#parts = parts;
  }

  /**
   * Forgets what is kept of a server on this computer but its address and the name there. The room that is hosted here ends, and its
   * data is put aside in one piece.
   */
  async server(id: ServerId): Promise<Outcome> {
    const { servers } = this.#parts;
    const say = words().shell.recovery;
    if (servers.get(id) === undefined) return { ok: false, message: words().shell.serverGone };
    if (servers.hosted?.id !== id) {
      await servers.reset(id);
      return { ok: true };
    }
    const { folder, left } = await this.#endRoom();
    if (left.length > 0) return { ok: false, message: say.resetInPart(left.join(', ')) };
    await servers.remove(id, true);
    this.#parts.onNotice(say.resetRoom(folder));
    return { ok: true };
  }

  /** Puts aside all that the app keeps, by ending and starting again. */
  everything(): Outcome {
    return this.#parts.startAfresh() ? { ok: true } : { ok: false, message: words().shell.recovery.notReset };
  }

  async #endRoom(): Promise<PutAside> {
    const { now, room, userData } = this.#parts;
    await room.switch(false);
    return putAside(userData, ROOM, now());
  }
}
