import type { Block, Inline } from '../../src-renderer/text/tree.ts';

/** What a tree would show. */
interface Seen {
  /** All letters, in order. */
  text: string;
  nodes: number;
  links: string[];
  depth: number;
}

/** All that a tree would show and where it leads. */
export function seenIn(blocks: readonly Block[]): Seen {
  return walk(blocks, { text: '', nodes: 0, links: [], depth: 0 });
}

function walk(nodes: readonly (Block | Inline)[], seen: Seen, depth = 0): Seen {
  seen.depth = Math.max(seen.depth, depth);
  for (const node of nodes) {
    seen.nodes++;
    if (node.kind === 'list') {
      for (const item of node.items) {
        if (node.ordered) seen.text += item.marker;
        walk(item.children, seen, depth + 1);
      }
      continue;
    }
    if (node.kind === 'code' && 'language' in node) seen.text += node.language;
    if ('text' in node) seen.text += node.text;
    else walk(node.children, seen, depth + (node.kind === 'text' ? 0 : 1));
    if (node.kind === 'link') seen.links.push(node.href);
  }
  return seen;
}

/** What is left of `whole` without the characters of `part`, in order; null where `part` has others. */
export function isLeftOf(part: string, whole: string): string | null {
  let left = '';
  let at = 0;
  for (const unit of whole) {
    if (part.startsWith(unit, at)) at += unit.length;
    else left += unit;
  }
  return at === part.length ? left : null;
}
