import { createHash } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { fingerprintOf, type Fingerprint } from '../../src-shared/trust/index.ts';
import { NO_PAGE } from '../server/page/no-page.ts';

/** What was found behind a port. */
export type Answer =
  | { readonly kind: 'server'; readonly fingerprint: Fingerprint | null }
  /** A computer is there, and no server behind the port. */
  | { readonly kind: 'no-server' }
  /** Nobody answered. */
  | { readonly kind: 'silent' };

export interface Question {
  readonly host: string;
  readonly port: number;
  /** Whether it may be asked without encryption, when it does not speak TLS: never where a key is known. */
  readonly plain: boolean;
  readonly signal: AbortSignal;
}

/** A computer in the same network answers in less, also when the first packet got lost. */
export const CONNECT_TIMEOUT_MS = 1_500;
/** For the certificate, or for the head of the answer: a small computer with one slow processor. */
const ANSWER_TIMEOUT_MS = 2_500;
/** Of the answer to a request in clear text. */
const ANSWER_MAX_BYTES = 2_048;

/** The name that our servers' certificates carry, so that other things behind such a port are not taken for one. */
const COMMON_NAME = 'RWCI server';
/** How our servers answer a request that is no WebSocket's. */
const SENTENCE = 'This is an RWCI chat server.';

const NO_SERVER: Answer = { kind: 'no-server' };

/**
 * Whether an RWCI server is behind a port, and by which key. Over TLS only the handshake is made, and nothing is asked; only what does
 * not speak TLS gets one request in clear text, which says nothing of this computer.
 */
export async function askServer(question: Question): Promise<Answer> {
  const socket = await reach(question);
  if (typeof socket === 'string') return { kind: socket };
  const fingerprint = await keyBehind(socket);
  if (fingerprint !== null) return fingerprint === 'other' ? NO_SERVER : { kind: 'server', fingerprint };
  if (!question.plain || question.signal.aborted) return NO_SERVER;
  const again = await reach(question);
  if (typeof again === 'string') return NO_SERVER;
  return (await isPlainServer(again, question)) ? { kind: 'server', fingerprint: null } : NO_SERVER;
}

function reach({ host, port, signal }: Question): Promise<Socket | 'silent' | 'no-server'> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve('silent');
      return;
    }
    const socket = connectTcp({ host, port });
    const end = (answer: Socket | 'silent' | 'no-server') => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', stop);
      if (answer !== socket) socket.destroy();
      resolve(answer);
    };
    const stop = () => {
      end('silent');
    };
    const deadline = setTimeout(stop, CONNECT_TIMEOUT_MS);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      end(code === 'ECONNREFUSED' || code === 'ECONNRESET' ? 'no-server' : 'silent');
    });
    socket.once('connect', () => {
      end(socket);
    });
  });
}

/** The key of one of our servers; null: it does not speak TLS; `other`: something else that does. */
function keyBehind(socket: Socket): Promise<Fingerprint | 'other' | null> {
  return new Promise((resolve) => {
    const end = (found: Fingerprint | 'other' | null) => {
      clearTimeout(deadline);
      tls.destroy();
      socket.destroy();
      resolve(found);
    };
    // Who it is has to be asked of any certificate: our servers sign their own.
    const tls = connectTls({ socket, rejectUnauthorized: false, minVersion: 'TLSv1.2' });
    const deadline = setTimeout(() => {
      end(null);
    }, ANSWER_TIMEOUT_MS);
    tls.on('error', () => {
      end(null);
    });
    tls.once('close', () => {
      end(null);
    });
    tls.once('secureConnect', () => {
      end(keyOf(tls) ?? 'other');
    });
  });
}

function keyOf(socket: TLSSocket): Fingerprint | null {
  try {
    const certificate = socket.getPeerX509Certificate();
    if (certificate?.subject !== `CN=${COMMON_NAME}`) return null;
    const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
    return fingerprintOf(createHash('sha256').update(key).digest());
  } catch {
    // A kind of key that this build cannot read.
    return null;
  }
}

function isPlainServer(socket: Socket, { host, port }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    let head = '';
    const end = () => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(isOurs(head));
    };
    const deadline = setTimeout(end, ANSWER_TIMEOUT_MS);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      head += text;
      if (head.length > ANSWER_MAX_BYTES || isOurs(head)) end();
    });
    socket.once('close', end);
    socket.write(`GET ${NO_PAGE} HTTP/1.1\r\nHost: ${host}:${String(port)}\r\nConnection: close\r\n\r\n`);
  });
}

/** It says so, or asks for a WebSocket as those do that somebody else wrote. */
function isOurs(answer: string): boolean {
  if (!/^HTTP\/1\.[01] 426 /u.test(answer)) return false;
  return answer.includes(SENTENCE) || /\r\nupgrade: *websocket\r\n/iu.test(answer) || /\r\n\r\nUpgrade Required$/u.test(answer);
}
