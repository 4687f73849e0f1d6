import { parseBlocks } from './blocks.ts';

/** What makes blocks of a text; null while it is loaded. The app has it at once, a page loads it for the first text that needs it. */
export function blocksParser(): typeof parseBlocks | null {
  return parseBlocks;
}
