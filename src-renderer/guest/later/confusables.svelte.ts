import { forgetLooks } from '../../chat/look-alikes.ts';

/** The rows of the whole table that are about ASCII: what most names are made of. */
const OF_ASCII: readonly (readonly [string, string])[] = [
  ['"', "''"],
  ['%', '\u00BA/\u2080'],
  ['0', 'O'],
  ['1', 'l'],
  ['I', 'l'],
  ['|', 'l'],
  ['`', "'"],
  ['m', 'rn'],
];

/** In the place of `protocol/confusables.ts`: the table is loaded for the first character that it is needed for. */
export function readConfusables(): ReadonlyMap<string, string> {
  return new LaterTable(OF_ASCII);
}

let isHere = $state(false);
let isLoading = false;

/** Whoever looked up a character before the table was here hears when it is. */
class LaterTable extends Map<string, string> {
  override get(character: string): string | undefined {
    if (character > '\u007F' && !isHere && !isLoading) void this.#load();
    return super.get(character);
  }

  async #load(): Promise<void> {
    isLoading = true;
    try {
      const whole = await import('../../../src-shared/protocol/confusables.ts');
      for (const [character, prototype] of whole.readConfusables()) this.set(character, prototype);
      forgetLooks();
      isHere = true;
    } catch {
      // The server is away; the next name asks again.
      isLoading = false;
    }
  }
}
