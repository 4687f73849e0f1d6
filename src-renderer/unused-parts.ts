import type { Plugin } from 'vite';

/**
 * What markdown-it brings for rules that the window does not use (src-renderer/text/inline.ts): the table of HTML's entities, the
 * search for links and the taking apart of their addresses, a quarter of what it weighs. Each throws where it is used after all.
 */
const UNUSED: ReadonlyMap<string, string> = new Map([
  ['entities', 'export const decodeHTMLStrict = (text) => text;'],
  ['linkify-it', 'export class LinkifyIt {}'],
  ['mdurl', stubs('parse', 'format', 'encode', 'decode')],
  ['punycode.js', 'export default {};'],
]);

function stubs(...names: readonly string[]): string {
  return names.map((name) => `export const ${name} = () => { throw new Error('mdurl is not here'); };`).join('\n');
}

/** Leaves those parts out of what is built. */
export function withoutUnusedParts(): Plugin {
  return {
    name: 'without-unused-parts',
    enforce: 'pre',
    resolveId: (id, importer) => (UNUSED.has(id) && importer?.includes('markdown-it') === true ? `\0unused:${id}` : null),
    load: (id) => (id.startsWith('\0unused:') ? (UNUSED.get(id.slice('\0unused:'.length)) ?? null) : null),
  };
}
