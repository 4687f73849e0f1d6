import { words } from '../../src-shared/language/index.ts';
import type { Answer, Request, RequestName, Requests } from './requests.ts';

/** Who serves requests: a thread, or a desk in this one. */
export interface Carrier {
  post(request: Request): void;
  /** Ends it without waiting for anything. */
  end(): void;
}

/** What a carrier tells. */
export interface CarrierEvents {
  readonly answered: (answer: Answer) => void;
  /** It ended by itself. */
  readonly gone: () => void;
}

interface Asked {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** The answer to what is asked too late. */
export function closed(): Error {
  return new Error(words().shell.history.closed);
}

/**
 * Requests to one carrier and their answers. When the carrier ends by itself, what it was asked is rejected, and `restart` makes the
 * next one; what is asked until then waits for it.
 */
export class Lane {
  readonly #restart: (events: CarrierEvents) => Promise<Carrier>;
  readonly #asked = new Map<number, Asked>();
  #carrier: Carrier | null = null;
  #waiting: Request[] = [];
  #lastId = 0;
  #isClosed = false;

  constructor(restart: (events: CarrierEvents) => Promise<Carrier>) {
    this.#restart = restart;
  }

  /** Starts the first carrier. Rejects where none could be started. */
  async start(): Promise<void> {
    const carrier = await this.#restart({
      answered: (answer) => {
        this.#onAnswer(answer);
      },
      gone: () => {
        this.#onGone();
      },
    });
    this.#carrier = carrier;
    for (const request of this.#waiting) carrier.post(request);
    this.#waiting = [];
  }

  ask<Name extends RequestName>(name: Name, argument: Requests[Name]['argument']): Promise<Requests[Name]['result']> {
    if (this.#isClosed) return Promise.reject(closed());
    const id = ++this.#lastId;
    const request = { id, name, argument } as Request;
    return new Promise<Requests[Name]['result']>((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      if (this.#carrier === null) this.#waiting.push(request);
      else this.#carrier.post(request);
    });
  }

  /** Everything asked before is answered when it resolves. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closing = this.ask('close', null).catch(() => null);
    this.#isClosed = true;
    await closing;
    this.#carrier?.end();
  }

  #onAnswer(answer: Answer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.result as never);
    else asked?.reject(new Error(sentenceOf(answer)));
  }

  #onGone(): void {
    this.#carrier = null;
    const lost = new Set(this.#waiting.map(({ id }) => id));
    for (const [id, { reject }] of this.#asked) {
      if (lost.has(id)) continue;
      this.#asked.delete(id);
      reject(new Error(words().shell.history.interrupted));
    }
    if (this.#isClosed) return;
    this.start().catch((error: unknown) => {
      const reason = error instanceof Error ? error : new Error(words().shell.history.unusable);
      this.#isClosed = true;
      for (const { reject } of this.#asked.values()) reject(reason);
      this.#asked.clear();
    });
  }
}

function sentenceOf({ detail, kind }: Extract<Answer, { ok: false }>): string {
  const say = words().shell.history;
  switch (kind) {
    case 'full':
      return say.full;
    case 'io':
      return say.failed(detail);
    case 'busy':
      return say.busy;
    case 'damaged':
      return say.damaged(detail);
    case 'other':
      return detail;
  }
}
