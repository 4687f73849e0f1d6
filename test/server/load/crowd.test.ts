import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../support/server-client.ts';
import { openRoom } from '../../support/server-room.ts';

const PEOPLE = 1_000;
/** Connected and not logged in. */
const STRANGERS = 1_000;
const MESSAGES = 20;

/** Keeps messages and counts nothing else: a thousand logins make half a million `join` packets. */
class Member {
  readonly messages: string[] = [];
  isIn = false;
  readonly webSocket: WebSocket;

  constructor(port: number, name: string) {
    this.webSocket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    this.webSocket.on('open', () => {
      this.webSocket.send(JSON.stringify({ type: 'auth', username: name, password: 'x' }));
    });
    this.webSocket.on('message', (data: Buffer) => {
      // By a byte that tells the types apart: {"type":"me… and {"type":"se….
      const kind = data[9];
      if (kind === 0x6d) this.messages.push(data.toString('utf8'));
      else if (kind === 0x73) this.isIn = true;
    });
  }
}

test(
  `${PEOPLE + STRANGERS} connections in one process: each member hears each message once, in the same order`,
  { timeout: 120_000 },
  async () => {
    const room = await openRoom({ limits: { loginTimeoutMs: 600_000 } });
    const strangers = Array.from({ length: STRANGERS }, () => new WebSocket(`ws://127.0.0.1:${room.server.port}`));
    await until(() => strangers.every(({ readyState }) => readyState === WebSocket.OPEN), 'the strangers connect', 60_000);
    const crowd: Member[] = [];
    for (let i = 0; i < PEOPLE; i++) {
      crowd.push(new Member(room.server.port, `person ${i}`));
      if (i % 200 === 199) await until(() => crowd.every(({ isIn }) => isIn), 'everybody is in', 60_000);
    }
    expect(room.server.people()).toHaveLength(PEOPLE);

    for (let i = 0; i < MESSAGES; i++) crowd[i]?.webSocket.send(JSON.stringify({ type: 'message', message: `message ${i}` }));
    await until(() => crowd.every(({ messages }) => messages.length >= MESSAGES), 'everybody heard everything', 60_000);
    const order = crowd[0]?.messages ?? [];
    expect(new Set(order).size).toBe(MESSAGES);
    for (const { messages } of crowd) expect(messages).toEqual(order);
    for (const { webSocket } of crowd) webSocket.terminate();
    for (const webSocket of strangers) webSocket.terminate();
  },
);
