import { encode, type ServerPacket } from '../../../src-shared/protocol/index.ts';
import { Batch } from './batch.ts';
import { Frame } from './frame.ts';

/** What a client knows: layers 1 and 2, or RWCI+ as well (docs/PROTOCOL.md). */
export type Flavour = 'plain' | 'plus';

/** What is said to everybody: a frame for each kind of client, encoded once, or none for a kind that gets nothing. */
export interface Said {
  readonly plain: Frame | null;
  readonly plus: Frame | null;
  /** Whether a client that reads slowly can do without it: typing and presence. */
  readonly isDroppable: boolean;
  /** Whether nobody waits for it, so that it may go out a little later, with what comes next: who comes and goes. */
  readonly canWait: boolean;
}

export interface Manner {
  readonly isDroppable?: boolean;
  readonly canWait?: boolean;
}

/** The same for everybody. */
export function sayToAll(packet: ServerPacket, { isDroppable = false, canWait = false }: Manner = {}): Said {
  const frame = new Frame(encode(packet));
  return { plain: frame, plus: frame, isDroppable, canWait };
}

/** Another packet for those that know RWCI+ than for the rest; null means nothing. */
export function sayByFlavour(
  plain: ServerPacket | null,
  plus: ServerPacket | null,
  { isDroppable = false, canWait = false }: Manner = {},
): Said {
  const frame = (packet: ServerPacket | null) => (packet === null ? null : new Frame(encode(packet)));
  return { plain: frame(plain), plus: frame(plus), isDroppable, canWait };
}

/** All that was said in one turn; numbered through, so that a client knows which part of it it has. */
export class Turn {
  /** The number of the first thing said. */
  readonly start: number;
  readonly said: Said[] = [];
  #plain: Batch | null = null;
  #plus: Batch | null = null;
  #leanPlain: Batch | null = null;
  #leanPlus: Batch | null = null;

  constructor(start: number) {
    this.start = start;
  }

  /** The number behind the last thing said. */
  get end(): number {
    return this.start + this.said.length;
  }

  /** What was said from a number on, with its numbers. */
  *since(from: number): Iterable<readonly [number: number, said: Said]> {
    for (let number = Math.max(from, this.start); number < this.end; number++) {
      const said = this.said[number - this.start];
      if (said !== undefined) yield [number, said];
    }
  }

  /** All of it as one kind of client gets it, built once however many take it. Ask when the turn is over. */
  batch(flavour: Flavour, lean: boolean): Batch {
    if (lean) {
      if (flavour === 'plain') return (this.#leanPlain ??= this.#build(flavour, lean));
      return (this.#leanPlus ??= this.#build(flavour, lean));
    }
    if (flavour === 'plain') return (this.#plain ??= this.#build(flavour, lean));
    return (this.#plus ??= this.#build(flavour, lean));
  }

  #build(flavour: Flavour, lean: boolean): Batch {
    return new Batch(this.said.flatMap((said) => frameFor(said, flavour, lean) ?? []));
  }
}

/** What a client gets of it; null when that is nothing. `lean` leaves out what it can do without. */
export function frameFor(said: Said, flavour: Flavour, lean: boolean): Frame | null {
  return lean && said.isDroppable ? null : said[flavour];
}
