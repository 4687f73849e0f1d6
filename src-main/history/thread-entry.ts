import { parentPort, workerData } from 'node:worker_threads';
import { isHistoryThreadData, serveHistoryThread } from './history-thread.ts';

/** The program of the history's threads. */

if (parentPort !== null && isHistoryThreadData(workerData)) void serveHistoryThread(parentPort, workerData);
