import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.ts';
import type { Logger } from '../logger.ts';

/** What every WebSocket client can speak. */
const ALPN = 'http/1.1';

/**
 * Takes sockets that speak TLS and hands on what is within: TLS 1.2 at least, and a whole handshake each time, so that a client
 * sees the certificate at every connection and can compare it with the one it knows. It has no deadlines of its own.
 */
export class TlsDoor {
  readonly #server: Server;
  /** By their two ends, since Node does not tell which socket a TLS socket is on. */
  readonly #below = new Map<string, Socket>();

  /** @param onSecure called when a handshake is done; errors of the socket are dealt with */
  constructor({ key, certificate }: Certificate, log: Logger, onSecure: (socket: TLSSocket) => void) {
    this.#server = createServer({
      key,
      cert: certificate,
      minVersion: 'TLSv1.2',
      ALPNProtocols: [ALPN],
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    });
    this.#server.on('secureConnection', (socket) => {
      socket.on('error', () => socket.destroy());
      onSecure(socket);
    });
    this.#server.on('tlsClientError', ({ code = 'tls' }: NodeJS.ErrnoException) => {
      log.info('a TLS handshake failed', { rule: code });
    });
  }

  enter(socket: Socket): void {
    const ends = endsOf(socket);
    if (ends === null) {
      socket.destroy();
      return;
    }
    this.#below.set(ends, socket);
    socket.once('close', () => {
      // A client may have come again from the same port in this moment.
      if (this.#below.get(ends) === socket) this.#below.delete(ends);
    });
    // Who ends in the middle of a handshake does not come back to it.
    socket.allowHalfOpen = false;
    this.#server.emit('connection', socket);
  }

  /** The socket that a TLS socket is on; null when it is closed. */
  below(socket: TLSSocket): Socket | null {
    return this.#below.get(endsOf(socket) ?? '') ?? null;
  }
}

/** The two ends of a TCP connection as text; null when it is over. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string | null {
  if (remoteAddress === undefined || localAddress === undefined) return null;
  return `${remoteAddress} ${String(remotePort)} ${localAddress} ${String(localPort)}`;
}
