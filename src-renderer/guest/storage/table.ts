import type { Row } from './rows.ts';

/** What has to be carried to where rows are kept. */
export interface Changes {
  /** New, or in the place of the one with the same number. */
  readonly puts: readonly Row[];
  readonly removes: readonly number[];
}

/** All rows by their number, and which of them are not yet kept as they are. */
export class Table {
  readonly #rows = new Map<number, Row>();
  #changed = new Set<number>();
  #next = 1;

  /** A number that no row has or had in this session. */
  next(): number {
    return this.#next++;
  }

  /** The row is kept already. */
  load(row: Row): void {
    this.#rows.set(row.row, row);
    const highest = row.kind === 'entry' ? Math.max(row.row, row.rank) : row.row;
    if (highest >= this.#next) this.#next = highest + 1;
  }

  /** The row is new, or is another than it was. */
  put(row: Row): void {
    this.load(row);
    this.#changed.add(row.row);
  }

  remove({ row }: Pick<Row, 'row'>): void {
    this.#rows.delete(row);
    this.#changed.add(row);
  }

  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  /** What changed since the last call. */
  takeChanges(): Changes {
    const numbers = [...this.#changed];
    this.#changed = new Set();
    return {
      puts: numbers.flatMap((number) => this.#rows.get(number) ?? []),
      removes: numbers.filter((number) => !this.#rows.has(number)),
    };
  }

  /** These could not be carried: they count as changed still. */
  putBack({ puts, removes }: Changes): void {
    for (const { row } of puts) this.#changed.add(row);
    for (const row of removes) this.#changed.add(row);
  }
}
