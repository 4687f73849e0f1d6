import { createSocket } from 'node:dgram';
import { SERVICE } from '../../src-main/server/discovery/service.ts';
import { seeded } from './random.ts';

/** Sends strange packets to everybody who listens for multicast DNS; `argv[2]` is the seed, `argv[3]` the address to send from. */

const PACKETS = 400;
const MULTICAST = '224.0.0.251';

const random = seeded(Number(process.argv[2]));
const below = (most: number) => Math.floor(random() * most);

/** A name on the wire. */
const name = (text: string) =>
  Buffer.concat([
    ...text.split('.').map((label) => Buffer.from(`${String.fromCharCode(Buffer.byteLength(label))}${label}`)),
    Buffer.from([0]),
  ]);

/** An answer with one record of the service, whose data is noise. */
function answer(): Buffer {
  const data = Buffer.from(Array.from({ length: below(80) }, () => below(256)));
  const head = Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 1 + below(3), 0, 0, 0, 0]);
  const type = [1, 12, 16, 28, 33, 41, below(256)][below(7)] ?? 12;
  const record = Buffer.from([0, type, 0, 1, 0, 0, 0, below(256), 0, data.length]);
  return Buffer.concat([head, name(below(2) === 0 ? SERVICE : `x.${SERVICE}`), record, data]);
}

function noise(): Buffer {
  if (below(4) === 0) return Buffer.from(Array.from({ length: below(600) }, () => below(256)));
  const packet = answer();
  for (let changes = below(4); changes > 0; changes--) packet[below(packet.length)] = below(256);
  return packet.subarray(0, below(5) === 0 ? below(packet.length) : packet.length);
}

const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(5353, () => {
  socket.setMulticastInterface(process.argv[3] ?? '');
  const send = (left: number) => {
    if (left === 0) {
      process.stdout.write('done\n');
      socket.close();
    } else
      socket.send(noise(), 5353, MULTICAST, (error) => {
        if (error !== null) throw error;
        setImmediate(send, left - 1);
      });
  };
  send(PACKETS);
});
