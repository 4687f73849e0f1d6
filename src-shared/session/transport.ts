import type { Fingerprint } from '../trust/index.ts';

/**
 * A message-oriented connection to a server: the seam between the session and what carries its frames. Three makes: `ws` in
 * the main process, a browser's WebSocket, a pair in memory for tests.
 */
export interface Transport {
  /** One text frame. After the end it does nothing. */
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Asks the peer for a sign of life at once; a peer that stays silent ends the connection. Where the make can; where not, see `Heartbeat`. */
  probe?(): void;
}

export interface TransportListener {
  onOpen(): void;
  onMessage(text: string): void;
  /** The end, exactly once, also where the connection never opened. */
  onClose(end: TransportEnd): void;
}

/** Why the connection ended or never opened. */
export interface TransportEnd {
  /** The close frame's code and reason, or 1006 and an empty text. */
  readonly code: number;
  readonly reason: string;
  /** Set where the connection never opened. */
  readonly failure?: ConnectFailure;
}

export interface ConnectFailure {
  readonly kind:
    | 'refused'
    | 'not-found'
    | 'unreachable'
    | 'timeout'
    | 'tls'
    | 'not-rwci'
    | 'wrong-host'
    | 'not-encrypted'
    | 'certificate-changed'
    | 'guests-off';
  /** The system's own words, for "copy details". */
  readonly detail: string;
  /** As in `Problem`. */
  readonly expected?: Fingerprint;
  readonly seen?: Fingerprint;
}

/** Opens a connection. Never throws; what goes wrong arrives at `onClose`, never before this returned. */
export type Connect = (url: string, listener: TransportListener) => Transport;
