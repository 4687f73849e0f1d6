import { WebSocket } from 'ws';
import type { Connect, ConnectFailure, TransportEnd } from '../src-shared/session/index.ts';

/** How long a peer may be silent, in ms. */
interface Patience {
  /** A server that does not finish the handshake by then is given up. */
  readonly handshakeTimeoutMs: number;
  /** A ping goes out this often; browsers and old servers answer it by themselves. */
  readonly pingIntervalMs: number;
  /** A peer that has sent nothing at all for so long after a ping, or after our close frame, is dead. */
  readonly pingTimeoutMs: number;
}

/** A dead link is seen after 14 s; one that stops for 4 s is none. */
const PATIENCE: Patience = { handshakeTimeoutMs: 10_000, pingIntervalMs: 9_000, pingTimeoutMs: 5_000 };

/** A longer frame of a server ends the connection. */
const FRAME_MAX_BYTES = 1024 * 1024;

interface Options {
  /** What the listener throws. In ws's own hands it would leave the connection in the middle of a frame, deaf until it is given up. */
  readonly onError: (error: unknown) => void;
  readonly patience?: Patience;
}

/**
 * The session's transport over a real socket, by `ws`. A dead peer is noticed within `pingIntervalMs + pingTimeoutMs`.
 */
export function webSocketConnect({ onError, patience = PATIENCE }: Options): Connect {
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
  };
  return (url, listener) => {
    let failure: ConnectFailure | undefined;
    let opened = false;
    let closing = false;
    let interval: NodeJS.Timeout | undefined;
    let deadline: NodeJS.Timeout | undefined;

    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: patience.handshakeTimeoutMs,
      maxPayload: FRAME_MAX_BYTES,
      followRedirects: false,
    });

    const expectLife = () => {
      deadline ??= setTimeout(() => {
        socket.terminate();
      }, patience.pingTimeoutMs);
    };
    const alive = () => {
      // After our close frame only the peer's own one counts.
      if (closing) return;
      clearTimeout(deadline);
      deadline = undefined;
    };
    const probe = () => {
      if (socket.readyState !== WebSocket.OPEN || deadline !== undefined) return;
      expectLife();
      socket.ping();
    };

    socket.on('open', () => {
      opened = true;
      interval = setInterval(probe, patience.pingIntervalMs);
      guarded(() => {
        listener.onOpen();
      });
    });
    socket.on('message', (data, isBinary) => {
      alive();
      // RWCI is text; a binary frame is nothing we know (docs/PROTOCOL.md).
      if (isBinary) return;
      guarded(() => {
        listener.onMessage((data as Buffer).toString('utf8'));
      });
    });
    socket.on('pong', alive);
    socket.on('ping', alive);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!opened) failure = failureOf(error);
    });
    socket.on('close', (code, reason) => {
      clearInterval(interval);
      clearTimeout(deadline);
      const end: TransportEnd = { code, reason: reason.toString('utf8') };
      guarded(() => {
        listener.onClose(failure === undefined ? end : { ...end, failure });
      });
    });

    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close(code, reason) {
        closing = true;
        if (socket.readyState === WebSocket.OPEN) {
          socket.close(code, reason);
          // A peer that does not answer the close frame must not hold the socket for ws's own 30 seconds.
          expectLife();
        } else {
          socket.terminate();
        }
      },
      probe,
    };
  };
}

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
  // A firewall of this computer, or macOS without leave to use the local network.
  ['EACCES', 'unreachable'],
  ['EPERM', 'unreachable'],
  // A link-local IPv6 address without its interface.
  ['EINVAL', 'unreachable'],
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
  // A server of ours that was asked for under a name it does not know (docs/PROTOCOL.md, "Carriage").
  if (/\bresponse: 421\b/.test(detail)) return { kind: 'wrong-host', detail };
  // Something listens there that does not speak WebSocket, or hung up at the first bytes.
  return { kind: 'not-rwci', detail };
}
