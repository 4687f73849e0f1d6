import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import { bind } from './bind.ts';
import type { Certificate } from './certificate.ts';
import type { Clock } from '../clock.ts';
import { ExplainingWebSocket } from './explaining-web-socket.ts';
import { onFirstByte } from './first-byte.ts';
import { frontDoor, type FrontDoorOptions } from './front-door.ts';
import type { ServerLimits } from '../limits.ts';
import type { GuestPage, PageAnswer } from '../page/guest-page.ts';
import { originOf } from './origin.ts';
import { PageSockets } from './page-sockets.ts';
import { peerAddress } from './peer.ts';
import { PreUpgrade } from './pre-upgrade.ts';
import type { Visitor } from '../server-core.ts';
import { statusPage, type Status, type StatusPage } from './status-pages.ts';
import { TlsDoor } from './tls-door.ts';
import type { ServerTransport } from './transport.ts';
import { WsTransport } from './ws-transport.ts';

export interface ListenerOptions extends Omit<FrontDoorOptions, 'servesPage'> {
  /** The port to try first; 0 takes any free one. */
  readonly port: number;
  /** What the server shows to clients that speak TLS; null when it does not. */
  readonly certificate: Certificate | null;
  /** Whether a WebSocket in clear is refused. */
  readonly requireEncryption: boolean;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  /** The page for guests; null where there is none. */
  readonly page: GuestPage | null;
  /** What `/healthz` and `/metrics` say to programs on this computer. */
  readonly status: Status;
  readonly onConnection: (transport: ServerTransport, from: Visitor) => void;
}

/** An open port. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Takes nobody in any more. */
  stopAccepting(): void;
  /** Ends what is still open. */
  close(): Promise<void>;
}

/** How long a client may take to answer our close frame. */
const CLOSE_TIMEOUT_MS = 3_000;
const NO_UPGRADE = 'This is an RWCI chat server. Join it with an RWCI client.\n';
const NO_CLEAR_TEXT = 'This server wants wss://. Join it with encryption.\n';

/**
 * Opens the port, or the next free one when it is taken. The first byte of a socket says whether it speaks TLS or HTTP; within
 * TLS it is HTTP again. Answers a request under a name that is not ours with 421, a page that is not allowed with 403, and
 * other plain HTTP with 426.
 * @throws {ListenProblem} when there is no such address here or no free port
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { certificate, clock, limits, log, onConnection, page, requireEncryption } = options;
  const admit = frontDoor({ ...options, servesPage: () => page?.isOpen === true });
  // Neither of these two listens, so that their timers do not run either: `preUpgrade` has the deadlines.
  // `Host` is ours to check, so that a request without one is answered like one with another's.
  const http = createHttpServer({ requireHostHeader: false, keepAliveTimeout: 0 }, (request, response) => {
    const entry = admit(request);
    if ('status' in entry) {
      response.writeHead(entry.status, { Connection: 'close' }).end();
      return;
    }
    const answer = page?.answerTo(request, entry.host) ?? null;
    if (answer === null) answerPlainly(response, statusPage(request, options.status));
    else answerWithPage(request, response, answer);
  });
  const tls = certificate === null ? null : new TlsDoor(certificate, log, (socket) => http.emit('connection', socket));
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    WebSocket: ExplainingWebSocket,
    perMessageDeflate: false,
    maxPayload: limits.frameMaxBytes,
    maxFragments: limits.frameMaxFragments,
    maxBufferedChunks: limits.frameMaxBufferedChunks,
    // Spread, because the types of `ws` do not know it yet.
    ...{ closeTimeout: CLOSE_TIMEOUT_MS },
  });
  const sockets = new Set<Socket>();
  const preUpgrade = new PreUpgrade(clock, limits, log);
  const pageSockets = new PageSockets(clock, limits, log);
  const belowOf = ({ socket }: IncomingMessage) => (socket instanceof TLSSocket ? tls?.below(socket) : socket);

  const answerWithPage = (request: IncomingMessage, response: ServerResponse, { body, headers, status }: PageAnswer) => {
    const below = belowOf(request);
    // Of many requests at once the rest still comes when one of them was too many.
    if (below === undefined || below === null || below.destroyed) return;
    preUpgrade.leave(below);
    const isLast = pageSockets.asked(below, originOf(peerAddress(request.socket)));
    response.once('close', () => {
      pageSockets.answered(below);
    });
    response.writeHead(status, isLast ? { ...headers, Connection: 'close' } : headers).end(body ?? undefined);
  };

  const port = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const address = peerAddress(socket);
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      preUpgrade.leave(socket);
      pageSockets.leave(socket);
    });
    preUpgrade.enter(socket, originOf(address));
    onFirstByte(socket, (language) => {
      if (language === 'tls' && tls !== null) {
        preUpgrade.becameTls(socket);
        tls.enter(socket);
        return;
      }
      if (language === 'other') {
        log.info('closed a socket that speaks neither HTTP nor TLS', { address, rule: 'firstByte' });
        socket.destroy();
        return;
      }
      // A server without TLS answers a greeting in TLS as one that never heard of it: with HTTP's 400.
      http.emit('connection', socket);
    });
  });

  http.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const entry = admit(request);
    if ('status' in entry) {
      socket.end(`HTTP/1.1 ${entry.status} ${entry.text}\r\nConnection: close\r\n\r\n`);
      return;
    }
    const address = peerAddress(request.socket);
    if (requireEncryption && !(request.socket instanceof TLSSocket)) {
      log.info('refused a request', { address, rule: 'requireEncryption' });
      socket.end(`HTTP/1.1 426 Upgrade Required\r\n${UPGRADE_TO_TLS}\r\n\r\n${NO_CLEAR_TEXT}`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const below = belowOf(request);
      if (below !== undefined && below !== null) {
        preUpgrade.leave(below);
        pageSockets.leave(below);
      }
      const { byPage } = entry;
      onConnection(new WsTransport(webSocket, socket), { address, byPage, ...askedFor(request) });
    });
  });

  const bound = await bind(port, options.host, options.port);
  // From now on: it is over before the last of the sockets says that it is, so later nobody could tell.
  const closed = new Promise<void>((resolve) => port.once('close', () => resolve()));
  return {
    host: options.host,
    port: bound,
    stopAccepting: () => {
      port.close();
    },
    close: async () => {
      if (port.listening) port.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const UPGRADE_TO_TLS = [
  'Upgrade: TLS/1.2, HTTP/1.1',
  'Connection: Upgrade, close',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${Buffer.byteLength(NO_CLEAR_TEXT)}`,
].join('\r\n');

function answerPlainly(response: ServerResponse, page: StatusPage | null): void {
  if (page !== null) {
    response.writeHead(page.status, { 'Content-Type': page.type, 'Cache-Control': 'no-store', Connection: 'close' });
    response.end(page.body);
    return;
  }
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'Upgrade, close', Upgrade: 'websocket' };
  response.writeHead(426, headers).end(NO_UPGRADE);
}

/** What the query of the address says: `pin`, which is a secret and goes into no log, and `guest=1`. */
function askedFor({ url = '' }: IncomingMessage): Pick<Visitor, 'isGuest' | 'pin'> {
  const query = url.indexOf('?');
  if (query < 0) return {};
  const parameters = new URLSearchParams(url.slice(query));
  const pin = parameters.get('pin');
  return { ...(pin === null ? {} : { pin }), isGuest: parameters.get('guest') === '1' };
}
