/** What one client asked for, in order: while something is under way that the rest may depend on, the rest waits. */
export class Lane {
  #waiting: (() => void)[] = [];
  #isHeld = false;

  /** Runs an action, behind those that wait. */
  run(action: () => void): void {
    if (this.#isHeld) this.#waiting.push(action);
    else action();
  }

  /** From now on actions wait. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Runs what waits, up to and with an action that holds the lane again. */
  release(): void {
    this.#isHeld = false;
    while (!this.#isHeld) {
      const action = this.#waiting.shift();
      if (action === undefined) return;
      action();
    }
  }

  /** Forgets what waits. */
  drop(): void {
    this.#waiting = [];
  }
}
