import { common, createLowlight } from 'lowlight';

/** Letters of code with what they are, or null where they are nothing special. All spans in a row are the code. */
export interface CodeSpan {
  readonly text: string;
  readonly scope: Scope | null;
}

/** What has a colour of its own in syntax.css. */
export const SCOPES = ['comment', 'keyword', 'string', 'number', 'title', 'type', 'attribute', 'added', 'removed'] as const;
export type Scope = (typeof SCOPES)[number];

/** By the first class that the grammars give; all else looks like the code around it. */
const SCOPE_OF: Readonly<Record<string, Scope>> = {
  comment: 'comment',
  quote: 'comment',
  keyword: 'keyword',
  doctag: 'keyword',
  name: 'keyword',
  'selector-tag': 'keyword',
  section: 'title',
  title: 'title',
  string: 'string',
  regexp: 'string',
  char: 'string',
  link: 'string',
  number: 'number',
  literal: 'number',
  symbol: 'number',
  bullet: 'number',
  type: 'type',
  built_in: 'type',
  'selector-class': 'type',
  'selector-id': 'type',
  'selector-pseudo': 'type',
  attr: 'attribute',
  attribute: 'attribute',
  variable: 'attribute',
  'template-variable': 'attribute',
  property: 'attribute',
  meta: 'attribute',
  addition: 'added',
  deletion: 'removed',
};

const lowlight = createLowlight(common);

/** The nodes that a grammar gives. */
type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** UTF-16 units of code, and of one line of it, that get colours: some grammars take the square of a line's length. */
const CODE_MAX_CHARS = 4_000;
const LINE_MAX_CHARS = 240;

/** Spans of a block with colours. */
const SPANS_MAX = 3_000;

const LONG_LINE = new RegExp(`[^\\n]{${LINE_MAX_CHARS + 1}}`, 'u');

/** The spans of code in `language`, a name or alias of one of lowlight's common languages; null for another one, and for more than anybody reads. */
export function spansOf(language: string, code: string): readonly CodeSpan[] | null {
  const name = language.toLowerCase();
  if (code.length > CODE_MAX_CHARS || LONG_LINE.test(code) || !lowlight.registered(name)) return null;
  const spans: CodeSpan[] = [];
  const walk = (nodes: readonly Node[], scope: Scope | null): void => {
    for (const node of nodes) {
      if (node.type === 'text') {
        const last = spans.at(-1);
        if (last?.scope === scope) spans[spans.length - 1] = { text: last.text + node.value, scope };
        else spans.push({ text: node.value, scope });
      } else if (node.type === 'element') walk(node.children, scopeOf(node.properties['className'], scope));
    }
  };
  try {
    walk(lowlight.highlight(name, code).children, null);
  } catch {
    // Thousands of brackets one in another are too many for the stack.
    return null;
  }
  return spans.length > SPANS_MAX ? null : spans;
}

function scopeOf(classes: unknown, outer: Scope | null): Scope | null {
  const [first] = Array.isArray(classes) ? (classes as unknown[]) : [];
  if (typeof first !== 'string') return outer;
  const name = first.replace(/^hljs-/, '');
  // Code within a string is code.
  return name === 'subst' ? null : (SCOPE_OF[name] ?? outer);
}
