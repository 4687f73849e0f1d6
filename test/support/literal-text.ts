import { parse } from 'svelte/compiler';

/** Attributes and props whose value is shown or read to the person. */
const SPOKEN_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['title', 'label', 'placeholder', 'alt', 'hint', 'lead', 'verb'],
  ...['aria-label', 'aria-description', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext'],
]);

/** Keys of objects whose value is shown to the person. */
const SPOKEN_KEYS: ReadonlySet<string> = new Set([
  ...['label', 'title', 'hint', 'placeholder', 'means', 'advice', 'what', 'detail', 'text', 'body', 'message', 'tooltip'],
]);

const LETTER = /\p{L}/u;
/** What begins as a sentence or as a label of several words: no identifier, packet or line of the log of ours does. */
const SENTENCE = /^[“„]?\p{Lu}[\p{L}’'-]*[,:]? \S/u;
/** Names of programs and keys, and languages of machines. */
const NO_WORDS = /^(RWCI (Desktop|server) ?|Tab|Esc|Not found)$|^(SELECT|INSERT|UPDATE|DELETE|FROM|AND|ORDER|BEGIN|PRAGMA) /u;
const CAPITAL = /^\p{Lu}\p{Ll}/u;

/** A node of Svelte's tree or of the ESTree within it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** What a component says that is not in the catalogue, as `line: text`. */
export function literalsOfComponent(source: string): string[] {
  const { fragment, instance, module } = parse(source, { modern: true }) as unknown as Record<string, unknown>;
  const found = new Map<number, string>();
  look([fragment, instance, module], found, false);
  return [...found].sort(([a], [b]) => a - b).map(([at, text]) => `${String(lineAt(source, at))}: ${text.trim()}`);
}

/** The same of a module of TypeScript. */
export function literalsOfModule(source: string): string[] {
  // An end of the script within a string would be one.
  return literalsOfComponent(`<script lang="ts">${source.replaceAll('</script>', '<!script>')}</script>`);
}

function look(value: unknown, found: Map<number, string>, inAttribute: boolean): void {
  if (Array.isArray(value)) for (const each of value) look(each, found, inAttribute);
  if (!isNode(value)) return;
  let attribute = inAttribute;
  switch (value.type) {
    case 'ImportDeclaration':
    // An error that only a mistake of ours brings about.
    case 'ThrowStatement':
    case 'TSLiteralType':
      return;
    case 'Text':
      if (!inAttribute) note(value, found, LETTER);
      return;
    case 'Attribute':
      attribute = true;
      if (SPOKEN_ATTRIBUTES.has(String(value['name']))) {
        for (const part of [value['value']].flat()) for (const each of results(part)) note(each, found, LETTER);
      }
      break;
    case 'ExpressionTag':
      if (!inAttribute) for (const each of results(value)) note(each, found, LETTER);
      break;
    case 'Property':
      if (isNode(value['key']) && SPOKEN_KEYS.has(String(value['key']['name']))) {
        for (const each of results(value['value'])) note(each, found, CAPITAL);
      }
      break;
    default:
      note(value, found, SENTENCE);
  }
  for (const [name, child] of Object.entries(value)) if (name !== 'parent') look(child, found, attribute);
}

/** The texts that an expression can come to, as far as they stand in it. */
function results(value: unknown): Node[] {
  if (!isNode(value)) return [];
  switch (value.type) {
    case 'ExpressionTag':
    case 'TSAsExpression':
      return results(value['expression']);
    case 'ConditionalExpression':
      return [...results(value['consequent']), ...results(value['alternate'])];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return [...results(value['left']), ...results(value['right'])];
    case 'TemplateLiteral':
      return value['quasis'] as Node[];
    case 'Text':
    case 'Literal':
      return [value];
    default:
      return [];
  }
}

function note(node: Node, found: Map<number, string>, pattern: RegExp): void {
  const text = textOf(node);
  if (text !== null && pattern.test(text) && !NO_WORDS.test(text)) found.set(node.start + (/\S/u.exec(text)?.index ?? 0), text);
}

function textOf({ data, type, value }: Node): string | null {
  const text = type === 'Text' ? data : type === 'TemplateElement' ? (value as { cooked: unknown }).cooked : value;
  return (type === 'Text' || type === 'TemplateElement' || type === 'Literal') && typeof text === 'string' ? text : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}
