import { onTestFinished } from 'vitest';
import { BrowserHistory } from '../../src-renderer/guest/storage/browser-history.ts';
import type { Carrier } from '../../src-renderer/guest/storage/carrier.ts';
import type { Row } from '../../src-renderer/guest/storage/rows.ts';
import type { Changes } from '../../src-renderer/guest/storage/table.ts';
import type { History } from '../../src-shared/client/history.ts';
import { FakeClock } from './fake-clock.ts';

/** Keeps rows as a browser's database does: copies of them, by their number. */
export class MemoryCarrier implements Carrier {
  readonly rows = new Map<number, Row>();
  /** What the next writes reject with. */
  failure: Error | null = null;
  /** Of each write that was kept, whether it had to be strict. */
  readonly writes: boolean[] = [];

  async write({ puts, removes }: Changes, isStrict: boolean): Promise<void> {
    const copies = structuredClone(puts);
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    for (const row of copies) this.rows.set(row.row, row);
    for (const row of removes) this.rows.delete(row);
    this.writes.push(isStrict);
  }

  close(): void {
    // What is kept stays.
  }
}

/** The history of a browser, over what this carrier has; closed after the test. */
export function browserHistory(
  carrier = new MemoryCarrier(),
  { clock = new FakeClock(), onTakenOver = () => undefined }: { clock?: FakeClock; onTakenOver?: () => void } = {},
): History {
  const rows = structuredClone([...carrier.rows.values()]);
  const history = new BrowserHistory({
    rows,
    carrier,
    now: () => clock.now(),
    onTakenOver() {
      history.stop();
      onTakenOver();
    },
  });
  onTestFinished(() => history.close());
  return history;
}
