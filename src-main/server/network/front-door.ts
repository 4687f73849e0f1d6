import type { IncomingMessage } from 'node:http';
import { HostNames } from './host-names.ts';
import type { Logger } from '../logger.ts';
import { peerAddress } from './peer.ts';

export interface FrontDoorOptions {
  readonly host: string;
  /** Origins of browser pages that may connect. Every other page is refused: it could use a visitor's place in the network. */
  readonly allowedOrigins: readonly string[];
  /** Names that lead to this server, besides its computer's own. */
  readonly allowedHosts: readonly string[];
  readonly log: Logger;
}

/** How a request is answered that is not let in. */
export interface HttpRefusal {
  readonly status: 403 | 421;
  readonly text: string;
}

/** What a log line shows of a header that somebody else wrote. */
const HEADER_LOGGED_MAX_CHARS = 100;

/** Who is not let in whatever they want: those who ask for another's name, and pages that were not allowed. */
export function frontDoor({
  host,
  allowedHosts,
  allowedOrigins,
  log,
}: FrontDoorOptions): (request: IncomingMessage) => HttpRefusal | null {
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
