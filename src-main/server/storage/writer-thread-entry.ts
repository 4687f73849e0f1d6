import { parentPort, workerData } from 'node:worker_threads';
import { serveWriterThread, type WriterThreadData } from './writer-thread.ts';

/** The program of the thread that writes: small, because it starts beside a server that people wait for. */

if (parentPort !== null) void serveWriterThread(parentPort, workerData as WriterThreadData);
