import { constants } from 'node:crypto';
import { createServer, type Server } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** What every WebSocket client can speak. */
const ALPN = 'http/1.1';

/**
 * A TLS server that does not listen but is given sockets: TLS 1.2 at least, and a whole handshake each time, so that a client
 * sees the certificate at every connection and can compare it with the one it knows.
 */
export function createTlsServer({ key, certificate }: Certificate): Server {
  return createServer({
    key,
    cert: certificate,
    minVersion: 'TLSv1.2',
    ALPNProtocols: [ALPN],
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  });
}
