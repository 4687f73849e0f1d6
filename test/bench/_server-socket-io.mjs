// The reference that most chat servers in Node are built on: socket.io, over WebSockets only and with its other defaults.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', (socket) => {
  socket.on('auth', ({ username }) => {
    socket.data.author = username;
    socket.emit('server_info', { type: 'server_info' });
  });
  socket.on('message', ({ message }) => {
    io.emit('message', { type: 'message', author: socket.data.author, message, channel: 'general' });
  });
});
http.listen({ host: '127.0.0.1', port: 0, backlog: 2048 }, () => {
  console.log(`listening on ws://127.0.0.1:${http.address().port}`);
});
