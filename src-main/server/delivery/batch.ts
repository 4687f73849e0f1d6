import type { Frame } from './frame.ts';

/** Frames that go out together, in order: as single messages, and as the bytes of all of them, built once and shared. */
export class Batch {
  readonly frames: readonly Frame[];
  #wire: Buffer | undefined;

  constructor(frames: readonly Frame[]) {
    this.frames = frames;
  }

  get wire(): Buffer {
    const [first, second] = this.frames;
    this.#wire ??=
      first !== undefined && second === undefined ? first.wire : Buffer.concat(this.frames.map(({ wire }) => wire));
    return this.#wire;
  }
}
