import { fold } from '../fold.ts';

/** How well `name` answers `query`, both folded: 0 begins with it, 1 has a word that does, 2 has it in it; null: it is not in it. */
export function closeness(name: string, query: string): 0 | 1 | 2 | null {
  const at = name.indexOf(query);
  if (at === -1) return null;
  if (at === 0) return 0;
  return /[\s._-]/u.test(name.charAt(at - 1)) ? 1 : 2;
}

/** What has `query` in its name, the closest first and else in the order given; `max` at most. */
export function ranked<T>(items: Iterable<T>, query: string, nameOf: (item: T) => string, max: number): T[] {
  const wanted = fold(query);
  const byCloseness: [T[], T[], T[]] = [[], [], []];
  for (const item of items) {
    const close = closeness(fold(nameOf(item)), wanted);
    if (close !== null) byCloseness[close].push(item);
  }
  return byCloseness.flat().slice(0, max);
}
