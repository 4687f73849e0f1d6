import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Batch } from '../../src-main/server/delivery/batch.ts';
import { Frame } from '../../src-main/server/delivery/frame.ts';
import type { ServerTransport } from '../../src-main/server/network/transport.ts';
import { WsTransport } from '../../src-main/server/network/ws-transport.ts';
import { until } from '../support/fake-clock.ts';

/** Both ends of one connection: ours as the listener makes it, and a client of `ws`. */
async function connection(): Promise<{ transport: ServerTransport; marks: (number | null)[]; client: WebSocket }> {
  const http = createServer();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const marks: (number | null)[] = [];
  const upgraded = new Promise<ServerTransport>((resolve) => {
    http.on('upgrade', (request, socket, head) => {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const transport = new WsTransport(webSocket, socket);
        transport.listen({
          onMessage: () => undefined,
          onBinary: () => undefined,
          onSignOfLife: (mark) => marks.push(mark),
          onPing: () => undefined,
          onBadFrame: () => undefined,
          onClose: () => undefined,
        });
        resolve(transport);
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${String((http.address() as AddressInfo).port)}`);
  onTestFinished(() => {
    client.terminate();
    http.close();
  });
  return { transport: await upgraded, marks, client };
}

// What a change of `ws` could break: it writes its own frames at once and whole to the socket that ours are written to.
test('our frames and those of ws stand whole and in order on one socket, also when the peer reads late', async () => {
  const { transport, marks, client } = await connection();
  const heard: string[] = [];
  client.on('message', (data: Buffer) => heard.push(data.toString().slice(0, 8)));
  client.on('ping', (data: Buffer) => heard.push(`ping ${data.toString()}`));
  client.on('close', (code, reason) => heard.push(`close ${String(code)} ${reason.toString()}`));
  await new Promise((resolve) => client.once('open', resolve));
  client.pause();

  const expected: string[] = [];
  for (let round = 1; round <= 40; round++) {
    const texts = [`a ${String(round)}`, `b ${String(round)}`].map((name) => name.padEnd(8));
    transport.send(new Batch(texts.map((text) => new Frame(text.padEnd(200_000, '.')))));
    transport.ping(round);
    expected.push(...texts, `ping ${String(round)}`);
  }
  expect(transport.queuedBytes).toBeGreaterThan(0);
  client.resume();
  await until(() => marks.length === 40, 'each ping is answered');
  expect(marks).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));

  client.pause();
  transport.send(new Batch([new Frame('last    '.padEnd(4_000_000, '.'))]));
  transport.close(4005, 'you were kicked');
  client.resume();
  await until(() => heard.some((each) => each.startsWith('close')), 'the close frame came');
  expect(heard).toEqual([...expected, 'last    ', 'close 4005 you were kicked']);
});
