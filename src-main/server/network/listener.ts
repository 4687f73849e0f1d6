import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { plainAddress } from './address.ts';
import type { Clock } from '../clock.ts';
import { HostNames } from './host-names.ts';
import type { ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import { originOf } from './origin.ts';
import { PreUpgrade } from './pre-upgrade.ts';
import type { Visitor } from '../server-core.ts';
import { ExplainingWebSocket } from './explaining-web-socket.ts';
import type { ServerTransport } from './transport.ts';
import { WsTransport } from './ws-transport.ts';

export interface ListenerOptions {
  readonly host: string;
  /** The port to try first; 0 takes any free one. */
  readonly port: number;
  /** Origins of browser pages that may connect. Every other page is refused: it could use a visitor's place in the network. */
  readonly allowedOrigins: readonly string[];
  /** Names that lead to this server, besides its computer's own. */
  readonly allowedHosts: readonly string[];
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly log: Logger;
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

/** The server cannot listen where it was told to; the message is a sentence for a person. */
export class ListenProblem extends Error {
  override readonly name = 'ListenProblem';
}

/** How many ports behind a busy one are tried. */
const PORTS_TO_TRY = 50;
/** How long a client may take to answer our close frame. */
const CLOSE_TIMEOUT_MS = 3_000;
const LOOPBACK = '127.0.0.1';
const NO_UPGRADE = 'This is an RWCI chat server. Join it with an RWCI client.\n';

/** What a log line shows of a header that somebody else wrote. */
const HEADER_LOGGED_MAX_CHARS = 100;

/**
 * Opens the port, or the next free one when it is taken. Answers a request under a name that is not ours with 421, a page
 * that is not allowed with 403, and other plain HTTP with 426.
 * @throws {ListenProblem} when there is no such address here or no free port
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { clock, limits, log, onConnection } = options;
  const refusalOf = frontDoor(options);
  const http = createServer(
    // Ours to check, so that a request without a `Host` is answered like one with another's.
    { headersTimeout: limits.upgradeTimeoutMs, connectionsCheckingInterval: 1_000, requireHostHeader: false },
    (request, response) => {
      const refusal = refusalOf(request);
      if (refusal === null) {
        const headers = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'Upgrade, close', Upgrade: 'websocket' };
        response.writeHead(426, headers).end(NO_UPGRADE);
      } else response.writeHead(refusal.status, { Connection: 'close' }).end();
    },
  );
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

  http.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      preUpgrade.leave(socket);
    });
    preUpgrade.enter(socket, originOf(peerAddress(socket)));
  });
  http.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(request);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal.status} ${refusal.text}\r\nConnection: close\r\n\r\n`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      preUpgrade.leave(request.socket);
      const pin = pinOf(request);
      const address = peerAddress(request.socket);
      onConnection(new WsTransport(webSocket, socket), pin === null ? { address } : { address, pin });
    });
  });

  const port = await bind(http, options.host, options.port);
  return {
    host: options.host,
    port,
    stopAccepting: () => {
      http.close();
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        if (http.listening) http.close(() => resolve());
        else if (sockets.size === 0) resolve();
        else http.once('close', () => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A program on this computer comes from loopback, also when it used an address that others join at. */
function peerAddress({ remoteAddress = '', localAddress }: Socket): string {
  return remoteAddress === localAddress ? LOOPBACK : plainAddress(remoteAddress);
}

/** What stands behind `?pin=`; it is a secret, and goes into no log. */
function pinOf({ url = '' }: IncomingMessage): string | null {
  const query = url.indexOf('?');
  return query < 0 ? null : new URLSearchParams(url.slice(query)).get('pin');
}

interface HttpRefusal {
  readonly status: 403 | 421;
  readonly text: string;
}

/** Who is not let in whatever they want: those who ask for another's name, and pages that were not allowed. */
function frontDoor({
  host,
  allowedHosts,
  allowedOrigins,
  log,
}: ListenerOptions): (request: IncomingMessage) => HttpRefusal | null {
  const names = new HostNames([host, ...allowedHosts]);
  return ({ headersDistinct, socket }) => {
    const refuse = (refusal: HttpRefusal, rule: string, header: string) => {
      const address = peerAddress(socket);
      log.info('refused a request', { address, rule, header: header.slice(0, HEADER_LOGGED_MAX_CHARS) });
      return refusal;
    };
    const { host: hosts = [], origin: origins = [] } = headersDistinct;
    const [asked = ''] = hosts;
    if (hosts.length !== 1 || !names.includes(asked)) {
      return refuse({ status: 421, text: 'Misdirected Request' }, 'allowedHosts', hosts.join(', '));
    }
    if (origins.every((origin) => allowedOrigins.includes(origin))) return null;
    return refuse({ status: 403, text: 'Forbidden' }, 'allowedOrigins', origins.join(', '));
  };
}

async function bind(http: ReturnType<typeof createServer>, host: string, first: number): Promise<number> {
  for (let port = first; ; port++) {
    try {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen({ port, host, backlog: 2048 }, () => {
          http.off('error', reject);
          http.on('error', () => undefined);
          resolve();
        });
      });
      return (http.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port < Math.min(first + PORTS_TO_TRY, 65_535)) continue;
      throw new ListenProblem(explain(code, host, first));
    }
  }
}

function explain(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} and those behind it are all in use. Choose another.`;
    case 'EACCES':
      return `This user may not open port ${port}. Choose one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `This computer has no address ${host}.`;
    default:
      return `Port ${port} of ${host} cannot be opened (${code ?? 'unknown error'}).`;
  }
}
