import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { HostNames } from './host-names.ts';
import type { Logger } from '../logger.ts';
import { peerAddress } from './peer.ts';

export interface FrontDoorOptions {
  readonly host: string;
  /** Origins of browser pages that may connect. Every other page is refused: it could use a visitor's place in the network. */
  readonly allowedOrigins: readonly string[];
  /** Names that lead to this server, besides its computer's own. */
  readonly allowedHosts: readonly string[];
  /** Whether this server serves the page for guests now, which then may connect to it. */
  readonly servesPage: () => boolean;
  readonly log: Logger;
}

/** A request that is let in. */
export interface Admitted {
  /** Under which name it came, as its header has it. */
  readonly host: string;
  /** It says that it comes from the page that this server serves. */
  readonly byPage: boolean;
}

/** How a request is answered that is not let in. */
export interface HttpRefusal {
  readonly status: 403 | 421;
  readonly text: string;
}

/** What a log line shows of a header that somebody else wrote. */
const HEADER_LOGGED_MAX_CHARS = 100;

/**
 * Who is not let in whatever they want: those who ask for another's name, and pages that were not allowed. The page that comes from
 * here is: by scheme, name and port, so that one from another port of this computer is not.
 */
export function frontDoor({
  host,
  allowedHosts,
  allowedOrigins,
  log,
  servesPage,
}: FrontDoorOptions): (request: IncomingMessage) => Admitted | HttpRefusal {
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
    // The name was looked at first: under one that leads elsewhere, nothing is from here.
    const own = `${socket instanceof TLSSocket ? 'https' : 'http'}://${asked}`;
    const byPage = origins.length === 1 && origins[0] === own && servesPage();
    if (byPage || origins.every((origin) => allowedOrigins.includes(origin))) return { host: asked, byPage };
    return refuse({ status: 403, text: 'Forbidden' }, 'allowedOrigins', origins.join(', '));
  };
}
