import type { ConnectFailure } from '../src-shared/session/index.ts';

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
export function failureOf(error: NodeJS.ErrnoException): ConnectFailure {
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

/** Whether a TLS handshake failed because the other side answered something that is no TLS, in OpenSSL's words or BoringSSL's. */
export function isNoTls({ code, message }: NodeJS.ErrnoException): boolean {
  return /WRONG_VERSION_NUMBER/.test(code ?? '') || /wrong.version.number/i.test(message);
}
