import { WebSocketServer, type WebSocket } from 'ws';

/** A server on a real socket that lets everybody in and then says what it is told to, whatever that is. */
export class SayingServer {
  readonly port: number;
  readonly #server: WebSocketServer;
  #socket: WebSocket | null = null;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
  }

  /** `welcome` is what it says to whoever logs in, behind the answer to the login. */
  static async start(welcome: readonly object[]): Promise<SayingServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const saying = new SayingServer(server);
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('message', () => {
        saying.#socket = socket;
        saying.say({ type: 'auth', status: 'Logged in ok', success: true }, ...welcome);
      });
    });
    return saying;
  }

  /** To the connection that logged in last. */
  say(...packets: readonly object[]): void {
    for (const packet of packets) this.#socket?.send(JSON.stringify(packet));
  }

  /** Ends the connection that logged in last. `reason` has at most 123 bytes. */
  hangUp(code: number, reason: string): void {
    this.#socket?.close(code, reason);
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
