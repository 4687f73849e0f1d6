import { language } from '../../src-shared/language/index.ts';
import { loadEmoji, type Emoji } from './emoji-data.ts';
import { isDrawable } from './drawable.ts';

/** The emoji, once they were needed. */
export class EmojiSource {
  #list = $state.raw<readonly Emoji[] | null>(null);
  #failed = $state(false);

  /** Null until they are loaded. */
  get list(): readonly Emoji[] | null {
    return this.#list;
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  async load(): Promise<void> {
    if (this.#list !== null) return;
    try {
      const { list } = await loadEmoji(language());
      this.#list = list.filter(({ unicode }) => isDrawable(unicode));
      this.#failed = false;
    } catch {
      this.#failed = true;
    }
  }
}
