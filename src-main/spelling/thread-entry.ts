import { parentPort, workerData } from 'node:worker_threads';
import aff from 'dictionary-en/index.aff?raw';
import dic from 'dictionary-en/index.dic?raw';
import { serveSpelling } from './spelling-thread.ts';

/** The program of the thread that checks spelling, with its dictionary. */

if (parentPort !== null) serveSpelling(parentPort, { aff, dic }, Array.isArray(workerData) ? (workerData as string[]) : []);
