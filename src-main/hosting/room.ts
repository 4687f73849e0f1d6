import type { RoomSettings } from '../../src-shared/hosting/index.ts';
import type { ServerProcessOptions } from '../server/process-messages.ts';
import type { RoomFolders } from './room-folders.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The room that is to be hosted. */
export interface Room {
  readonly name: string;
  readonly port: number;
  /** Null: as it was last. */
  readonly registration?: ServerProcessOptions['registration'];
  /** Whether guests may join with a browser; as it was last when left out. */
  readonly guests?: boolean;
  /** Forgotten at the stop. */
  readonly forgets?: boolean;
  readonly limits?: RoomSettings['limits'];
}

/** What the process of a room's server is started with; `leftOut` as there. */
export function processOptions(
  { forgets = false, guests, limits, name, port, registration }: Room,
  { kept, passing }: RoomFolders,
  leftOut: readonly string[],
): ServerProcessOptions {
  return {
    ...{ host: '0.0.0.0', port, name, dataDir: forgets ? passing : kept, leftOut },
    ...(forgets ? { keyDir: kept } : {}),
    ...(registration === undefined ? {} : { registration }),
    ...(guests === undefined ? {} : { guests }),
    ...(limits === undefined
      ? {}
      : {
          limits: {
            connectionsMax: limits.peopleMax,
            ...(limits.historyDays === null ? {} : { historyMaxAgeMs: limits.historyDays * DAY_MS }),
          },
        }),
  };
}
