import type { Batch } from '../delivery/batch.ts';

/** What a transport tells the connection that listens to it. */
export interface TransportEvents {
  /** A text message arrived whole; `bytes` is its length in UTF-8. */
  onMessage(text: string, bytes: number): void;
  /** A binary message arrived, which RWCI does not have. */
  onBinary(): void;
  /** The peer answered a ping of ours, whose mark this is. */
  onSignOfLife(mark: number | null): void;
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
  /**
   * Queues messages behind the earlier ones; their bytes may be shared with other clients. `written` is called when they were
   * handed on, and never if they were not.
   */
  send(batch: Batch, written?: () => void): void;
  /** Bytes that were sent and not yet handed on. */
  readonly queuedBytes: number;
  /** Asks the peer for a sign of life, which comes with this mark once the peer has read everything that was sent before. */
  ping(mark: number): void;
  /** Closes in an orderly way, behind what was sent (RFC 6455, 7.1). */
  close(code: number, reason: string): void;
  /** Ends at once and forgets what was queued. */
  terminate(): void;
}
