import { createHash } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Check, ConnectFailure } from '../src-shared/session/index.ts';
import { fingerprintOf, type Fingerprint, type Security } from '../src-shared/trust/index.ts';
import { failureOf, isNoTls } from './connect-failure.ts';

/** How far an encrypted connection has come. */
type Stage = 'dialled' | 'reached' | 'encrypted';

/**
 * Looks at who a server is before a request goes to it. `rejectUnauthorized` has to be off, so that this alone decides: dates, names
 * and authorities do not matter for a key that is known. (Neither `checkServerIdentity`, which is not called then, nor `ca`, which
 * BoringSSL does not take for a self-signed certificate, would do.)
 */
export class PeerCheck {
  readonly #check: Check;
  #stage: Stage = 'dialled';
  #failure: ConnectFailure | null = null;

  constructor(check: Check) {
    this.#check = check;
  }

  /** Whether it matters who vouches for the peer. */
  get asksAuthorities(): boolean {
    return this.#check.kind === 'first' || this.#check.kind === 'authority';
  }

  /**
   * Sends `request`, over TLS only when the peer is the one; any other is hung up on before it got a byte of it. Before the request
   * goes out, `onTrusted` hears what to ask for the next time.
   */
  send(request: ClientRequest, onTrusted: (security: Security) => void): void {
    if (this.#check.kind === 'none') {
      onTrusted({ kind: 'clear' });
      request.end();
      return;
    }
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        this.#stage = 'reached';
      });
      socket.once('secureConnect', () => {
        this.#stage = 'encrypted';
        const found = this.#look(socket, request.host);
        if ('failure' in found) {
          this.#failure = found.failure;
          request.destroy();
          return;
        }
        onTrusted(found);
        request.end();
      });
    });
  }

  /** What kept the connection from opening, where `error` is what came of it. */
  failure(error: NodeJS.ErrnoException): ConnectFailure {
    if (this.#failure !== null) return this.#failure;
    const failure = failureOf(error);
    if (this.#check.kind === 'none' || this.#stage === 'encrypted') return failure;
    const { detail } = failure;
    if (isNoTls(error)) return { kind: 'not-encrypted', detail, ...this.#expected };
    if (this.#stage === 'dialled') return failure;
    // It took the connection and gave no answer to the first words of TLS: it hung up, or is silent.
    const isMute = failure.kind === 'timeout' || error.code === 'ECONNRESET';
    if (this.#check.kind === 'first') return isMute ? { kind: 'not-encrypted', detail } : failure;
    return error.code === 'ECONNRESET' ? { kind: 'tls', detail } : failure;
  }

  get #expected(): { expected?: Fingerprint } {
    return this.#check.kind === 'pinned' ? { expected: this.#check.fingerprint } : {};
  }

  #look(socket: unknown, host: string): Security | { readonly failure: ConnectFailure } {
    const seen = socket instanceof TLSSocket ? fingerprintOfPeer(socket) : null;
    if (seen === null || !(socket instanceof TLSSocket)) {
      return { failure: { kind: 'tls', detail: 'no key that can be read' } };
    }
    const check = this.#check;
    switch (check.kind) {
      case 'pinned':
        if (seen === check.fingerprint) return check;
        return { failure: changedKey(check.fingerprint, seen) };
      case 'authority':
        if (socket.authorized) return { kind: 'authority' };
        return { failure: { kind: 'certificate-changed', detail: `not vouched for: ${reason(socket)}`, seen } };
      default:
        // A key that is vouched for may be renewed; that of an address without a name has nobody to vouch for it.
        return socket.authorized && isIP(host) === 0 ? { kind: 'authority' } : { kind: 'pinned', fingerprint: seen };
    }
  }
}

/** The key that was shown is another one than the one that is known. */
export function changedKey(expected: Fingerprint, seen: Fingerprint): ConnectFailure {
  return { kind: 'certificate-changed', detail: `expected ${expected}, seen ${seen}`, expected, seen };
}

function fingerprintOfPeer(socket: TLSSocket): Fingerprint | null {
  try {
    const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
    return key === undefined ? null : fingerprintOf(createHash('sha256').update(key).digest());
  } catch {
    // A kind of key that this build cannot read.
    return null;
  }
}

function reason({ authorizationError }: TLSSocket): string {
  return authorizationError instanceof Error ? authorizationError.message : String(authorizationError);
}
