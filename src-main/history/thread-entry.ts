import { parentPort, workerData } from 'node:worker_threads';
import { de } from '../../src-shared/language/de/index.ts';
import { learn } from '../../src-shared/language/index.ts';
import { isHistoryThreadData, serveHistoryThread } from './history-thread.ts';

/** The program of the history's threads. */

if (parentPort !== null && isHistoryThreadData(workerData)) {
  // What is exported is in the person's language.
  learn('de', de);
  void serveHistoryThread(parentPort, workerData);
}
