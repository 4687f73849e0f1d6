// The reference that a first evening's work on a chat server looks like: JSON.stringify and ws.send for each client.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 2048 });
const clients = new Map();

server.on('connection', (client) => {
  client.on('error', () => undefined);
  client.on('close', () => clients.delete(client));
  client.on('message', (data) => {
    const packet = JSON.parse(data.toString());
    if (packet.type === 'auth') {
      clients.set(client, packet.username);
      client.send(JSON.stringify({ type: 'server_info' }));
    } else if (packet.type === 'message') {
      const author = clients.get(client);
      for (const other of clients.keys()) {
        other.send(JSON.stringify({ type: 'message', author, message: packet.message, channel: 'general' }));
      }
    }
  });
});
server.on('listening', () => console.log(`listening on ws://127.0.0.1:${server.address().port}`));
