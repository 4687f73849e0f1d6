import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FrameCutter } from './frame-cutter.ts';

/** What becomes of a connection when a packet passes. */
export interface Trap {
  /** Who sends the packet. */
  readonly from: 'client' | 'server';
  /** The packet's `type`. */
  readonly type: string;
  /** The first packet of the type on the connection, the second, … */
  readonly nth: number;
  /** How much of the packet still goes through. */
  readonly passes: 'nothing' | 'half' | 'all';
  /** `end`: both sides see an orderly end. `reset`: they see a reset. `freeze`: nothing goes through any more, and nobody is told. */
  readonly then: 'end' | 'reset' | 'freeze';
}

/** How bytes go through. */
export interface Slowness {
  /** At most so many at once. */
  readonly sliceBytes: number;
  /** Milliseconds before each slice, from nothing to this. */
  readonly jitterMs: number;
  /** After so many bytes in one direction it is over, and the rest goes as it comes. */
  readonly bytes: number;
}

export interface Plan {
  readonly trap?: Trap;
  readonly slowness?: Slowness;
}

/** A TCP proxy on loopback in front of a server, that does to connections what networks do. */
export class FaultProxy {
  /** The server's port; while nothing listens there, connections end at once. */
  target = 0;
  /** What is to become of the next connection. */
  plan: () => Plan = () => ({});
  /** How often each trap closed, by what it was. */
  readonly sprung = new Map<string, number>();
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  readonly #random: () => number;

  private constructor(server: Server, random: () => number) {
    this.#server = server;
    this.#random = random;
    server.on('connection', (client) => {
      this.#accept(client);
    });
  }

  static async listen(random: () => number): Promise<FaultProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, random);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are up. */
  get size(): number {
    return this.#lines.size;
  }

  /** Ends a connection, any of those there are. */
  cutOne(how: Trap['then']): void {
    const lines = [...this.#lines];
    const line = lines[Math.floor(this.#random() * lines.length)];
    if (line === undefined) return;
    this.#count(`${how} at any time`);
    line.spring(how);
  }

  /** Lets go of what has been frozen for so long: its ends see that the connection is gone. */
  thaw(frozenForMs: number): void {
    const now = performance.now();
    for (const line of this.#lines) if (now - line.frozenAt >= frozenForMs) line.spring('reset');
  }

  close(): void {
    this.#server.close();
    for (const line of this.#lines) line.spring('reset');
  }

  #accept(client: Socket): void {
    const { slowness, trap } = this.plan();
    const line = new Line(client, connect(this.target, '127.0.0.1'), slowness ?? null, this.#random);
    this.#lines.add(line);
    line.onEnd = () => this.#lines.delete(line);
    if (trap === undefined) return;
    line.set(trap, () => {
      this.#count(`${trap.then} at ${trap.type} of the ${trap.from}, ${trap.passes} of it through`);
    });
  }

  #count(what: string): void {
    this.sprung.set(what, (this.sprung.get(what) ?? 0) + 1);
  }
}

/** One proxied connection. */
class Line {
  /** By `performance`; Infinity while it is not frozen. */
  frozenAt = Infinity;
  onEnd: () => void = () => undefined;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #flows: { readonly client: Flow; readonly server: Flow };

  constructor(client: Socket, server: Socket, slowness: Slowness | null, random: () => number) {
    this.#client = client;
    this.#server = server;
    this.#flows = { client: new Flow(client, server, slowness, random), server: new Flow(server, client, slowness, random) };
    for (const [socket, peer] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', (hadError) => {
        if (this.frozenAt !== Infinity) return;
        if (hadError) peer.resetAndDestroy();
        else peer.destroySoon();
        this.onEnd();
      });
    }
  }

  set(trap: Trap, sprung: () => void): void {
    this.#flows[trap.from].set(trap, () => {
      sprung();
      this.spring(trap.then);
    });
  }

  spring(how: Trap['then']): void {
    for (const flow of Object.values(this.#flows)) flow.stop();
    if (how === 'freeze') {
      this.frozenAt = performance.now();
      return;
    }
    this.frozenAt = Infinity;
    for (const socket of [this.#client, this.#server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroySoon();
    }
    this.onEnd();
  }
}

/** One direction of a connection. */
class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #random: () => number;
  #slowness: Slowness | null;
  #cutter: FrameCutter | null = null;
  #isStopped = false;
  #passed = 0;
  /** Waits to go slowly. */
  #waiting: Buffer[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(from: Socket, to: Socket, slowness: Slowness | null, random: () => number) {
    this.#from = from;
    this.#to = to;
    this.#slowness = slowness;
    this.#random = random;
    from.on('data', (bytes) => {
      if (this.#isStopped) return;
      if (this.#cutter === null) this.#pass(bytes);
      else this.#cutter.take(bytes);
    });
    from.on('end', () => {
      if (!this.#isStopped && this.#waiting.length === 0) to.end();
    });
    to.on('drain', () => {
      if (!this.#isStopped) from.resume();
    });
  }

  set({ nth, passes, type }: Trap, spring: () => void): void {
    let seen = 0;
    this.#cutter = new FrameCutter((bytes, found) => {
      if (this.#isStopped) return;
      if (found !== type || ++seen < nth) {
        this.#pass(bytes);
        return;
      }
      if (passes !== 'nothing') this.#pass(passes === 'all' ? bytes : bytes.subarray(0, Math.ceil(bytes.length / 2)));
      spring();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#from.pause();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #pass(bytes: Buffer): void {
    if (this.#to.destroyed) return;
    if (this.#slowness !== null && this.#passed >= this.#slowness.bytes && this.#waiting.length === 0) this.#slowness = null;
    if (this.#slowness === null) {
      if (!this.#to.write(bytes)) this.#from.pause();
      return;
    }
    this.#waiting.push(bytes);
    this.#from.pause();
    this.#trickle(this.#slowness);
  }

  #trickle({ jitterMs, sliceBytes }: Slowness): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const next = this.#waiting.shift();
      if (next === undefined || this.#to.destroyed) return;
      const slice = this.#passed >= (this.#slowness?.bytes ?? 0) ? next : next.subarray(0, sliceBytes);
      if (slice.length < next.length) this.#waiting.unshift(next.subarray(slice.length));
      this.#passed += slice.length;
      this.#to.write(slice);
      if (this.#waiting.length > 0) this.#trickle({ jitterMs, sliceBytes, bytes: 0 });
      else if (this.#from.readableEnded) this.#to.end();
      else this.#from.resume();
    }, this.#random() * jitterMs);
  }
}
