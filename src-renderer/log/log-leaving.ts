/** For this long after a turn of the wheel upwards the end is not gone back to, in ms: a smooth scroll begins slowly. */
const LEAVING_MS = 300;

/** Whether the person begins to scroll up, away from the end that is followed. */
export class LogLeaving {
  #timer: ReturnType<typeof setTimeout> | undefined;

  get now(): boolean {
    return this.#timer !== undefined;
  }

  /** The wheel was turned; downwards, nobody is leaving. */
  turn({ deltaY }: Pick<WheelEvent, 'deltaY'>): void {
    this.end();
    if (deltaY < 0) this.#timer = setTimeout(() => (this.#timer = undefined), LEAVING_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
