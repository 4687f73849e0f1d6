import type { History } from '../../src-shared/client/history.ts';
import { Keepers, type HistoryOptions } from './keepers.ts';
import { Lane } from './lane.ts';
import { ThreadedHistory } from './threaded-history.ts';

/**
 * Opens the history. Where the file cannot be used the history is kept in memory, and `notice` says so; it rejects only where SQLite
 * itself is missing. One thread writes and reads pages, in the order of the calls; another one, started at the first search, searches and
 * exports, so that what is written and shown does not wait for it.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { clock, log } = options;
  const keepers = new Keepers(options);
  const keeper = new Lane((events) => keepers.startKeeper(events));
  await keeper.start();
  return new ThreadedHistory({ keeper, keepers, clock, log });
}
