// The other person of the capture, on another computer: `node bob.mjs OWN_ADDRESS URL [URL…]`. Bob is in every room as soon as it is there,
// answers what is said to him alone, and says something with links every few seconds.
import { WebSocket } from 'ws';

const [, , localAddress, ...urls] = process.argv;

const AGAIN_MS = 1_000;
const SAY_EVERY_MS = 3_000;
const SAYINGS = [
  'Look: https://example.com/picture.png and http://example.net:8080/a?b=c',
  'At [2001:db8::1] there is http://[2001:db8::1]/, at 198.51.100.7 there is https://198.51.100.7/favicon.ico',
  '![a picture](https://example.org/a.gif) and **bold** and `code` and mailto:bob@example.com',
  '<img src="https://example.com/pixel.gif"> <link rel="prefetch" href="https://example.com/">',
  'alice: rwci://chat.example.com:8888/ and ftp://example.com and //example.com',
];

function visit(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: AGAIN_MS, localAddress });
  const send = (packet) => {
    socket.send(JSON.stringify(packet));
  };
  let talk;
  let said = 0;
  socket.on('error', () => {});
  socket.on('open', () => {
    send({ type: 'auth', username: 'bob', password: 'bob-pass-1' });
  });
  socket.on('message', (data) => {
    const packet = JSON.parse(String(data));
    if (packet.type === 'server_info') {
      process.stdout.write(`in ${url}\n`);
      talk ??= setInterval(() => {
        send({ type: 'message', channel: 'general', message: SAYINGS[said++ % SAYINGS.length] });
      }, SAY_EVERY_MS);
    }
    if (packet.type === 'direct_message' && packet.author !== 'bob')
      send({ type: 'direct_message', recipient: packet.author, message: `You said: ${packet.message}` });
  });
  socket.on('close', () => {
    clearInterval(talk);
    setTimeout(visit, AGAIN_MS, url);
  });
}

for (const url of urls) visit(url);
