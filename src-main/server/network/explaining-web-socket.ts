import { WebSocket } from 'ws';

/** Why `ws` closes a connection of its own accord, by RFC 6455's code. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [1002, 'that is no WebSocket frame'],
  [1007, 'that text is not UTF-8'],
  [1008, 'that packet comes in too many pieces'],
  [1009, 'that packet is too long'],
]);

/** A WebSocket that says why in words too when `ws` closes it for a bad frame; `ws` alone sends the bare code. */
export class ExplainingWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === undefined ? undefined : WORDS.get(code)));
  }
}
