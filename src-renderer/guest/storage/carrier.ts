import type { Row } from './rows.ts';
import type { Changes } from './table.ts';

/** Carries rows to where they outlive the page. */
export interface Carrier {
  /**
   * Resolves when all of it is kept, and keeps nothing where it rejects. `isStrict`: it survives that the computer loses its power;
   * otherwise that the browser is killed. `all`: every row there is, should it have to begin anew.
   */
  write(changes: Changes, isStrict: boolean, all: () => Iterable<Row>): Promise<void>;
  close(): void;
}

/** There is no room for more. */
export class FullError extends Error {}

/** Another tab has what is kept from now on: this one must write nothing more. */
export class TakenOverError extends Error {}
