import { fold } from '../fold.ts';
import { completionOptions, type Completable, type CompletionOption } from './completion-options.ts';
import { completionWord, type CompletionWord } from './completion-word.ts';
import { findCommand } from './commands.ts';
import type { Edit } from './edit.ts';

/** The suggestions for what is being written: which word they are for, which one is chosen, and whether the person sent them away. */
export class Completion {
  readonly #from: () => Completable;
  /** Asks for the emoji; they are in `Completable` when it resolves. */
  readonly #loadEmoji: () => Promise<void>;
  #word = $state.raw<CompletionWord | null>(null);
  #options = $state.raw<readonly CompletionOption[]>([]);
  #chosen = $state(0);
  /** Where the word begins for which the person closed the list. */
  #closedAt: number | null = null;

  constructor(from: () => Completable, loadEmoji: () => Promise<void>) {
    this.#from = from;
    this.#loadEmoji = loadEmoji;
  }

  get isOpen(): boolean {
    return this.#options.length > 0;
  }

  get options(): readonly CompletionOption[] {
    return this.#options;
  }

  get chosen(): number {
    return this.#chosen;
  }

  get kind(): CompletionWord['kind'] | null {
    return this.#word?.kind ?? null;
  }

  /** Something was typed. */
  typed(text: string, caret: number): void {
    const word = completionWord(text, caret, this.#from().actions.moderate !== null);
    if (word === null || word.start !== this.#closedAt) this.#closedAt = null;
    if (word === null || this.#closedAt !== null) {
      this.#show(null, []);
      return;
    }
    if (word.kind === 'emoji' && this.#from().emoji === null) {
      this.#word = word;
      void this.#loadEmoji().then(() => {
        if (this.#word === word && this.#from().emoji !== null) this.#find(word);
      });
      return;
    }
    this.#find(word);
  }

  /** The caret was moved without typing: a list for another place goes. */
  moved(caret: number): void {
    if (this.#word !== null && caret !== this.#word.end) this.#show(null, []);
  }

  /** Goes round. */
  step(by: 1 | -1): void {
    const count = this.#options.length;
    if (count > 0) this.#chosen = (this.#chosen + by + count) % count;
  }

  choose(index: number): void {
    this.#chosen = index;
  }

  /** The person sends the list away; it stays away for this word. */
  close(): void {
    this.#closedAt = this.#word?.start ?? null;
    this.#show(null, []);
  }

  /** What was written is gone. */
  reset(): void {
    this.#closedAt = null;
    this.#show(null, []);
  }

  /** What accepting the chosen suggestion does to the text; the list goes. */
  accept(text: string, index = this.#chosen): Edit | null {
    const word = this.#word;
    const option = this.#options[index];
    if (word === null || option === undefined) return null;
    this.#show(null, []);
    // A space that is there already is not doubled.
    const insert = text.charAt(word.end) === ' ' ? option.insert.trimEnd() : option.insert;
    return { start: word.start, end: word.end, text: insert, selection: null };
  }

  /** The word is all that there is to say: Enter sends and accepts nothing. */
  get isComplete(): boolean {
    const word = this.#word;
    const option = this.#options[this.#chosen];
    if (word === null || option === undefined) return false;
    const name = bareName(option.insert);
    // Commands read names as they are found here; others read them as they are written.
    if (word.bare ? fold(word.query) !== fold(name) : word.query !== name) return false;
    // A command that wants more gets the space for it.
    if (word.kind !== 'command' || word.bare) return true;
    const command = findCommand(word.query, true);
    return command?.argument === 'nothing' || command?.isComplete === true;
  }

  #find(word: CompletionWord): void {
    this.#show(word, completionOptions(word, this.#from()));
  }

  #show(word: CompletionWord | null, options: readonly CompletionOption[]): void {
    this.#word = word;
    this.#options = options;
    this.#chosen = 0;
  }
}

/** Without the sign before a name and the space behind it. */
function bareName(insert: string): string {
  return insert.trim().replace(/^[@#/]/, '');
}
