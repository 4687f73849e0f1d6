import type { Batch } from './batch.ts';
import type { Frame } from './frame.ts';

/** What a transport tells the connection that listens to it. */
export interface TransportEvents {
  /** A text message arrived whole; `bytes` is its length in UTF-8. */
  onMessage(text: string, bytes: number): void;
  /** A binary message arrived, which RWCI does not have. */
  onBinary(): void;
  /** The peer answered a ping. */
  onSignOfLife(): void;
  /** The peer sent a ping, which the transport answers. */
  onPing(): void;
  /** The peer broke a rule of the transport, which closes it; `rule` is for the log. */
  onBadFrame(rule: string): void;
  /** The transport is closed, by whichever side; called once, in a turn of its own, and nothing comes after it. */
  onClose(): void;
}

/**
 * One client as the server core sees it: whole messages in order, no sockets. `ws-transport.ts` makes it from a WebSocket,
 * tests make it from a pair in memory.
 */
export interface ServerTransport {
  /** Begins to deliver events; called once, in the turn in which the transport is accepted. */
  listen(events: TransportEvents): void;
  /** Queues a message behind the earlier ones; `written` is called when its bytes were handed on, and never if they were not. */
  send(frame: Frame, written?: () => void): void;
  /** Queues several messages at once, whose bytes are shared with other clients. */
  sendBatch(batch: Batch): void;
  /** Bytes that were sent and not yet handed on. */
  readonly queuedBytes: number;
  /** Asks the peer for a sign of life. */
  ping(): void;
  /** Closes in an orderly way, behind what was sent (RFC 6455, 7.1). */
  close(code: number, reason: string): void;
  /** Ends at once and forgets what was queued. */
  terminate(): void;
}
