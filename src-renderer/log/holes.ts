import type { Entry } from '../../src-shared/chat/state.ts';

/** What is missing between the entries of a conversation, as far as its numbers tell. */
export interface Holes {
  /** Messages missing in front of an entry, by its id; never 0. */
  readonly before: ReadonlyMap<number, number>;
  /** Messages missing where the connection was down, by the id of the gap; 0: nothing was missed there. */
  readonly inGap: ReadonlyMap<number, number>;
}

/**
 * The server numbers the messages of a conversation from 1 without holes: what is missing in between is not there any more.
 * `isWhole`: nothing comes before the first entry, so that what is missing in front of it is told as well. Between two numbers
 * with one gap the missing ones belong to the gap; with several nobody knows to which, and the sum stands behind them.
 */
export function findHoles(entries: readonly Entry[], isWhole: boolean): Holes {
  const before = new Map<number, number>();
  const inGap = new Map<number, number>();
  let last: number | null = isWhole ? 0 : null;
  /** Messages since then whose number is not known, as that of an own one of which only the acknowledgement came. */
  let unnumbered = 0;
  let gaps: number[] = [];

  for (const entry of entries) {
    if (entry.kind === 'gap') gaps.push(entry.id);
    if (entry.kind !== 'message') continue;
    const seq = entry.place?.seq ?? null;
    if (seq === null) {
      if (entry.delivery === null || entry.delivery === 'delivered') unnumbered++;
      continue;
    }
    // A number that goes back is of another time of the server: nothing follows from it.
    const missing = last === null || seq <= last ? null : Math.max(0, seq - last - 1 - unnumbered);
    const [first, second] = gaps;
    if (missing === 0) for (const gap of gaps) inGap.set(gap, 0);
    else if (missing !== null && first !== undefined && second === undefined && last !== 0) inGap.set(first, missing);
    else if (missing !== null) before.set(entry.id, missing);
    last = seq;
    unnumbered = 0;
    gaps = [];
  }
  return { before, inGap };
}

/** True where the numbers say that the first message here is the first one of the conversation. */
export function beginsAtFirst(entries: readonly Entry[]): boolean {
  let unnumbered = 0;
  for (const entry of entries) {
    if (entry.kind !== 'message') continue;
    const seq = entry.place?.seq ?? null;
    if (seq !== null) return seq === unnumbered + 1;
    unnumbered++;
  }
  return false;
}
