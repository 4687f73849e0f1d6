import { createHash, type X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:tls';
import type { ReachFindings } from '../../src-shared/hosting/index.ts';
import { fingerprintOf, type Fingerprint } from '../../src-shared/trust/index.ts';
import { NO_PAGE } from '../server/page/no-page.ts';

/** A server on this very computer that has not answered by then does not. */
const TIMEOUT_MS = 3_000;
/** How our server answers a request that is not for a WebSocket. */
const UPGRADE_REQUIRED = 426;

type Answer = NonNullable<ReachFindings['answer']>;

/**
 * Connects to the hosted server as others would, at an address of the local network, and looks whether it is the one: by its
 * fingerprint, or, without TLS, by its answer to a request. Nothing is logged in.
 */
export function connectToSelf(host: string, port: number, fingerprint: Fingerprint | null): Promise<Answer> {
  return fingerprint === null ? askInClear(host, port) : askForKey(host, port, fingerprint);
}

function askForKey(host: string, port: number, fingerprint: Fingerprint): Promise<Answer> {
  return new Promise((resolve) => {
    // Who it is says the fingerprint, which is looked at below.
    const socket = connect({ host, port, rejectUnauthorized: false, checkServerIdentity: () => undefined });
    const done = (answer: Answer) => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, () => {
      done('silent');
    });
    socket.once('error', (error: Error) => {
      done(answerOf(error));
    });
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      const answer = certificate !== undefined && isOf(certificate, fingerprint) ? 'answered' : 'stranger';
      // Not cut off: the other end has not finished its part of the handshake, and would log that as a failure.
      socket.end(() => {
        done(answer);
      });
    });
  });
}

function askInClear(host: string, port: number): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request({ host, port, path: NO_PAGE, method: 'HEAD', agent: false, timeout: TIMEOUT_MS }, (response) => {
      response.destroy();
      resolve(response.statusCode === UPGRADE_REQUIRED ? 'answered' : 'stranger');
    });
    asked.once('timeout', () => {
      resolve('silent');
      asked.destroy();
    });
    asked.on('error', (error) => {
      resolve(answerOf(error));
    });
    asked.end();
  });
}

function isOf({ publicKey }: X509Certificate, fingerprint: Fingerprint): boolean {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return fingerprintOf(createHash('sha256').update(spki).digest()) === fingerprint;
}

function answerOf({ code }: NodeJS.ErrnoException): Answer {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'ENETDOWN':
      return 'unreachable';
    case 'ETIMEDOUT':
      return 'silent';
    default:
      return 'stranger';
  }
}
