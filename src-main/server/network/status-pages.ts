import type { IncomingMessage } from 'node:http';
import { classOf } from './address.ts';
import { METRICS_TYPE, metricsText } from '../console/metrics.ts';
import type { ServerStats } from '../console/stats.ts';
import { peerAddress } from './peer.ts';

/** What the status pages show. */
export interface Status {
  readonly version: string;
  /** Whether the disk takes what is written. */
  isHealthy(): boolean;
  stats(): ServerStats;
}

export interface StatusPage {
  readonly status: 200 | 503;
  readonly type: string;
  readonly body: string;
}

const TEXT = 'text/plain; charset=utf-8';
/** A proxy on this computer says with one of these that it asks for somebody else. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * What a request for `/healthz` or `/metrics` gets (docs/PROTOCOL.md, "Running the server"): null for any other path, and for
 * whoever does not ask on this computer and for itself.
 */
export function statusPage({ method, url = '', headers, socket }: IncomingMessage, status: Status): StatusPage | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (classOf(peerAddress(socket)) !== 'loopback' || FORWARDED.some((name) => headers[name] !== undefined)) return null;
  switch (url.split('?')[0]) {
    case '/healthz':
      return status.isHealthy()
        ? { status: 200, type: TEXT, body: 'ok\n' }
        : { status: 503, type: TEXT, body: 'the disk takes no writes\n' };
    case '/metrics':
      return { status: 200, type: METRICS_TYPE, body: metricsText(status.stats(), status.version) };
    default:
      return null;
  }
}
