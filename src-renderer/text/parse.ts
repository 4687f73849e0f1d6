import { blocksParser } from './blocks-source.ts';
import { NodeBudget, TooManyNodes } from './budget.ts';
import { MARKUP_MAX_CHARS, type Block } from './tree.ts';

/** Texts whose blocks are kept: what a window shows several times over. */
const KEPT_MAX = 600;

/** Characters of texts that are kept, together. */
const KEPT_MAX_CHARS = 400_000;

/** Anything at all that could have a meaning; most of what people write has nothing of it. */
const MAY_MEAN = /[*_~`[\\]|(?:https?|mailto|rwci):|^[ \t]*(?:> |- |\d{1,3}[.)] )/imu;

type Parser = NonNullable<ReturnType<typeof blocksParser>>;

const kept = new Map<string, readonly Block[] | null>();
let keptChars = 0;

/**
 * What a message means, of a safe subset of Markdown: bold, italic, strike, code, quotes, lists, links. Null where it is all text,
 * to be shown to the letter, and in a page as long as the parser is on its way. The same text gives the same blocks.
 */
export function parseText(text: string): readonly Block[] | null {
  if (text.length > MARKUP_MAX_CHARS || !MAY_MEAN.test(text)) return null;
  const known = kept.get(text);
  if (known !== undefined) return known;
  const parse = blocksParser();
  if (parse === null) return null;
  const blocks = parseAfresh(text, parse);
  keep(text, blocks);
  return blocks;
}

function parseAfresh(text: string, parse: Parser): readonly Block[] | null {
  try {
    const blocks = parse(text, new NodeBudget());
    const [first] = blocks;
    const isPlain = blocks.length === 1 && first?.kind === 'text' && first.children.every(({ kind }) => kind === 'text');
    return isPlain && first.children.length === 1 ? null : blocks;
  } catch (error) {
    if (error instanceof TooManyNodes) return null;
    throw error;
  }
}

function keep(text: string, blocks: readonly Block[] | null): void {
  kept.set(text, blocks);
  keptChars += text.length;
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX && keptChars <= KEPT_MAX_CHARS) break;
    kept.delete(oldest);
    keptChars -= oldest.length;
  }
}
