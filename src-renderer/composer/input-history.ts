import type { Entry } from '../../src-shared/chat/state.ts';

/** Own messages that the arrow keys bring back, at most. */
export const RECALLED_MAX = 100;

/** What the person said here, the newest first, each once in a row. */
export function ownTexts(entries: readonly Entry[], me: string): string[] {
  const texts: string[] = [];
  for (let i = entries.length - 1; i >= 0 && texts.length < RECALLED_MAX; i--) {
    const entry = entries[i];
    if (entry?.kind === 'message' && entry.author === me && entry.text !== texts.at(-1)) texts.push(entry.text);
  }
  return texts;
}

/** A walk through what was said before and back to what is being written. */
export class InputHistory {
  #texts: readonly string[] = [];
  #at = -1;
  #draft = '';

  /** The box shows something that was said before, as it was said. */
  isWalking(text: string): boolean {
    return this.#at >= 0 && text === this.#texts[this.#at];
  }

  /** One further back; null at the end. `texts`: as `ownTexts` gives them, for a walk that begins. */
  older(text: string, texts: () => readonly string[]): string | null {
    if (!this.isWalking(text)) {
      this.#texts = texts();
      this.#draft = text;
      this.#at = -1;
    }
    const older = this.#texts[this.#at + 1];
    if (older === undefined) return null;
    this.#at++;
    return older;
  }

  /** One back towards now, at last what was being written; null when nothing is being walked through. */
  newer(text: string): string | null {
    if (!this.isWalking(text)) return null;
    this.#at--;
    return this.#texts[this.#at] ?? this.#draft;
  }
}
