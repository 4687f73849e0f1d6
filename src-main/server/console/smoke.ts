import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { decodeServerPacket, encode, type ServerPacket } from '../../../src-shared/protocol/index.ts';
import { secureUrl, webSocketUrl } from '../network/addresses.ts';
import { startServer, type ListenOptions } from '../server.ts';

const SMOKE_TIMEOUT_MS = 10_000;
const MESSAGE = 'Is anybody there?';

/**
 * Starts a server with a throw-away folder, logs in, sends a message and waits until it comes back.
 * @returns the port that the server had
 * @throws when any of that fails
 */
export async function runSmokeTest(options: Omit<ListenOptions, 'dataDir'>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-smoke-'));
  try {
    const server = await startServer({ ...options, discovery: false, dataDir: folder });
    try {
      const target = options.host === '0.0.0.0' ? webSocketUrl('127.0.0.1', server.port) : (server.addresses[0]?.url ?? '');
      await talk(server.fingerprint === null ? target : secureUrl(target));
    } finally {
      await server.stop();
    }
    return server.port;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function talk(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The certificate was made a moment ago, by this process.
    const options = { perMessageDeflate: false, handshakeTimeout: SMOKE_TIMEOUT_MS, rejectUnauthorized: false };
    const socket = new WebSocket(url, options);
    const deadline = setTimeout(() => {
      reject(new Error(`no answer within ${SMOKE_TIMEOUT_MS / 1000} seconds`));
      socket.terminate();
    }, SMOKE_TIMEOUT_MS);
    socket.on('open', () => {
      socket.send(encode({ type: 'auth', username: 'smoke test', password: 'smoke test' }));
    });
    socket.on('message', (data: Buffer) => {
      const decoded = decodeServerPacket(data.toString('utf8'));
      if (!decoded.ok) reject(new Error(`the server sent ${decoded.reason}`));
      else if (isEcho(decoded.packet)) resolve();
      else if (decoded.packet.type === 'auth') socket.send(encode({ type: 'message', message: MESSAGE }));
    });
    socket.on('error', reject);
    socket.on('close', (code) => {
      clearTimeout(deadline);
      reject(new Error(`the server closed the connection with ${code}`));
    });
  });
}

function isEcho(packet: ServerPacket): boolean {
  return packet.type === 'message' && packet.message === MESSAGE;
}
