import MarkdownIt, { type Token } from 'markdown-it';
import { address, ChatState, code, escape, link, newRun, plainSigns } from './inline-rules.ts';
import type { NodeBudget } from './budget.ts';
import { DEPTH_MAX, lettersOf, type Inline } from './tree.ts';

/** All that has a meaning within a line. Anything of Markdown that is not named here is text: HTML, entities, images, headings. */
function createParser(): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt('zero', { html: false, linkify: false, typographer: false, maxNesting: 50 });
  const { inline } = markdown;
  inline.State = ChatState;
  inline.ruler.at('escape', escape);
  inline.ruler.at('backticks', code);
  inline.ruler.at('link', link);
  inline.ruler.before('link', 'address', address);
  inline.ruler.before('strikethrough', 'plain-signs', plainSigns);
  inline.ruler.enableOnly(['text', 'escape', 'backticks', 'plain-signs', 'strikethrough', 'emphasis', 'address', 'link']);
  inline.ruler2.enableOnly(['balance_pairs', 'strikethrough', 'emphasis']);
  return markdown;
}

let parser: InstanceType<typeof MarkdownIt> | undefined;

const HAS_MARKUP = /[*_~`[\\]|(?:https?|mailto|rwci):/iu;

/** The pieces of some lines. @throws TooManyNodes */
export function parseInlines(text: string, budget: NodeBudget): Inline[] {
  budget.take();
  if (!HAS_MARKUP.test(text)) return [{ kind: 'text', text }];
  parser ??= createParser();
  const tokens: Token[] = [];
  parser.inline.parse(text, parser, newRun(text), tokens);
  return buildInlines(tokens, budget);
}

type Container = Extract<Inline, { children: readonly Inline[] }>;

/** A node that is not closed yet. `make` is null where it is too deep and its signs are text. */
interface Open {
  readonly markup: string;
  readonly make: ((children: Inline[]) => Container) | null;
  readonly children: Inline[];
}

function buildInlines(tokens: readonly Token[], budget: NodeBudget): Inline[] {
  const root: Open = { markup: '', make: null, children: [] };
  const stack: Open[] = [root];
  let joins = false;
  const add = (inline: Inline): void => {
    budget.take();
    (stack.at(-1) ?? root).children.push(inline);
    joins = false;
  };
  const addText = (text: string): void => {
    if (text === '') return;
    const children = (stack.at(-1) ?? root).children;
    const last = children.at(-1);
    if (joins && last?.kind === 'text') children[children.length - 1] = { kind: 'text', text: last.text + text };
    else add({ kind: 'text', text });
    joins = true;
  };
  for (const token of tokens) {
    if (token.nesting === 1) {
      stack.push({ markup: token.markup, make: stack.length > DEPTH_MAX ? null : makerOf(token), children: [] });
      joins = false;
    } else if (token.nesting === -1) {
      const open = stack.pop();
      if (open === undefined || open === root) throw new Error('A piece was closed that was not open.');
      joins = false;
      if (
        open.make !== null &&
        (open.markup === '' || /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(lettersOf(open.children)))
      ) {
        add(open.make(open.children));
      } else {
        // Its signs mean nothing: they are letters.
        addText(open.markup);
        joins = false;
        for (const child of open.children) {
          if (child.kind === 'text') addText(child.text);
          else add(child);
        }
        addText(open.markup);
      }
    } else if (token.type === 'code_inline') add({ kind: 'code', text: token.content });
    else if (token.type === 'text_special') {
      joins = false;
      addText(token.content);
      joins = false;
    } else addText(token.content);
  }
  return root.children;
}

function makerOf({ meta, type }: Token): (children: Inline[]) => Container {
  switch (type) {
    case 'link_open': {
      const { href, place } = meta as { href: string; place: string | null };
      return (children) => ({ kind: 'link', href, place, children });
    }
    case 'strong_open':
      return (children) => ({ kind: 'strong', children });
    case 's_open':
      return (children) => ({ kind: 'strike', children });
    default:
      return (children) => ({ kind: 'emphasis', children });
  }
}
