import type { Conversation } from '../../src-shared/chat/state.ts';
import type { Completion } from './completion.svelte.ts';
import { peopleInOrder, type Completable } from './completion-options.ts';
import { historyStep, isImeKey, sends } from './composer-keys.ts';
import type { Edit } from './edit.ts';
import { formatOf, toggleFormat } from './formatting.ts';
import { InputHistory, ownTexts } from './input-history.ts';
import { NickCycle } from './nick-cycle.ts';

/** What the keys act on, as it is at the time. */
interface Parts {
  readonly completion: Completion;
  readonly completable: () => Completable;
  readonly conversation: () => Conversation;
  readonly me: () => string;
  readonly enterSends: () => boolean;
  readonly edit: (change: Edit) => void;
  /** Takes the suggestion with this number. */
  readonly accept: (index: number) => void;
  /** Sends away what was said above the box; false where there is nothing. */
  readonly dismiss: () => boolean;
  readonly send: () => void;
}

/** What the keys do in the text box: suggestions, formats, names, what was said before, and sending. */
export class ComposerKeyboard {
  readonly #parts: Parts;
  readonly #history = new InputHistory();
  readonly #nicks = new NickCycle();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** True where the key has done its work; keys of an input method are its own. */
  handle(event: KeyboardEvent, { selectionEnd, selectionStart, value }: HTMLTextAreaElement): boolean {
    if (isImeKey(event)) return false;
    const { completion, dismiss, edit, enterSends, send } = this.#parts;
    if (completion.isOpen && this.#handleList(event)) return true;
    if (event.key === 'Escape' && !event.shiftKey && dismiss()) return true;
    const format = formatOf(event);
    if (format !== null) {
      edit(toggleFormat(value, selectionStart, selectionEnd, format));
      return true;
    }
    if (event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey && selectionStart === selectionEnd) {
      return this.#completeName(value, selectionStart);
    }
    const step = historyStep(event, value === '', this.#history.isWalking(value));
    if (step !== null) return this.#recall(step, value) || event.ctrlKey || event.metaKey;
    if (!sends(event, enterSends())) return false;
    send();
    return true;
  }

  #handleList({ altKey, ctrlKey, key, metaKey, shiftKey }: KeyboardEvent): boolean {
    if (altKey || ctrlKey || metaKey || shiftKey) return false;
    const { accept, completion } = this.#parts;
    switch (key) {
      case 'ArrowDown':
        completion.step(1);
        return true;
      case 'ArrowUp':
        completion.step(-1);
        return true;
      case 'Escape':
        completion.close();
        return true;
      case 'Enter':
        if (completion.isComplete) {
          completion.close();
          return false;
        }
        accept(completion.chosen);
        return true;
      case 'Tab':
        accept(completion.chosen);
        return true;
      default:
        return false;
    }
  }

  #completeName(text: string, caret: number): boolean {
    const { completable, completion, edit } = this.#parts;
    const change = this.#nicks.next(text, caret, () => peopleInOrder(completable()));
    if (change !== null) edit(change);
    completion.reset();
    return change !== null;
  }

  #recall(step: 'older' | 'newer', text: string): boolean {
    const { completion, conversation, edit, me } = this.#parts;
    const own = () => ownTexts(conversation().entries, me());
    const recalled = step === 'older' ? this.#history.older(text, own) : this.#history.newer(text);
    if (recalled === null) return false;
    edit({ start: 0, end: text.length, text: recalled, selection: null });
    completion.reset();
    return true;
  }
}
