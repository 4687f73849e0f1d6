import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { MemoryNetwork } from './memory-transport.ts';

/**
 * What the two model servers (`strict-server.ts`, `wild-server.ts`) have in common: connections over real WebSockets or over
 * a memory network, accounts, and a record of what clients did. They share no code with the product, so that a mistake there
 * is not repeated here.
 */

export type Json = Record<string, unknown>;

/** A connection as a model server sees it. */
export interface Connection {
  /** The login name; null before a login. */
  user: string | null;
  readonly send: (packet: Json) => void;
  readonly close: (code?: number) => void;
}

/** A frame a client sent. */
export interface Received {
  /** The sender's login name at that moment. */
  readonly user: string | null;
  readonly packet: Json;
}

export interface PlainServer {
  /** What clients did that this server does not allow, as sentences. A good client leaves it empty. */
  readonly violations: readonly string[];
  /** Every JSON object that came, in order. */
  readonly received: readonly Received[];
  /** Login names, one a connection, in the order of their logins. */
  online(): string[];
  /** The server speaks to all. */
  broadcast(message: string): void;
  /** Sends any packet to all who are logged in, or to one of them. */
  sendRaw(packet: Json, user?: string): void;
  /** Sends any text, JSON or not, to all who are logged in. */
  sendText(text: string): void;
  /** Ends a user's connections. */
  disconnect(user: string, code?: number): void;
  /** What clients sent of one type. */
  receivedOf(type: string): Received[];
}

/** A model server on a real socket. */
export interface ListeningServer<S extends PlainServer> {
  readonly server: S;
  readonly url: string;
  readonly port: number;
  readonly violations: readonly string[];
  readonly received: readonly Received[];
  /** Closes every connection and the port. */
  stop(): Promise<void>;
}

type Wire = { send: (text: string) => void; close: (code?: number) => void };

/** Connections, accounts and the record. What a server says and allows is up to its makes. */
export abstract class ModelServer implements PlainServer {
  readonly violations: string[] = [];
  readonly received: Received[] = [];
  protected readonly connections = new Set<Connection>();
  protected readonly passwords = new Map<string, string>();
  readonly #wires = new Map<Connection, Wire>();

  /** A frame of a client that holds a JSON object. */
  protected abstract onPacket(connection: Connection, packet: Json): void;
  /** A logged-in connection is gone. */
  protected abstract onQuit(connection: Connection, user: string): void;
  protected abstract onGarbage(connection: Connection, text: string): void;

  /** Takes one connection; what it returns is called with what comes. */
  accept(wire: Wire): { onMessage: (text: string) => void; onClose: () => void } {
    const connection: Connection = {
      user: null,
      send: (packet) => {
        wire.send(JSON.stringify(packet));
      },
      close: (code = 1000) => {
        leave();
        wire.close(code);
      },
    };
    const leave = (): void => {
      if (!this.connections.delete(connection)) return;
      this.#wires.delete(connection);
      if (connection.user !== null) this.onQuit(connection, connection.user);
    };
    this.connections.add(connection);
    this.#wires.set(connection, wire);
    return {
      onMessage: (text) => {
        if (!this.connections.has(connection)) return;
        const packet = parse(text);
        if (packet === null) {
          this.onGarbage(connection, text);
          return;
        }
        this.received.push({ user: connection.user, packet });
        this.onPacket(connection, packet);
      },
      onClose: leave,
    };
  }

  online(): string[] {
    return this.loggedIn().map((connection) => connection.user);
  }

  broadcast(message: string): void {
    this.sendRaw({ type: 'broadcast', message });
  }

  sendRaw(packet: Json, user?: string): void {
    for (const each of this.loggedIn()) if (user === undefined || each.user === user) each.send(packet);
  }

  sendText(text: string): void {
    for (const each of this.loggedIn()) this.#wires.get(each)?.send(text);
  }

  disconnect(user: string, code?: number): void {
    for (const each of this.loggedIn()) if (each.user === user) each.close(code);
  }

  receivedOf(type: string): Received[] {
    return this.received.filter(({ packet }) => packet['type'] === type);
  }

  protected loggedIn(): (Connection & { user: string })[] {
    return [...this.connections].filter((each): each is Connection & { user: string } => each.user !== null);
  }

  protected violation(connection: Connection, text: string): void {
    this.violations.push(`${connection.user ?? 'before login'}: ${text}`);
  }
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

/** The names of a packet's fields but `type`, sorted, as one text. */
export function fieldsOf(packet: Json): string {
  return Object.keys(packet)
    .filter((key) => key !== 'type')
    .sort()
    .join(' ');
}

/** Puts a model server into a memory network. */
export function serveInMemory(server: ModelServer, network: MemoryNetwork, url: string): () => void {
  return network.serve(url, (peer) => {
    peer.listen(server.accept(peer));
  });
}

/** Puts a model server on a real port of this computer, by default any free one. */
export async function serveOnPort<S extends ModelServer>(server: S, port = 0): Promise<ListeningServer<S>> {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port });
  sockets.on('connection', (socket) => {
    const handlers = server.accept({
      send: (text) => {
        socket.send(text);
      },
      close: (code) => {
        socket.close(code);
      },
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary) handlers.onMessage((data as Buffer).toString('utf8'));
    });
    socket.on('close', handlers.onClose);
    socket.on('error', handlers.onClose);
  });
  await new Promise<void>((resolve, reject) => {
    sockets.once('listening', resolve);
    sockets.once('error', reject);
  });
  const taken = (sockets.address() as AddressInfo).port;
  return {
    server,
    url: `ws://127.0.0.1:${String(taken)}`,
    port: taken,
    violations: server.violations,
    received: server.received,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close(() => {
          resolve();
        });
      }),
  };
}
