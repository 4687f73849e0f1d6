import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the data of the hosted room lies, below the user's data folder. */
export interface RoomFolders {
  /** The room that is kept, with the key by which clients know the server. */
  readonly kept: string;
  /** The room that is forgotten at the stop; what a crash left there goes before the next start. */
  readonly passing: string;
  /** Backups of rooms that a restored one took the place of. */
  readonly replaced: string;
}

export function roomFolders(userData: string): RoomFolders {
  return {
    kept: join(userData, 'server'),
    passing: join(userData, 'server-passing'),
    replaced: join(userData, 'server-replaced'),
  };
}

/** Deletes the room that is not kept. @throws an error of the system where that is refused */
export function forgetPassingRoom({ passing }: RoomFolders): void {
  rmSync(passing, { recursive: true, force: true });
}
