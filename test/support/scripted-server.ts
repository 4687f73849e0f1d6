import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { MemoryNetwork, type MemoryPeer } from './memory-transport.ts';

/** A server in memory that says only what the test has it say, to the connection made last. */
export class ScriptedServer {
  readonly url = 'ws://script:8888';
  readonly clock = new FakeClock();
  readonly network = new MemoryNetwork();
  readonly connect = this.network.connect;
  /** Frames that came, over all connections. */
  readonly frames: string[] = [];
  /** Ends of connections that the client brought about, by close code. */
  readonly closes: number[] = [];
  /** Connections that were opened. */
  connections = 0;
  #peer: MemoryPeer | null = null;

  constructor() {
    this.network.serve(this.url, (peer) => {
      this.connections++;
      this.#peer = peer;
      peer.listen({
        onMessage: (text) => this.frames.push(text),
        onClose: ({ code }) => this.closes.push(code),
      });
    });
  }

  async send(...packets: ServerPacket[]): Promise<void> {
    for (const packet of packets) this.#peer?.send(JSON.stringify(packet));
    await settle();
  }

  async close(code: number, reason = ''): Promise<void> {
    this.#peer?.close(code, reason);
    await settle();
  }

  /** The login sequence of a plain server with one other user; the session is ready when it has settled. */
  async logIn(users: string[] = ['ann']): Promise<void> {
    await this.send({ type: 'auth', status: 'Logged in ok', success: true }, { type: 'user_list', users });
    await this.clock.advance(500);
  }

  /** Frames of one type, parsed. */
  of(type: string): unknown[] {
    return this.frames.map((text) => JSON.parse(text) as { type: string }).filter((packet) => packet.type === type);
  }
}
