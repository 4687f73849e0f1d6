import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src-main/server/clock.ts';
import type { PasswordHasher } from '../../src-main/server/accounts/passwords.ts';
import {
  createServer,
  startServer,
  type ListenOptions,
  type ListeningServer,
  type Server,
  type ServerOptions,
} from '../../src-main/server/server.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryClient, SocketClient } from './server-client.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** As quick as a hash is slow; only for tests that are not about passwords. */
export const quickHasher: PasswordHasher = {
  hash: (password) => Promise.resolve(`quick:${password}`),
  verify: (stored, password) => Promise.resolve(stored === `quick:${password}`),
  isCurrent: () => true,
};

/** The server's clock, standing still until a test turns it. */
export class FakeServerClock extends FakeClock implements Clock {
  #jumped = 0;

  /** Lets time pass as it does for a computer that sleeps: no timer runs meanwhile. */
  jump(ms: number): void {
    this.#jumped += ms;
  }

  monotonic(): number {
    return this.now() + this.#jumped;
  }

  wall(): number {
    return this.now() + this.#jumped;
  }
}

/** A real server on a free port, with a folder of its own, stopped after the test. */
export async function openRoom(options: Partial<ListenOptions> = {}): Promise<SocketRoom> {
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    name: 'test',
    hasher: quickHasher,
    dataDir: temporaryFolder(),
    ...options,
  });
  onTestFinished(() => server.stop());
  return new SocketRoom(server);
}

export class SocketRoom {
  readonly server: ListeningServer;

  constructor(server: ListeningServer) {
    this.server = server;
  }

  connect(): Promise<SocketClient> {
    return SocketClient.connect(this.server.port);
  }

  /** Somebody who is logged in, the answers to the login taken. */
  async login(name: string, password?: string): Promise<SocketClient> {
    const client = await this.connect();
    await client.login(name, password);
    return client;
  }
}

/** A server without a port and with a clock that the test turns. */
export async function openMemoryRoom(options: Partial<ServerOptions> = {}): Promise<MemoryRoom> {
  const clock = new FakeServerClock();
  const server = await createServer({
    name: 'test',
    hasher: quickHasher,
    dataDir: temporaryFolder(),
    clock,
    ...options,
  });
  onTestFinished(() => server.stop());
  return new MemoryRoom(server, clock);
}

export class MemoryRoom {
  readonly server: Server;
  readonly clock: FakeServerClock;

  constructor(server: Server, clock: FakeServerClock) {
    this.server = server;
    this.clock = clock;
  }

  connect(address?: string): MemoryClient {
    return MemoryClient.connect(this.server, address);
  }

  async login(name: string, address?: string): Promise<MemoryClient> {
    const client = this.connect(address);
    await client.login(name);
    return client;
  }
}
