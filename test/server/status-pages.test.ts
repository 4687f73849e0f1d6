import { networkInterfaces } from 'node:os';
import { connect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { Writer } from '../../src-main/server/storage/group-writer.ts';
import { VERSION } from '../../src-main/server/version.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { until } from '../support/server-client.ts';
import { FakeServerClock, openRoom, type SocketRoom } from '../support/server-room.ts';

/** All that the server answers to a request without a body. */
async function ask(room: SocketRoom, line: string, headers: readonly string[] = [], from?: string): Promise<string> {
  const raw = await RawSocket.open(room.server.port, from);
  return raw.ask(`${line} HTTP/1.1\r\n${['Host: 127.0.0.1', ...headers].join('\r\n')}\r\n\r\n`);
}

const statusOf = (answer: string) => Number(answer.slice('HTTP/1.1 '.length).slice(0, 3));
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

/** An address of this computer that others reach it at; a socket from there to 127.0.0.1 comes from elsewhere for the server. */
const ELSEWHERE = Object.values(networkInterfaces())
  .flatMap((infos = []) => infos)
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('/healthz', () => {
  test('says ok', async () => {
    const answer = await ask(await openRoom(), 'GET /healthz');
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain('ok\n');
  });

  test('says no while the disk takes no writes, and ok again when it does', async () => {
    let isBroken = false;
    const watchWriter = (writer: Writer): Writer => ({
      commit: (ops, done) => {
        if (!isBroken) writer.commit(ops, done);
        else setImmediate(done, Array(ops.length).fill({ ok: false, reason: 'failed', detail: 'a secret path' }));
      },
      close: () => writer.close(),
    });
    const room = await openRoom({ watchWriter });
    isBroken = true;
    await room.server.admin.broadcast('one').catch(() => undefined);
    const answer = await ask(room, 'GET /healthz');
    expect(statusOf(answer)).toBe(503);
    expect(answer).not.toContain('secret');
    isBroken = false;
    await room.server.admin.broadcast('two');
    expect(statusOf(await ask(room, 'GET /healthz?again'))).toBe(200);
  });

  test('answers within TLS and over HEAD too', async () => {
    const room = await openRoom({ requireEncryption: true });
    expect(statusOf(await ask(room, 'HEAD /healthz'))).toBe(200);
    const socket = connect({ port: room.server.port, host: '127.0.0.1', rejectUnauthorized: false });
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => socket.destroyed, 'the server closed');
    expect(statusOf(answer)).toBe(200);
  });
});

describe('/metrics', () => {
  test('are in the text format of Prometheus, without a name or a word of anybody', async () => {
    const room = await openRoom({ name: 'secret club' });
    const alice = await room.login('alice');
    alice.send({ type: 'message', message: 'whispered' });
    await alice.settled();
    const answer = await ask(room, 'GET /metrics');
    expect(statusOf(answer)).toBe(200);
    expect(answer.toLowerCase()).toContain('content-type: text/plain; version=0.0.4');
    expect(answer).toContain('\nrwci_people 1\n');
    expect(answer).toContain('\nrwci_messages 2\n');
    expect(answer).toContain(`\nrwci_info{version="${VERSION}"} 1\n`);
    expect(answer).toMatch(/\nrwci_commit_seconds\{quantile="0\.99"\} [\d.e-]+\n/u);
    for (const secret of ['secret club', 'alice', 'whispered', 'general']) expect(answer).not.toContain(secret);

    const lines = bodyOf(answer)
      .split(/\r?\n/u)
      .filter((line) => /^(?:#|[a-z])/u.test(line));
    for (const line of lines) {
      expect(line).toMatch(/^(?:# HELP [a-z_]+ .+|# TYPE [a-z_]+ gauge|[a-z_]+(?:\{[a-z]+="[\w.-]+"\})? [\d.e+-]+)$/u);
    }
    expect(lines.length).toBeGreaterThan(25);
  });

  test('that are asked for again and again count the messages once a second', async () => {
    const clock = new FakeServerClock();
    const room = await openRoom({ clock });
    expect(await ask(room, 'GET /metrics')).toContain('rwci_connections 0');
    const client = await room.connect();
    await clock.advance(999);
    expect(await ask(room, 'GET /metrics')).toContain('rwci_connections 0');
    await clock.advance(1);
    expect(await ask(room, 'GET /metrics')).toContain('rwci_connections 1');
    client.close();
  });
});

describe.each(['/healthz', '/metrics'])('%s', (path) => {
  test('is there for nobody else', async () => {
    const room = await openRoom({ allowedHosts: ['chat.test'] });
    for (const header of ['X-Forwarded-For: 203.0.113.7', 'Forwarded: for=203.0.113.7', 'Via: 1.1 proxy', 'X-Real-IP: 1.2.3.4'])
      expect(statusOf(await ask(room, `GET ${path}`, [header])), header).toBe(426);
    for (const line of [`POST ${path}`, `OPTIONS ${path}`, `GET ${path}/`, `GET ${path}z`, `GET /x${path}`])
      expect(statusOf(await ask(room, line)), line).toBe(426);
    expect(statusOf(await ask(room, `GET ${path}`, ['Origin: http://127.0.0.1']))).toBe(403);
    expect(statusOf(await ask(room, `GET ${path}`, ['Host: evil.test']))).toBe(421);
  });

  test.skipIf(ELSEWHERE === undefined)('is not there for another computer, which is answered as before', async () => {
    const answer = await ask(await openRoom(), `GET ${path}`, [], ELSEWHERE);
    expect(statusOf(answer)).toBe(426);
    expect(bodyOf(answer)).toContain('Join it with an RWCI client.');
  });
});
