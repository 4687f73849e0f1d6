import { createHash, X509Certificate } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { fingerprintOf, type Fingerprint } from '../../src-shared/trust/index.ts';

/** A key, a certificate of its own making, and the key's fingerprint. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: Fingerprint;
}

/** A new key each time; `days` less than one makes a certificate that has run out. */
export async function newIdentity(name = 'test'): Promise<Identity> {
  const pems = await generate([{ name: 'commonName', value: name }], { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' });
  const spki = new X509Certificate(pems.cert).publicKey.export({ type: 'spki', format: 'der' });
  return { key: pems.private, cert: pems.cert, fingerprint: fingerprintOf(createHash('sha256').update(spki).digest()) };
}

/**
 * Who is at the port now. `genuine`: the room, behind TLS; `impostor`: TLS with somebody else's key; `plain`: no TLS at all; `silent`:
 * who begins a handshake with `first` and never says another word.
 */
export type Front =
  | { readonly is: 'genuine'; readonly identity: Identity }
  | { readonly is: 'impostor'; readonly identity: Identity }
  | { readonly is: 'silent'; readonly first: Buffer }
  | { readonly is: 'plain'; readonly answer: (socket: Socket) => void }
  | { readonly is: 'room-in-clear' };

/** What came in while nobody genuine was there. */
interface Caught {
  connections: number;
  /** Bytes of the application that an impostor could read. */
  applicationBytes: number;
  /** All that came to a plain or silent one, a list an attempt. */
  readonly plain: Buffer[][];
}

/**
 * A port that others take over from the room that stands behind it at 127.0.0.1:`room`, as somebody on the way to it could.
 */
export async function openFront(room: number, first: Front, host = '127.0.0.1') {
  let front = first;
  const caught: Caught = { connections: 0, applicationBytes: 0, plain: [] };
  const sockets = new Set<Socket>();

  const encrypted = (raw: Socket, { cert, key }: Identity): TLSSocket => {
    const socket = new TLSSocket(raw, { isServer: true, key, cert });
    socket.on('error', () => undefined);
    return socket;
  };
  const relay = (near: Socket) => {
    const far = connect(room, '127.0.0.1');
    sockets.add(far);
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  };
  const server = createServer((raw) => {
    sockets.add(raw);
    raw.on('error', () => undefined);
    raw.on('close', () => sockets.delete(raw));
    if (front.is === 'genuine') relay(encrypted(raw, front.identity));
    else if (front.is === 'room-in-clear') relay(raw);
    else caught.connections += 1;
    if (front.is === 'impostor') {
      encrypted(raw, front.identity).on('data', (bytes: Buffer) => {
        caught.applicationBytes += bytes.length;
      });
    } else if (front.is === 'plain' || front.is === 'silent') {
      const got: Buffer[] = [];
      caught.plain.push(got);
      raw.on('data', (bytes: Buffer) => got.push(bytes));
      if (front.is === 'plain') front.answer(raw);
      else if (front.first.length > 0) raw.write(front.first);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    caught,
    /** From now on this one answers; connections that were there are lost. */
    become(next: Front) {
      front = next;
      cut();
    },
    cut,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        cut();
      }),
  };
}

/** What plain servers of many kinds answer to whoever comes. */
export const PLAIN_ANSWERS: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
  (socket) => socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')),
  (socket) => socket.once('data', () => socket.write('{"type":"auth","success":true}')),
  (socket) => socket.write('220 welcome\r\n'),
  (socket) => socket.once('data', () => socket.end()),
];

/** Whether bytes are at most a ClientHello of TLS and TLS's own word for giving up: who hears a greeting first may say nothing. */
export function isHelloAtMost(bytes: Buffer): boolean {
  let at = 0;
  let hellos = 0;
  while (at + 5 <= bytes.length) {
    const type = bytes[at];
    const length = bytes.readUInt16BE(at + 3);
    if (type === 0x16 && bytes[at + 5] === 1) hellos += 1;
    else if (type !== 0x15 || length > 32) return false;
    at += 5 + length;
  }
  return at === bytes.length && hellos <= 1;
}
