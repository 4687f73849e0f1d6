import type { RawClient } from './server-client.ts';

/** What a client that knows RWCI+ answers to `server_info`. */
export const CLIENT_INFO = { type: 'client_info', name: 'test', version: '1', capabilities: ['ack', 'history'] } as const;

/** A packet that came, with the fields that tests look at. */
export interface Packet {
  readonly type: string;
  readonly id?: number;
  readonly seq?: number;
  readonly timestamp?: number;
  readonly nonce?: string;
  readonly author?: string;
  readonly recipient?: string;
  readonly message?: string;
  readonly channel?: string;
  readonly code?: string;
  readonly messages?: readonly Packet[];
  readonly reached?: number | null;
  readonly more?: boolean;
}

export const parse = (text: string): Packet => JSON.parse(text) as Packet;

/** Says that a client knows RWCI+ and takes what came until the server knows. */
export async function introduce<C extends RawClient>(client: C): Promise<C> {
  client.send(CLIENT_INFO);
  await client.settled();
  return client;
}

/** What a client's request is answered, but not the echo of a message. It gets a nonce here unless it has one. */
export async function ask(client: RawClient, request: Readonly<Record<string, unknown>>): Promise<Packet> {
  const nonce = typeof request['nonce'] === 'string' ? request['nonce'] : `ask ${String(asked++)}`;
  client.send({ ...request, nonce });
  for (;;) {
    const packet = parse(await client.next());
    if (packet.nonce === nonce && packet.type !== 'message') return packet;
  }
}

let asked = 0;
