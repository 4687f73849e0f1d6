import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '../../src-main/server/server.ts';
import type { ServerTransport } from '../../src-main/server/network/transport.ts';
import type { FakeClock } from './fake-clock.ts';
import type { MemoryNetwork, MemoryPeer } from './memory-transport.ts';

/** Our server's core at `url` of a memory network, on the test's clock and a data folder of its own. */
export async function ownServerInMemory(network: MemoryNetwork, url: string, clock: FakeClock) {
  const dataDir = await mkdtemp(join(tmpdir(), 'rwci-test-'));
  const server = await createServer({
    dataDir,
    name: 'test server',
    clock: {
      monotonic: () => clock.now(),
      wall: () => clock.now(),
      after: (ms, run) => clock.after(ms, run),
    },
    // The real one takes a good part of a second a login.
    hasher: {
      hash: (password) => Promise.resolve(`test:${password}`),
      verify: (stored, password) => Promise.resolve(stored === `test:${password}`),
      isCurrent: () => true,
    },
  });
  network.serve(url, (peer) => {
    server.accept(asServerTransport(peer), { address: '127.0.0.1' });
  });
  return {
    server,
    stop: async () => {
      network.cut();
      network.buryGhosts();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function asServerTransport(peer: MemoryPeer): ServerTransport {
  let signOfLife = (_mark: number): void => undefined;
  return {
    queuedBytes: 0,
    listen: (events) => {
      signOfLife = (mark) => {
        events.onSignOfLife(mark);
      };
      peer.listen({
        onMessage: (text) => {
          events.onMessage(text, Buffer.byteLength(text));
        },
        onClose: () => {
          queueMicrotask(() => {
            events.onClose();
          });
        },
      });
    },
    send: ({ frames }, written) => {
      for (const { text } of frames) peer.send(text);
      if (written !== undefined) queueMicrotask(written);
    },
    ping: (mark) => {
      peer.ping(() => {
        signOfLife(mark);
      });
    },
    close: (code, reason) => {
      peer.close(code, reason);
    },
    terminate: () => {
      peer.terminate();
    },
  };
}
