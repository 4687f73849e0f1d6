import type { Clock } from '../clock.ts';

/** How often it is told who is there. */
const INTERVAL_MS = 500;
/** Names that are told; the count says how many more there are. */
const NAMED_MAX = 5;

/** Who is online. */
export interface PeopleNow {
  readonly count: number;
  /** Of the first few. */
  readonly names: readonly string[];
  /** Somebody from another computer has been here. */
  readonly visited: boolean;
  /** What the room is called. */
  readonly room: string;
  /** Whether guests may join with a browser. */
  readonly guests: boolean;
}

/** Tells how many people are online and the names of the first few: at once after a quiet time, else at most twice a second. */
export class PeopleNews {
  readonly #clock: Clock;
  readonly #send: (now: PeopleNow) => void;
  readonly #isVisit: () => boolean;
  readonly #room: () => { readonly name: string; readonly guests: boolean };
  #isVisited = false;
  #names: readonly string[] = [];
  #isResting = false;
  #isWanted = false;

  /** `isVisit`: whether somebody from another computer is online. */
  constructor(
    clock: Clock,
    isVisit: () => boolean,
    room: () => { readonly name: string; readonly guests: boolean },
    send: (now: PeopleNow) => void,
  ) {
    this.#clock = clock;
    this.#isVisit = isVisit;
    this.#room = room;
    this.#send = send;
  }

  changed(names: readonly string[]): void {
    this.#names = names;
    this.#isWanted = true;
    if (!this.#isResting) this.#tell();
  }

  #tell(): void {
    this.#isWanted = false;
    this.#isResting = true;
    this.#isVisited ||= this.#isVisit();
    const names = this.#names.slice(0, NAMED_MAX);
    const { guests, name } = this.#room();
    this.#send({ count: this.#names.length, names, visited: this.#isVisited, room: name, guests });
    this.#clock.after(INTERVAL_MS, () => {
      this.#isResting = false;
      if (this.#isWanted) this.#tell();
    });
  }
}
