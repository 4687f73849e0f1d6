import { WebSocket } from 'ws';

/** An answer that has not come by then never will. */
const ANSWER_TIMEOUT_MS = 30_000;

interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

/** Commands of WebDriver BiDi to a browser, each answered once (W3C, "WebDriver BiDi"). */
export class Bidi {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer({ type: 'error', error: 'closed', message: 'the browser is gone' });
    });
  }

  static async connect(url: string): Promise<Bidi> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Bidi(socket);
  }

  /** @throws Error with the browser's own words, or where no answer comes in time */
  async send<Result>(method: string, params: Readonly<Record<string, unknown>>): Promise<Result> {
    const id = ++this.#sent;
    const answer = await new Promise<Answer>((resolve) => {
      const deadline = setTimeout(() => {
        resolve({ type: 'error', error: 'timeout', message: 'no answer' });
      }, ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, (come) => {
        clearTimeout(deadline);
        resolve(come);
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#waiting.delete(id);
    if (answer.type === 'error') throw new Error(`${method}: ${answer.error ?? ''}: ${answer.message ?? ''}`);
    return answer.result as Result;
  }

  close(): void {
    this.#socket.terminate();
  }
}
