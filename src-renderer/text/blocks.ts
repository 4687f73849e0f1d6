import type { NodeBudget } from './budget.ts';
import { parseInlines } from './inline.ts';
import { DEPTH_MAX, type Block, type ListItem } from './tree.ts';

/** The blocks of a message, top down. No line is drawn into a block by the one before it: an answer below a quote is none of it. @throws TooManyNodes */
export function parseBlocks(text: string, budget: NodeBudget): Block[] {
  return new BlockReader(text.split('\n'), budget, 0).read();
}

const FENCE = /^ {0,3}(`{3,})[ \t]*([^`]*)$/u;
const QUOTED = /^ {0,3}>(?: |\r?$)/u;
const QUOTE_START = /^ {0,3}> +[^\s]/u;
/** With something behind its mark: a lone `-` is a lone `-`, and `- - -` a line somebody drew. */
const ITEM = /^([ \t]*)([-*]|\d{1,3}[.)])[ \t]+(?=[^\n]*[^-*\s])/u;

/** Columns that a line of an item stands in from, besides the item's own. */
const CONTINUES_COLUMNS = 2;

class BlockReader {
  readonly #lines: readonly string[];
  readonly #budget: NodeBudget;
  readonly #depth: number;
  readonly #blocks: Block[] = [];
  /** Lines that belong to no block yet. */
  #text: string[] = [];
  /** There is no end to a fence of this length or longer. */
  #endlessFence = Infinity;

  constructor(lines: readonly string[], budget: NodeBudget, depth: number) {
    this.#lines = lines;
    this.#budget = budget;
    this.#depth = depth;
  }

  read(): Block[] {
    for (let at = 0; at < this.#lines.length;) {
      const next = this.#depth < DEPTH_MAX ? (this.#fence(at) ?? this.#quote(at) ?? this.#list(at)) : null;
      if (next === null) this.#text.push(this.#lines[at++] ?? '');
      else at = next;
    }
    this.#endText(true);
    return this.#blocks;
  }

  #push(block: Block): void {
    this.#endText(false);
    this.#budget.take();
    this.#blocks.push(block);
  }

  /** The empty line next to another block is the space between them. */
  #endText(isLast: boolean): void {
    const lines = this.#text;
    this.#text = [];
    if (this.#blocks.length > 0 && lines[0]?.trim() === '') lines.shift();
    if (!isLast && lines.at(-1)?.trim() === '') lines.pop();
    if (lines.length === 0 || (this.#blocks.length > 0 && lines.every((line) => line.trim() === ''))) return;
    this.#blocks.push({ kind: 'text', children: parseInlines(lines.join('\n'), this.#budget) });
  }

  /** Code between fences; the closing one may also end its last line. An open one without an end is text. */
  #fence(at: number): number | null {
    const [, mark = '', info = ''] = FENCE.exec(this.#lines[at] ?? '') ?? [];
    if (mark === '' || mark.length >= this.#endlessFence) return null;
    const closing = new RegExp(`\`{${mark.length},}[ \\t\\r]*$`, 'u');
    for (let end = at + 1; end < this.#lines.length; end++) {
      const last = this.#lines[end] ?? '';
      const found = closing.exec(last);
      if (found === null) continue;
      const word = info.trim();
      const hasLanguage = word === '' || /^[\w+#.-]{1,20}$/u.test(word);
      const rest = last.slice(0, found.index);
      const code = this.#lines.slice(at + 1, end);
      if (!hasLanguage) code.unshift(info);
      if (rest.trim() !== '') code.push(rest);
      this.#push({ kind: 'code', language: hasLanguage ? word : '', text: code.join('\n') });
      return end + 1;
    }
    this.#endlessFence = mark.length;
    return null;
  }

  #quote(at: number): number | null {
    if (!QUOTE_START.test(this.#lines[at] ?? '')) return null;
    const quoted: string[] = [];
    let end = at;
    for (; end < this.#lines.length && QUOTED.test(this.#lines[end] ?? ''); end++)
      quoted.push((this.#lines[end] ?? '').replace(/^ {0,3}> ?/u, ''));
    this.#push({ kind: 'quote', children: this.#within(quoted) });
    return end;
  }

  #list(at: number): number | null {
    const first = itemOf(this.#lines[at]);
    if (first === null) return null;
    const items: { marker: string; lines: string[] }[] = [];
    let column = 0;
    let end = at;
    for (; end < this.#lines.length; end++) {
      const line = this.#lines[end] ?? '';
      const item = itemOf(line);
      if (item !== null && Math.abs(item.indent - first.indent) < CONTINUES_COLUMNS) {
        if (item.ordered !== first.ordered) break;
        items.push({ marker: item.marker, lines: [line.slice(item.column)] });
        column = item.column;
      } else if (line.trim() !== '' && indentOf(line) >= first.indent + CONTINUES_COLUMNS) {
        items.at(-1)?.lines.push(line.slice(Math.min(column, indentOf(line))));
      } else break;
    }
    // `12. Mai` alone is a day.
    if (first.ordered && items.length === 1 && !/^[01][.)]/u.test(first.marker)) return null;
    this.#push({
      kind: 'list',
      ordered: first.ordered,
      items: items.map(({ lines, marker }): ListItem => ({ marker, children: this.#within(lines) })),
    });
    return end;
  }

  #within(lines: readonly string[]): Block[] {
    this.#budget.take();
    return new BlockReader(lines, this.#budget, this.#depth + 1).read();
  }
}

interface Item {
  readonly indent: number;
  /** Where its text begins. */
  readonly column: number;
  readonly marker: string;
  readonly ordered: boolean;
}

function itemOf(line: string | undefined): Item | null {
  const [head = '', space = '', marker = ''] = ITEM.exec(line ?? '') ?? [];
  if (marker === '') return null;
  return { indent: space.length, column: head.length, marker, ordered: /\d/u.test(marker) };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
