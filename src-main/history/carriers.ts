import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { loadSqlite } from '../server/storage/sqlite.ts';
import { Desk } from './desk.ts';
import { openHistoryFile, type HistoryFile } from './history-file.ts';
import type { FromThread, HistoryThreadData, KeepOptions, Ready } from './history-thread.ts';
import type { Carrier, CarrierEvents } from './lane.ts';

/** A page is small; V8 would take ten times as much for new objects and keep it. */
const MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** A migration of a large file takes seconds; a thread that is silent for longer is done without. */
const READY_TIMEOUT_MS = 60_000;

/** Starts a thread and waits for its first word; rejects when it says none. `program`: what `thread-entry.ts` is built to. */
export async function startThread(
  program: string,
  data: HistoryThreadData,
  { answered, gone }: CarrierEvents,
): Promise<Carrier & { readonly ready: Ready }> {
  const worker = new Worker(program, { workerData: data, argv: [], execArgv: [], resourceLimits: MEMORY });
  let failure: Error | null = null;
  // An error is told again by the exit that follows it.
  worker.on('error', (error) => {
    failure = error;
  });
  try {
    const ready = await firstWord(worker, () => failure);
    worker.on('message', (message: FromThread) => {
      if (message.type === 'answer') answered(message);
    });
    let isEnded = false;
    worker.once('exit', () => {
      if (!isEnded) gone();
    });
    return {
      ready,
      post(request) {
        worker.postMessage(request);
      },
      end() {
        isEnded = true;
        void worker.terminate();
      },
    };
  } catch (error) {
    void worker.terminate();
    throw error;
  }
}

/** Serves in this thread, where there is no other. */
export async function startHere(
  options: KeepOptions,
  { answered }: Pick<CarrierEvents, 'answered'>,
): Promise<Carrier & { readonly file: HistoryFile }> {
  const file = openHistoryFile(await loadSqlite(), options.folder, options.now);
  const desk = new Desk(file, options, answered);
  return {
    file,
    post(request) {
      desk.take(request);
    },
    end: () => undefined,
  };
}

async function firstWord(worker: Worker, failure: () => Error | null): Promise<Ready> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('it did not answer in time'));
    }, READY_TIMEOUT_MS);
  });
  const end = once(worker, 'exit').then(() => {
    throw failure() ?? new Error('it ended at once');
  });
  end.catch(() => undefined);
  try {
    const [ready] = (await Promise.race([once(worker, 'message'), end, silence])) as [Ready];
    return ready;
  } finally {
    clearTimeout(timer);
  }
}
