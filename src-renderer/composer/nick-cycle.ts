import { edited, type Edit } from './edit.ts';
import { fold } from '../fold.ts';

/** Behind a name at the beginning of a line, as one addresses somebody in a room. */
const ADDRESS = ': ';

/** Tab behind the beginning of a name at the beginning of a line: the name, and each further Tab the next one that begins so. */
export class NickCycle {
  #matches: readonly string[] = [];
  #at = 0;
  #start = 0;
  /** The text and the caret that the last step left; anything else begins anew. */
  #left: { readonly text: string; readonly caret: number } | null = null;

  /** What Tab does now; null where it is no matter of names. `names`: those who are likeliest first. */
  next(text: string, caret: number, names: () => readonly string[]): Edit | null {
    if (this.#left?.text === text && this.#left.caret === caret) this.#at = (this.#at + 1) % this.#matches.length;
    else if (!this.#begin(text, caret, names)) return null;
    const name = this.#matches[this.#at] ?? '';
    const edit: Edit = { start: this.#start, end: caret, text: name + ADDRESS, selection: null };
    this.#left = { text: edited(text, edit), caret: edit.start + edit.text.length };
    return edit;
  }

  #begin(text: string, caret: number, names: () => readonly string[]): boolean {
    this.#left = null;
    const start = text.lastIndexOf('\n', caret - 1) + 1;
    const typed = text.slice(start, caret);
    if (!/^[^\s@#:/]\S*$/u.test(typed) || /^\S/u.test(text.slice(caret))) return false;
    const wanted = fold(typed);
    this.#matches = names().filter((name) => fold(name).startsWith(wanted));
    this.#at = 0;
    this.#start = start;
    return this.#matches.length > 0;
  }
}
