import type {
  Connect,
  ConnectFailure,
  Transport,
  TransportEnd,
  TransportListener,
} from '../../src-shared/session/transport.ts';

/** One end of a pair in memory, as a server sees it: a transport that is already open. */
export interface MemoryPeer extends Transport {
  /** Frames and the end go to `listener` from now on; what came before waits for it. */
  listen(listener: Pick<TransportListener, 'onMessage' | 'onClose'>): void;
  /** Calls `answered` when the client's end is alive. */
  ping(answered: () => void): void;
  /** Ends both sides at once; what is under way is lost. */
  terminate(): void;
}

/** What happens to an attempt to connect. `hang`: nothing at all. */
export type Reach = 'open' | 'hang' | ConnectFailure['kind'];

const LOST: TransportEnd = { code: 1006, reason: '' };

/**
 * A network in memory: servers listen at URLs, clients connect to them, frames arrive in order, each in a microtask of its own
 * (never within `send`), and a test can break what it likes.
 */
export class MemoryNetwork {
  /** What happens to new attempts. */
  reach: Reach = 'open';
  readonly #servers = new Map<string, (peer: MemoryPeer) => void>();
  readonly #lines = new Set<Line>();
  readonly #ghosts = new Set<Line>();

  /** Takes connections for `url`; returns the function that stops taking them. */
  serve(url: string, accept: (peer: MemoryPeer) => void): () => void {
    this.#servers.set(url, accept);
    return () => this.#servers.delete(url);
  }

  /** Attempts to connect so far. */
  attempts = 0;

  readonly connect: Connect = (url, listener) => {
    this.attempts++;
    const line = new Line(listener, () => {
      this.#lines.delete(line);
      // Through a frozen connection the other side does not hear of the end.
      if (line.frozen) this.#ghosts.add(line);
    });
    this.#lines.add(line);
    const { reach } = this;
    queueMicrotask(() => {
      const accept = this.#servers.get(url);
      if (reach === 'hang') return;
      if (reach !== 'open') line.fail({ kind: reach, detail: `test: ${reach}` });
      else if (accept === undefined) line.fail({ kind: 'refused', detail: 'test: nobody listens here' });
      else line.open(accept);
    });
    return line.client;
  };

  /** Breaks every connection, both sides notice. What is under way is lost. */
  cut(): void {
    for (const line of [...this.#lines]) line.cut();
  }

  /** Breaks every connection, only the clients notice: the server sees a ghost until `buryGhosts`. */
  cutUnnoticed(): void {
    for (const line of [...this.#lines]) {
      line.cutClient();
      this.#ghosts.add(line);
    }
  }

  /** Whoever has not heard of the end of a connection hears of it now. */
  buryGhosts(): void {
    const ghosts = [...this.#ghosts];
    this.#ghosts.clear();
    for (const line of ghosts) line.cut();
  }

  /** Connections stay up but nothing passes any more. */
  freeze(): void {
    for (const line of this.#lines) line.frozen = true;
  }

  /** Servers still hear their clients, but what they say is lost. */
  deafen(): void {
    for (const line of this.#lines) line.deaf = true;
  }

  /** Live connections and attempts. */
  get lines(): number {
    return this.#lines.size;
  }
}

/** One side: queues what arrives until there is a listener, tells the end once. */
class Side {
  #listener: Pick<TransportListener, 'onMessage' | 'onClose'> | null;
  #waiting: string[] = [];
  #end: TransportEnd | null = null;
  #told = false;
  /** Asked to close: sends nothing more. */
  closing = false;
  ended = false;

  constructor(listener: Pick<TransportListener, 'onMessage' | 'onClose'> | null) {
    this.#listener = listener;
  }

  listen(listener: Pick<TransportListener, 'onMessage' | 'onClose'>): void {
    this.#listener = listener;
    for (const text of this.#waiting.splice(0)) listener.onMessage(text);
    if (this.#end !== null) this.#tell(this.#end);
  }

  message(text: string): void {
    if (this.ended) return;
    if (this.#listener === null) this.#waiting.push(text);
    else this.#listener.onMessage(text);
  }

  end(end: TransportEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.#end = end;
    if (this.#listener !== null) this.#tell(end);
  }

  #tell(end: TransportEnd): void {
    if (this.#told) return;
    this.#told = true;
    this.#listener?.onClose(end);
  }
}

/** A connection or an attempt at one. */
class Line {
  frozen = false;
  deaf = false;
  #opened = false;
  readonly #client: Side;
  readonly #clientListener: TransportListener;
  readonly #server = new Side(null);
  readonly #gone: () => void;

  readonly client: Transport = {
    send: (text) => {
      if (this.#opened && !this.#client.ended && !this.#client.closing) this.#later(() => this.#server.message(text));
    },
    close: (code = 1000, reason = '') => {
      this.#closeFrom(this.#client, this.#server, { code, reason });
    },
    probe: () => {
      if (this.frozen) this.#later(() => this.cutClient(), true);
    },
  };

  constructor(listener: TransportListener, gone: () => void) {
    this.#clientListener = listener;
    this.#client = new Side(listener);
    this.#gone = gone;
  }

  open(accept: (peer: MemoryPeer) => void): void {
    if (this.#client.ended) return;
    this.#opened = true;
    this.#later(() => {
      if (!this.#client.ended) this.#clientListener.onOpen();
    });
    accept({
      send: (text) => {
        if (!this.deaf && !this.#server.ended && !this.#server.closing) this.#later(() => this.#client.message(text));
      },
      close: (code = 1000, reason = '') => {
        this.#closeFrom(this.#server, this.#client, { code, reason });
      },
      listen: (listener) => {
        this.#server.listen(listener);
      },
      ping: (answered) => {
        this.#later(() => {
          if (!this.#client.ended && !this.#server.ended) answered();
        });
      },
      terminate: () => {
        this.cut();
      },
    });
  }

  fail(failure: ConnectFailure): void {
    this.#gone();
    this.#client.end({ ...LOST, failure });
  }

  cut(): void {
    this.cutClient();
    this.cutServer();
  }

  cutClient(): void {
    this.#gone();
    this.#client.end(LOST);
  }

  cutServer(): void {
    this.#server.end(LOST);
  }

  /** As with a close frame: what was sent before still arrives, and both sides hear of the end with its code. */
  #closeFrom(from: Side, to: Side, end: TransportEnd): void {
    if (from.ended || from.closing) return;
    from.closing = true;
    this.#gone();
    this.#later(() => {
      to.end(end);
    });
    queueMicrotask(() => {
      from.end(end);
    });
  }

  #later(run: () => void, evenFrozen = false): void {
    queueMicrotask(() => {
      if (evenFrozen || !this.frozen) run();
    });
  }
}
