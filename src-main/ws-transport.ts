import { WebSocket } from 'ws';
import type { ConnectFailure, TransportEnd, TrustingConnect } from '../src-shared/session/index.ts';
import { PeerCheck } from './peer-check.ts';

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
  /** Certificates (PEM) of those who may vouch for a server's name; those that come with the runtime when left out. */
  readonly authorities?: () => readonly string[];
}

/**
 * The session's transport over a real socket, by `ws`: the one place that connects to servers. A dead peer is noticed within
 * `pingIntervalMs + pingTimeoutMs`.
 */
export function webSocketConnect({ authorities, onError, patience = PATIENCE }: Options): TrustingConnect {
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
  };
  return ({ check, url }, listener, onTrusted = () => undefined) => {
    const peer = new PeerCheck(check);
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
      // `peer` decides, before the request is sent; nothing of an earlier TLS session is used.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ...(authorities !== undefined && peer.asksAuthorities ? { ca: [...authorities()] } : {}),
      finishRequest: (request) => {
        peer.send(request, onTrusted);
      },
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
      if (!opened) failure ??= peer.failure(error);
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
