import { WebSocket } from 'ws';
import type { Connect, ConnectFailure, TransportEnd } from '../src-shared/session/index.ts';

/** A server that does not finish the handshake by then is given up. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** A ping goes out this often; browsers and old servers answer it by themselves. */
const PING_INTERVAL_MS = 10_000;
/** A peer that has sent nothing at all for so long after a ping is dead. */
const PING_TIMEOUT_MS = 5_000;
/** A longer frame of a server ends the connection. */
const FRAME_MAX_BYTES = 1024 * 1024;

/** The session's transport over a real socket, by `ws`. A dead peer is noticed within `PING_INTERVAL_MS + PING_TIMEOUT_MS`. */
export const connectWebSocket: Connect = (url, listener) => {
  let failure: ConnectFailure | undefined;
  let opened = false;
  let interval: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;

  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: FRAME_MAX_BYTES,
    followRedirects: false,
  });

  const alive = () => {
    clearTimeout(deadline);
    deadline = undefined;
  };
  const probe = () => {
    if (socket.readyState !== WebSocket.OPEN || deadline !== undefined) return;
    deadline = setTimeout(() => {
      socket.terminate();
    }, PING_TIMEOUT_MS);
    socket.ping();
  };

  socket.on('open', () => {
    opened = true;
    interval = setInterval(probe, PING_INTERVAL_MS);
    listener.onOpen();
  });
  socket.on('message', (data, isBinary) => {
    alive();
    // RWCI is text; a binary frame is nothing we know (docs/PROTOCOL.md).
    if (!isBinary) listener.onMessage((data as Buffer).toString('utf8'));
  });
  socket.on('pong', alive);
  socket.on('ping', alive);
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (!opened) failure = failureOf(error);
  });
  socket.on('close', (code, reason) => {
    clearInterval(interval);
    alive();
    const end: TransportEnd = { code, reason: reason.toString('utf8') };
    listener.onClose(failure === undefined ? end : { ...end, failure });
  });

  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, reason) {
      if (socket.readyState === WebSocket.OPEN) {
        socket.close(code, reason);
        // A peer that does not answer the close frame must not hold the socket for ws's own 30 seconds.
        deadline ??= setTimeout(() => {
          socket.terminate();
        }, PING_TIMEOUT_MS);
      } else {
        socket.terminate();
      }
    },
    probe,
  };
};

const KINDS: ReadonlyMap<string, ConnectFailure['kind']> = new Map<string, ConnectFailure['kind']>([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'not-found'],
  ['EAI_AGAIN', 'not-found'],
  ['EAI_NONAME', 'not-found'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['EPROTO', 'tls'],
]);

/** What kept the connection from opening, by the system's code or by the texts of `ws`. */
function failureOf(error: NodeJS.ErrnoException): ConnectFailure {
  const detail = error.message === '' ? (error.code ?? 'unknown error') : error.message;
  const known = KINDS.get(error.code ?? '');
  if (known !== undefined) return { kind: known, detail };
  if (/handshake has timed out/i.test(detail)) return { kind: 'timeout', detail };
  if (/certificate|self.signed|\bSSL\b|\bTLS\b/i.test(detail) || /^ERR_(TLS|SSL)|CERT/.test(error.code ?? '')) {
    return { kind: 'tls', detail };
  }
  // Something listens there that does not speak WebSocket, or hung up at the first bytes.
  return { kind: 'not-rwci', detail };
}
