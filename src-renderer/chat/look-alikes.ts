import { lookKey } from '../../src-shared/protocol/names.ts';

/** Looks of names kept at once; a room of made-up names starts anew. */
const LOOKS_MAX = 5_000;
const looks = new Map<string, string>();

function lookOf(name: string): string {
  const known = looks.get(name);
  if (known !== undefined) return known;
  if (looks.size >= LOOKS_MAX) looks.clear();
  const look = lookKey(name);
  looks.set(name, look);
  return look;
}

/** The looks of names are others from now on. */
export function forgetLooks(): void {
  looks.clear();
}

/** Names that a person knows, to tell others apart from: oneself, and those one has a conversation with. */
export class KnownNames {
  readonly #byLook = new Map<string, string[]>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const look = lookOf(name);
      this.#byLook.set(look, [...(this.#byLook.get(look) ?? []), name]);
    }
  }

  /** The known name that `name` looks like and is not; null where there is none. */
  lookedLike(name: string): string | null {
    return this.#byLook.get(lookOf(name))?.find((known) => known !== name) ?? null;
  }
}
