import type { Block, Inline } from '../../src-renderer/text/tree.ts';

/** What a tree means, to read in a test: `[b strong]`, `[i emphasis]`, `[s strike]`, `[c code]`, `[l label → where it leads]`. */
export function shapeOf(blocks: readonly Block[] | null, text: string): string {
  return blocks === null ? text : blocks.map(blockShape).join(' | ');
}

function blockShape(block: Block): string {
  switch (block.kind) {
    case 'text':
      return inlineShape(block.children);
    case 'code':
      return `code(${block.language}) ${block.text}`;
    case 'quote':
      return `quote{${block.children.map(blockShape).join(' | ')}}`;
    case 'list':
      return `list{${block.items.map(({ children, marker }) => `${marker} ${children.map(blockShape).join(' | ')}`).join(' ; ')}}`;
  }
}

export function inlineShape(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      switch (inline.kind) {
        case 'text':
          return inline.text;
        case 'code':
          return `[c ${inline.text}]`;
        case 'strong':
          return `[b ${inlineShape(inline.children)}]`;
        case 'emphasis':
          return `[i ${inlineShape(inline.children)}]`;
        case 'strike':
          return `[s ${inlineShape(inline.children)}]`;
        case 'link':
          return `[l ${inlineShape(inline.children)}${inline.place === null ? '' : ` → ${inline.place}`}]`;
      }
    })
    .join('');
}
