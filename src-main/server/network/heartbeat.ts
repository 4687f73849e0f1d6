import type { Clock } from '../clock.ts';
import type { Connection } from './connection.ts';

const BEAT_MS = 1_000;
/** A beat that comes this late says that this computer slept or was busy, not that clients are gone. */
const LATE_MS = 4_000;

/** Lets every connection check once a second whether its client is still there; the returned function ends that. */
export function startHeartbeat(clock: Clock, connections: Iterable<Connection>): () => void {
  let last = clock.monotonic();
  const beat = () => {
    const now = clock.monotonic();
    const trusted = now - last < BEAT_MS + LATE_MS;
    last = now;
    for (const connection of connections) connection.beat(trusted, BEAT_MS);
    cancel = clock.after(BEAT_MS, beat);
  };
  let cancel = clock.after(BEAT_MS, beat);
  return () => {
    cancel();
  };
}
