import { Index, rowKey, type Violation } from './checker-index.ts';
import type { ClientLog, FaultRecord, ServerHistory } from './checker-log.ts';
import { Screen } from './checker-screen.ts';
import { Sends } from './checker-sends.ts';

export type { Violation } from './checker-index.ts';

/**
 * Whether what people did and saw is what the server has: nothing lost, doubled, out of order or made up, and every hole said.
 *
 * - N1: what was shown as sent is in the history once, byte for byte.
 * - N2: what was accepted ends up sent or visibly failed, within a minute of the end of the faults, and outlives a kill.
 * - N3: each message is on each screen once, as the server has it; none since the person joined is missing.
 * - N4: messages of one sender stand in the order of sending, and everybody sees one order.
 * - N5: nothing is seen that nobody typed; what is shown as failed is not in the history.
 * - N6: where messages are not available any more a marker says how many.
 * - N7: drafts and what was read outlive a kill.
 *
 * @param faults of no matter but for the deadline of N2
 * @returns what was broken, empty where all is well
 */
export function check(
  clients: readonly ClientLog[],
  history: ServerHistory,
  faults: readonly FaultRecord[] = [],
): readonly Violation[] {
  const index = new Index(history, clients);
  const healedAt = faults.findLast(({ what }) => what === 'healed')?.at ?? null;
  checkHistory(index, history);
  for (const client of clients) {
    const screen = new Screen(index, client.account);
    const sends = new Sends(index, client.account, healedAt);
    for (const record of client.records) {
      screen.take(record);
      sends.take(record);
    }
    screen.end();
    sends.end();
  }
  return index.violations;
}

function checkHistory(index: Index, { rows, trimmedUpTo }: ServerHistory): void {
  const count = new Map<string, number>();
  const last = new Map<string, { id: number; seq: number }>();
  let newest = 0;
  for (const { id, seq, author, text, ...row } of rows) {
    const key = rowKey({ id, seq, author, text, ...row });
    const said = `${JSON.stringify(text)} of ${author} in ${key}`;
    if (id <= newest) index.add('N4', `the history has message ${String(id)} behind ${String(newest)}`);
    newest = Math.max(newest, id);

    const identity = JSON.stringify([key, author, text]);
    const times = (count.get(identity) ?? 0) + 1;
    count.set(identity, times);
    const typed = index.typed({ key, author, text });
    if (typed === 0) index.add('N5', `the history has ${said}, which nobody typed`);
    else if (times > typed) index.add('N1', `the history has ${said} ${String(times)} times`);

    const before = last.get(key) ?? { id: 0, seq: 0 };
    if (seq <= before.seq) index.add('N4', `${key} has number ${String(seq)} behind ${String(before.seq)}`);
    else if (seq > before.seq + 1 && before.id >= trimmedUpTo) {
      index.add('N1', `${key} has lost ${String(seq - before.seq - 1)} messages before number ${String(seq)}`);
    }
    last.set(key, { id, seq });
  }
}

/** Violations as one text, at most `max` of them, for the message of a failed test. */
export function inWords(violations: readonly Violation[], max = 20): string {
  const lines = violations.slice(0, max).map(({ code, text }) => `${code}: ${text}`);
  return violations.length > max ? [...lines, `and ${String(violations.length - max)} more`].join('\n') : lines.join('\n');
}
