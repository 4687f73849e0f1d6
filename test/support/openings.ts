import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/**
 * What the port makes of an opening: `http N` an answer of HTTP with that status; `hello` the server's half of a TLS handshake;
 * `alert` TLS that cannot go on, with an alert or without a word; `closed` closed without a word; `waits` nothing yet, it may become
 * something.
 */
export type Class = `http ${number}` | 'hello' | 'alert' | 'closed' | 'waits';

/** Bytes that somebody may open a connection with. */
export interface Opening {
  readonly name: string;
  readonly bytes: Buffer;
  /** Bytes in one write; all of them when left out. */
  readonly sliceBytes?: number;
  /** Nothing comes after it: the client ends its half. */
  readonly ends?: boolean;
  readonly becomes: Class;
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ascii = (text: string) => Buffer.from(text, 'latin1');

/** What a client of this runtime says first in TLS. */
export async function clientHello(options: ConnectionOptions = {}): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  client.on('error', () => undefined);
  const [socket] = (await once(server, 'connection')) as [Socket];
  socket.on('error', () => undefined);
  const [hello] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  client.destroy();
  server.close();
  return hello;
}

const HOST = 'Host: 127.0.0.1\r\n';
const WEB_SOCKET =
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';

/** Requests in clear, which are the same within TLS. */
export const REQUESTS: readonly Opening[] = [
  ['a request', `GET / HTTP/1.1\r\n${HOST}\r\n`, 'http 426'],
  ['a HEAD', `HEAD / HTTP/1.1\r\n${HOST}\r\n`, 'http 426'],
  ['a POST with a body', `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`, 'http 426'],
  ['a POST whose body never comes', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1000000\r\n\r\n`, 'http 426'],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 'http 426'],
  ['TRACE', `TRACE / HTTP/1.1\r\n${HOST}\r\n`, 'http 426'],
  ['HTTP/1.0', `GET / HTTP/1.0\r\n${HOST}\r\n`, 'http 426'],
  ['a request for another name', 'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n', 'http 421'],
  ['a request without a name', 'GET / HTTP/1.1\r\n\r\n', 'http 421'],
  ['a page of a browser', `GET / HTTP/1.1\r\n${HOST}Origin: http://evil.test\r\n\r\n`, 'http 403'],
  ['two requests at once', `GET / HTTP/1.1\r\n${HOST}\r\n`.repeat(2), 'http 426'],
  ['a WebSocket', `GET / HTTP/1.1\r\n${HOST}${WEB_SOCKET}\r\n`, 'http 101'],
  ['a WebSocket of a page', `GET / HTTP/1.1\r\n${HOST}Origin: null\r\n${WEB_SOCKET}\r\n`, 'http 403'],
  ['a WebSocket of an old draft', `GET / HTTP/1.1\r\n${HOST}${WEB_SOCKET.replace('13', '6')}\r\n`, 'http 400'],
  ['an upgrade to HTTP/2', `GET / HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`, 'http 400'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http 400'],
  ['something behind the version', `GET / HTTP/1.1 x\r\n${HOST}\r\n`, 'http 400'],
  ['HTTP/9.9', `GET / HTTP/9.9\r\n${HOST}\r\n`, 'http 400'],
  ['a method that nobody knows', `GIT / HTTP/1.1\r\n${HOST}\r\n`, 'http 400'],
  ['headers of 17 KB', `GET / HTTP/1.1\r\n${HOST}X: ${'x'.repeat(17_000)}\r\n\r\n`, 'http 400'],
  ['a path of 17 KB', `GET /${'x'.repeat(17_000)} HTTP/1.1\r\n${HOST}\r\n`, 'http 400'],
  ['a NUL in a header', `GET / HTTP/1.1\r\n${HOST}X: \0\r\n\r\n`, 'http 400'],
  ['two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 'http 400'],
  ['CONNECT', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n', 'closed'],
].map(([name = '', text = '', becomes = '']) => ({ name, bytes: ascii(text), becomes: becomes as Class }));

/** What is neither HTTP nor TLS. */
const OTHERS: readonly Opening[] = [
  ['nothing at all', ''],
  ['a TLS alert', hex('15 03 01 00 02 02 28')],
  ['a change of cipher in TLS', hex('14 03 03 00 01 01')],
  ['application data in TLS', hex('17 03 03 00 10 00112233445566778899aabbccddeeff')],
  ['a heartbeat in TLS', hex('18 03 02 00 03 01 40 00')],
  ['a hello of SSL 2', hex('80 2e 01 00 02 00 15 00 00 00 10 01 00 80 02 00 80 03 00 80 04 00 80 05 00 80 06 00 40 07 00 c0')],
  ['a hello of SSL 2 that means TLS', hex('80 2e 01 03 01 00 15 00 00 00 10 00 00 2f 00 00 35 00 00 0a 00 00 05 00 00 04 00')],
  ['a hello of SSL 2 with a long header', hex('00 2e 00 01 00 02 00 15 00 00 00 10 01 00 80 02 00 80')],
  ['a NUL', hex('00')],
  ['all bits', hex('ff ff ff ff')],
  ['an empty line first', ascii(`\r\nGET / HTTP/1.1\r\n${HOST}\r\n`)],
  ['a line feed first', ascii(`\nGET / HTTP/1.1\r\n${HOST}\r\n`)],
  ['a space first', ascii(` GET / HTTP/1.1\r\n${HOST}\r\n`)],
  ['a byte order mark first', Buffer.from(`\ufeffGET / HTTP/1.1\r\n${HOST}\r\n`)],
  ['UTF-16', Buffer.from(`\ufeffGET / HTTP/1.1\r\n${HOST}\r\n`, 'utf16le')],
  ['a method in small letters', ascii(`get / http/1.1\r\n${HOST}\r\n`)],
  ['a number first', ascii(`1GET / HTTP/1.1\r\n${HOST}\r\n`)],
  ['an answer of TLS to nobody', hex('0e 00 00 00')],
  ['a packet of RWCI without a WebSocket', ascii('{"type":"auth","username":"x","password":"y"}\n')],
  ['a frame of a WebSocket', hex('81 85 00 00 00 00 68 65 6c 6c 6f')],
  ['a remote desktop', hex('03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 03 00 00 00')],
  ['a file share', hex('00 00 00 85 ff 53 4d 42 72 00 00 00 00 18 53 c8')],
  ['SOCKS 4', hex('04 01 00 50 7f 00 00 01 00')],
  ['SOCKS 5', hex('05 01 00')],
  ['a name query', hex('00 1d 12 34 01 00 00 01 00 00 00 00 00 00')],
  ['a directory query', hex('30 0c 02 01 01 60 07 02 01 03 04 00 80 00')],
  ['a database', hex('00 00 00 08 04 d2 16 2f')],
  ['a message queue', hex('10 10 00 04 4d 51 54 54 04 02 00 3c 00 04 74 65 73 74')],
  ['a key-value store', ascii('*1\r\n$4\r\nPING\r\n')],
  ['a swarm', Buffer.concat([hex('13'), ascii('BitTorrent protocol'), Buffer.alloc(8)])],
  ['a mail client', ascii('EHLO evil.test\r\n')],
  ['a telephone', ascii('INVITE sip:alice@127.0.0.1 SIP/2.0\r\n\r\n')],
  ['a policy file of old browsers', ascii('<policy-file-request/>\0')],
  ['a proxy that says who comes, in binary', hex('0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a 20 00 00 00')],
  ['something compressed', hex('1f 8b 08 00 00 00 00 00 00 03')],
  ['a terminal', hex('ff fd 18 ff fd 20 ff fd 23 ff fd 27')],
].map(([name, bytes]) => ({
  name: String(name),
  bytes: Buffer.from(bytes ?? ''),
  ...(bytes === '' ? { ends: true } : {}),
  becomes: 'closed',
}));

/** Begins as a method of HTTP does, and is none. */
const LIKE_HTTP: readonly Opening[] = [
  ['a secure shell', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['an old mail client', 'HELO evil.test\r\n'],
  ['a file transfer', 'USER anonymous\r\n'],
  ['a proxy that says who comes', 'PROXY TCP4 1.2.3.4 127.0.0.1 1 2\r\n'],
  ['a broker', 'AMQP\0\0\x09\x01'],
].map(([name = '', text = '']) => ({ name, bytes: ascii(text), becomes: 'http 400' }));

/** Each opening of the port that has a name, and what becomes of it. */
export async function openings(): Promise<Opening[]> {
  const hello = await clientHello();
  const request = REQUESTS[0]?.bytes ?? Buffer.alloc(0);
  const webSocket = REQUESTS.find(({ becomes }) => becomes === 'http 101')?.bytes ?? Buffer.alloc(0);
  const record = (payload: string) => {
    const body = hex(payload);
    return Buffer.concat([hex('16 03 01'), Buffer.from([body.length >> 8, body.length & 255]), body]);
  };
  return [
    ...REQUESTS,
    ...LIKE_HTTP,
    ...OTHERS,
    { name: 'one letter', bytes: ascii('G'), becomes: 'waits' },
    { name: 'half a header', bytes: request.subarray(0, 30), becomes: 'waits' },
    { name: 'a request in single bytes', bytes: request, sliceBytes: 1, becomes: 'http 426' },
    { name: 'a WebSocket in single bytes', bytes: webSocket, sliceBytes: 1, becomes: 'http 101' },
    { name: 'a request of somebody who ends at once', bytes: request, ends: true, becomes: 'http 426' },
    { name: 'half a header and the end', bytes: request.subarray(0, 30), ends: true, becomes: 'http 400' },
    { name: 'the first byte of TLS', bytes: hex('16'), becomes: 'waits' },
    { name: 'the first header of TLS', bytes: hello.subarray(0, 5), becomes: 'waits' },
    { name: 'half a hello', bytes: hello.subarray(0, hello.length / 2), becomes: 'waits' },
    { name: 'half a hello and the end', bytes: hello.subarray(0, hello.length / 2), ends: true, becomes: 'alert' },
    { name: 'the first byte of TLS and the end', bytes: hex('16'), ends: true, becomes: 'alert' },
    { name: 'a hello', bytes: hello, becomes: 'hello' },
    { name: 'a hello in single bytes', bytes: hello, sliceBytes: 1, becomes: 'hello' },
    { name: 'a hello of TLS 1.2', bytes: await clientHello({ maxVersion: 'TLSv1.2' }), becomes: 'hello' },
    { name: 'a hello of TLS 1.3 alone', bytes: await clientHello({ minVersion: 'TLSv1.3' }), becomes: 'hello' },
    { name: 'a hello with a name', bytes: await clientHello({ servername: 'chat.test' }), becomes: 'hello' },
    { name: 'a hello that wants HTTP/1.1', bytes: await clientHello({ ALPNProtocols: ['h2', 'http/1.1'] }), becomes: 'hello' },
    { name: 'a hello that wants HTTP/2 alone', bytes: await clientHello({ ALPNProtocols: ['h2'] }), becomes: 'alert' },
    { name: 'a hello and an alert', bytes: Buffer.concat([hello, hex('15 03 03 00 02 02 28')]), becomes: 'hello' },
    { name: 'TLS and then noise', bytes: Buffer.concat([hex('16 03 01 00 40'), Buffer.alloc(64, 0xa5)]), becomes: 'alert' },
    { name: 'TLS of a version that is none', bytes: hex('16 ff ff 00 04 01 00 00 00'), becomes: 'alert' },
    { name: 'empty records of TLS', bytes: hex('16 03 01 00 00'.repeat(40)), becomes: 'alert' },
    {
      name: 'a record of TLS that is too long',
      bytes: Buffer.concat([hex('16 03 01 ff ff'), Buffer.alloc(200)]),
      becomes: 'alert',
    },
    { name: "the server's half of TLS", bytes: record(`02 00 00 2e 03 03${'00'.repeat(44)}`), becomes: 'alert' },
    { name: 'the end of a handshake', bytes: record('14 00 00 0c 00 00 00 00 00 00 00 00 00 00 00 00'), becomes: 'alert' },
    { name: 'the control byte of TLS before a request', bytes: Buffer.concat([hex('16'), request]), becomes: 'alert' },
  ];
}
