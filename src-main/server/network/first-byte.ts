import { METHODS } from 'node:http';
import type { Socket } from 'node:net';

/** What a socket begins to speak. */
export type Language = 'tls' | 'http' | 'other';

/** The type of a TLS record that holds handshake messages (RFC 8446, 5.1); every version of TLS begins with one. */
const TLS_HANDSHAKE = 0x16;
const METHOD_INITIALS: ReadonlySet<number> = new Set(METHODS.map((method) => method.charCodeAt(0)));

/** What a first byte begins. The version 2 of SSL, which nobody should speak, does not begin with a record and is `other`. */
export function languageOf(firstByte: number): Language {
  if (firstByte === TLS_HANDSHAKE) return 'tls';
  return METHOD_INITIALS.has(firstByte) ? 'http' : 'other';
}

/**
 * Waits for the first byte of a socket, puts it back, and calls `then` in the same turn; never when the socket ends before.
 * How long to wait is the caller's business.
 */
export function onFirstByte(socket: Socket, then: (language: Language) => void): void {
  const end = () => socket.destroy();
  const look = () => {
    const byte = socket.read(1) as Buffer | null;
    if (byte === null) return;
    socket.off('readable', look);
    socket.off('end', end);
    socket.unshift(byte);
    then(languageOf(byte[0] ?? 0));
  };
  socket.on('readable', look);
  socket.once('end', end);
}
