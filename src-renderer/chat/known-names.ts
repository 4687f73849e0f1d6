import { placeOf } from '../../src-shared/session/address.ts';

/** A name this many edits away from a known one is taken for a typing mistake. */
const RESEMBLES_EDITS_MAX = 2;

interface KnownName {
  readonly address: string;
  readonly username: string;
}

/**
 * The name the person used at this address before, when the typed one is none of them but looks like one: logging in with it
 * would make a new account. Null when there is nothing to ask.
 */
export function likelyMeant(typed: string, address: string, known: readonly KnownName[]): string | null {
  const here = addressKey(address);
  const names = known.filter((each) => addressKey(each.address) === here).map((each) => each.username);
  if (names.includes(typed)) return null;
  let best: { name: string; edits: number } | null = null;
  for (const name of names) {
    const edits = editDistance(fold(typed), fold(name));
    // Of a very short name two edits leave nothing: `al` is not `bo` mistyped.
    const resembles = edits === 0 || (edits <= RESEMBLES_EDITS_MAX && edits < Math.min(typed.length, name.length));
    if (resembles && (best === null || edits < best.edits)) best = { name, edits };
  }
  return best?.name ?? null;
}

/** Different spellings of one address are one. */
export function addressKey(address: string): string {
  return (placeOf(address) ?? address.trim()).replace(/\/+$/, '').toLowerCase();
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Levenshtein's distance over code points, a swap of neighbours counting as one (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const from = [...a];
  const to = [...b];
  let before: number[] = [];
  let previous = to.map((_, j) => j);
  previous.push(to.length);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let edits = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    before = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
