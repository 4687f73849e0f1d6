import type { parseBlocks } from '../../text/blocks.ts';

let parser = $state.raw<typeof parseBlocks | null>(null);
let isLoading = false;

/** In the place of `text/blocks-source.ts`: whoever reads null hears when the parser is here. */
export function blocksParser(): typeof parseBlocks | null {
  if (parser === null && !isLoading) void load();
  return parser;
}

async function load(): Promise<void> {
  isLoading = true;
  try {
    parser = (await import('../../text/blocks.ts')).parseBlocks;
  } catch {
    // The server is away; the next text asks again.
    isLoading = false;
  }
}
