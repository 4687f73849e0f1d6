import type { ConnectFailure, TransportEnd, TrustingConnect } from '../../src-shared/session/index.ts';

/** A server that does not finish the handshake by then is given up. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** After our close frame its own is waited for so long. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Why the server did not take a WebSocket: the browser does not say, and asks itself once more. */
type FindFailure = () => Promise<ConnectFailure>;

/** The session's transport over the browser's own WebSocket. It cannot ping, so it has no `probe`; the browser checks who the server is. */
export function browserConnect(findFailure: FindFailure): TrustingConnect {
  return ({ url }, listener, onTrusted = () => undefined) => {
    let isOpen = false;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = (end: TransportEnd) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      listener.onClose(end);
    };
    const neverOpened = async () => {
      const failure = await findFailure();
      over({ code: 1006, reason: '', failure });
    };

    const socket = openSocket(url);
    if (socket === null) {
      void neverOpened();
      return { send: () => undefined, close: () => undefined };
    }
    timer = setTimeout(() => {
      socket.close();
      over({ code: 1006, reason: '', failure: { kind: 'timeout', detail: '' } });
    }, HANDSHAKE_TIMEOUT_MS);
    socket.addEventListener('open', () => {
      isOpen = true;
      clearTimeout(timer);
      if (isOver) return;
      onTrusted({ kind: url.startsWith('wss:') ? 'authority' : 'clear' });
      listener.onOpen();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      // RWCI is text; a binary frame is nothing we know (docs/PROTOCOL.md).
      if (!isOver && typeof data === 'string') listener.onMessage(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (isOpen) over({ code, reason });
      else void neverOpened();
    });

    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close(code, reason) {
        if (isOver) return;
        socket.close(code, reason);
        // A phone that lost its network would wait for the other side's close frame for a minute.
        timer = setTimeout(() => {
          over({ code: 1006, reason: '' });
        }, CLOSE_TIMEOUT_MS);
      },
    };
  };
}

/** Null where the browser has none, or refuses this one. */
function openSocket(url: string): WebSocket | null {
  try {
    return new WebSocket(url);
  } catch {
    return null;
  }
}

/** Asks for the page anew: whether the server is there, and still lets guests in. */
export async function findFailure(): Promise<ConnectFailure> {
  try {
    const { ok, status, type } = await fetch('./', { method: 'HEAD', cache: 'no-store', redirect: 'manual' });
    // The room wants encryption from now on, and has its page there.
    if (type === 'opaqueredirect') location.reload();
    if (status === 426) return { kind: 'guests-off', detail: '' };
    return { kind: ok ? 'refused' : 'unreachable', detail: `HTTP ${String(status)}` };
  } catch (error) {
    return { kind: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
  }
}
