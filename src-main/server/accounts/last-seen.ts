import type { Clock } from '../clock.ts';
import type { Members } from './members.ts';

/**
 * Writes down from time to time who is here, so that a server that is killed has not forgotten it: `last_seen` is then too
 * early by `intervalMs` at most. The returned function ends that.
 */
export function startLastSeen(clock: Clock, members: Members, intervalMs: number): () => void {
  let isOver = false;
  const write = async () => {
    await members.seen();
    if (!isOver) schedule();
  };
  let cancel: () => void = () => undefined;
  const schedule = () => {
    cancel = clock.after(intervalMs, () => void write());
  };
  schedule();
  return () => {
    isOver = true;
    cancel();
  };
}
