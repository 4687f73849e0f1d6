import type { SkinTone } from '../../src-shared/ipc/app-state.ts';
import { fold } from '../fold.ts';
import type { Emoji } from './emoji-data.ts';

/**
 * Emoji for what is typed, the likeliest first: whose short code it is, then whose short code or word begins with it, then in whose
 * short code it stands. Of several words each has to be found. `max` at most.
 */
export function findEmoji(list: readonly Emoji[], query: string, max: number): Emoji[] {
  const wanted = fold(query)
    .split(/[\s_:]+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const code = wanted.join('_');
  const byCloseness: [Emoji[], Emoji[], Emoji[], Emoji[]] = [[], [], [], []];
  for (const emoji of list) {
    const close = closeness(emoji, code, wanted);
    if (close !== null) byCloseness[close].push(emoji);
  }
  // What is nearly all typed comes before what goes on.
  byCloseness[1].sort((a, b) => shortestCode(a, code) - shortestCode(b, code));
  return byCloseness.flat().slice(0, max);
}

function closeness({ shortcodes, words }: Emoji, code: string, wanted: readonly string[]): 0 | 1 | 2 | 3 | null {
  if (shortcodes.includes(code)) return 0;
  if (shortcodes.some((each) => each.startsWith(code))) return 1;
  if (wanted.every((word) => words.some((each) => each.startsWith(word)))) return 2;
  return shortcodes.some((each) => each.includes(code)) ? 3 : null;
}

function shortestCode({ shortcodes }: Emoji, code: string): number {
  return Math.min(...shortcodes.filter((each) => each.startsWith(code)).map((each) => each.length));
}

/** The emoji in this skin tone, where it has any. */
export function inTone({ skins, unicode }: Emoji, tone: SkinTone): string {
  return tone === 0 ? unicode : (skins[tone - 1] ?? unicode);
}
