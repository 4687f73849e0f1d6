import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCOPES, spansOf } from '../../src-renderer/text/syntax.ts';
import { contrast } from '../support/contrast.ts';

const css = readFileSync(new URL('../../src-renderer/text/syntax.css', import.meta.url), 'utf8').replace(/\/\*.*?\*\//gs, '');
const tokens = readFileSync(new URL('../../src-renderer/styles/tokens.css', import.meta.url), 'utf8');

/** The colours that one selector gives. */
function coloursOf(text: string, selector: string): Map<string, string> {
  const [, body = ''] = new RegExp(`(?:^|[},\\s])${selector.replace(/[[\]]/g, '\\$&')}\\s*\\{([^}]*)`).exec(text) ?? [];
  return new Map([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]));
}

describe.each([
  [":root[data-theme='light']", 4.5],
  [":root[data-theme='dark']", 4.5],
  [":root[data-contrast='more']", 7],
  [":root[data-theme='dark'][data-contrast='more']", 7],
])('in %s', (selector, least) => {
  const colours = coloursOf(css, selector);

  it('code can be read, whatever it is', () => {
    for (const scope of SCOPES) {
      const ratio = contrast(colours.get(`code-${scope}`), colours.get('code-ground'));
      expect(ratio, `code-${scope}`).toBeGreaterThanOrEqual(least);
    }
  });
});

it.each(['light', 'dark'])('what stands around it can be read too: %s', (theme) => {
  const ground = coloursOf(css, `:root[data-theme='${theme}']`).get('code-ground');
  const around = coloursOf(tokens, `:root[data-theme='${theme}']`);
  for (const name of ['text', 'text-soft', 'text-muted'])
    expect(contrast(around.get(name), ground), name).toBeGreaterThanOrEqual(4.5);
});

describe('the spans of code', () => {
  const CODE: readonly (readonly [string, string])[] = [
    ['ts', 'const a: number = `x${1 + b}`; // so far'],
    ['py', 'def f(self, n=1.5):\n    return f"{n!r}" if n else None'],
    ['json', '{ "a": [1, true, null, "\\u0041"] }'],
    ['html', '<a class="x" href=\'#y\'>text &amp; more</a> <!-- note --> <script>if (a < b) alert(1)</script>'],
    ['css', 'a:hover { color: #fff; background: url(x.png) }'],
    ['bash', 'for f in *.ts; do echo "$f" | wc -l; done'],
    ['diff', '@@ -1 +1 @@\n-old\n+new'],
    ['rust', 'fn main() { println!("{}", 1u8); }'],
    ['sql', "SELECT * FROM t WHERE a = 'b'"],
    ['yaml', 'a: [1, 2]\nb: "c"'],
    ['md', '# title\n**bold** [x](y)'],
    ['c++', 'int main() { return 0; }'],
  ];
  it.each(CODE)('in a row are the code: %s', (language, code) => {
    const spans = spansOf(language, code);
    expect(spans?.map(({ text }) => text).join('')).toBe(code);
    expect(spans?.some(({ scope }) => scope !== null)).toBe(true);
  });

  it('are none for a language that nobody knows', () => {
    for (const language of ['nothing', '__proto__', 'constructor', '', 'toString']) expect(spansOf(language, 'x')).toBeNull();
  });

  it('are none for what a grammar would take long for or cannot read', () => {
    expect(spansOf('ts', 'a\n'.repeat(5_000))).toBeNull();
    expect(spansOf('ts', `// ${'a'.repeat(300)}`)).toBeNull();
    expect(() => spansOf('js', '`${\n'.repeat(1_000))).not.toThrow();
    expect(() => spansOf('js', '({[\n'.repeat(1_000))).not.toThrow();
  });
});
