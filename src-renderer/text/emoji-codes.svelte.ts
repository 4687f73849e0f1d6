import { loadShortcodes, type Shortcodes } from '../emoji/shortcodes.ts';

let table = $state.raw<Shortcodes | null>(null);
let loading = false;

/** The emoji of a short code without its colons; undefined where there is none, and until the table is there, which the first call has loaded. */
export function emojiOf(code: string): string | undefined {
  if (table === null && !loading) {
    loading = true;
    void loadShortcodes().then((loaded) => (table = loaded));
  }
  return table?.get(code.toLowerCase());
}
