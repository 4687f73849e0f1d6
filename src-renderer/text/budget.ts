import { NODES_MAX } from './tree.ts';

/** Thrown where a text would become more nodes than `NODES_MAX`. */
export class TooManyNodes extends Error {}

/** Counts the nodes of one message. */
export class NodeBudget {
  #left = NODES_MAX;

  /** @throws TooManyNodes */
  take(): void {
    if (this.#left-- <= 0) throw new TooManyNodes();
  }
}
