import { describe, expect, it } from 'vitest';
import { ADDRESS_MAX_CHARS } from '../../src-shared/text/outside-address.ts';
import { parseText } from '../../src-renderer/text/parse.ts';
import { LINKS_MAX, type Block, type Inline } from '../../src-renderer/text/tree.ts';
import { shapeOf } from './text-shape.ts';

const shape = (text: string): string => shapeOf(parseText(text), text);

describe('emphasis and code', () => {
  it.each([
    ['hi **bold** and *it* _it_ ~~no~~ `code`', 'hi [b bold] and [i it] [i it] [s no] [c code]'],
    ['***both***', '[i [b both]]'],
    ['**bold *it* x**', '[b bold [i it] x]'],
    ['*a **b* c**', '[i a [i [i b] c]]'],
    ["it's *so*!", "it's [i so]!"],
    ['"*quoted*" (**x**)', '"[i quoted]" ([b x])'],
    ['_foo_bar_', '[i foo_bar]'],
    ['a *b\nc* d', 'a [i b\nc] d'],
    ['这是**重点**内容', '这是[b 重点]内容'],
    ['강조**강조**는', '강조[b 강조]는'],
    ['**`code`**', '[b [c code]]'],
    ['`**code**`', '[c **code**]'],
    ['`` a`b ``', '[c a`b]'],
    ['` a `', '[c  a ]'],
    ['`a\nb`', '[c a\nb]'],
    ['see ```x``` y', 'see [c x] y'],
    ['**wow**🎉', '[b wow]🎉'],
  ])('%j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('to the letter stays', () => {
  it.each([
    ['snake_case_names and __init__ and __init__.py'],
    ['2 * 3 * 4, 2*3*4, 2**3**4, x = a*b + c*d'],
    ['f(*args, **kwargs) and char *p, *q'],
    ['/*foo*/ and rm -rf *'],
    ['*.ts and *.js, **/*.ts, **/*.js'],
    [':) ;-) :-* >_< and >_< and *_* or *_* ^_^ _^_ T_T -_- o_O'],
    ['C:\\path\\file and C:\\temp\\*.* and \\\\server\\_share and Files\\_old'],
    ['¯\\_(ツ)_/¯'],
    ['don`t and can`t'],
    ['<tag> & &amp; &#106; <b>not bold</b>'],
    ['# no heading\n## none either\n===\n---'],
    ['| a | b |\n|---|---|\n| 1 | 2 |'],
    ['    indented by four\n\ttabbed'],
    ['** a **'],
    ['****'],
    ['~~~~'],
    ['~a~'],
    ['`'],
    ['``'],
    ['** **'],
    ['*!*'],
    ['   '],
    ['\n \n'],
    [''],
  ])('%j', (text) => {
    expect(shape(text)).toBe(text);
  });

  it.each([
    ['\\*not bold\\*', '*not bold*'],
    ['\\`no code\\`', '`no code`'],
    ['\\[x](https://e.example)', '[x]([l https://e.example])'],
    ['\\> no quote', '> no quote'],
    ['\\- no list', '- no list'],
    ['snake\\_case', 'snake\\_case'],
    ['a \\- b', 'a \\- b'],
    ['\\', '\\'],
    ['\\n', '\\n'],
    ['\\\\', '\\\\'],
  ])('what a backslash takes the meaning from: %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('links', () => {
  it.each([
    ['see https://example.org/a?b=c#d for more', 'see [l https://example.org/a?b=c#d] for more'],
    ['http://192.168.1.5:8080', '[l http://192.168.1.5:8080]'],
    ['HTTPS://EXAMPLE.org', '[l HTTPS://EXAMPLE.org]'],
    ['two http://a.example http://b.example', 'two [l http://a.example] [l http://b.example]'],
    ['come to rwci://pi.local:8888/#general?pin=a%20b_c%2E.', 'come to [l rwci://pi.local:8888/#general?pin=a%20b_c%2E].'],
    ['rwci://pi.local:8888/chat or rwci:x', 'rwci://pi.local:8888/chat or rwci:x'],
    ['a sentence: https://example.org.', 'a sentence: [l https://example.org].'],
    ['is it https://example.org/?!', 'is it [l https://example.org/]?!'],
    ['(https://example.org)', '([l https://example.org])'],
    ['https://en.wikipedia.org/wiki/Foo_(bar)', '[l https://en.wikipedia.org/wiki/Foo_(bar)]'],
    ['(see https://e.example/Foo_(bar).)', '(see [l https://e.example/Foo_(bar)].)'],
    ['https://a.example/_foo_/*bar*/x', '[l https://a.example/_foo_/*bar*/x]'],
    ['"https://example.org"', '"[l https://example.org]"'],
    ['<https://example.org>', '<[l https://example.org]>'],
    ['**https://example.org**', '[b [l https://example.org]]'],
    ['line\nhttps://example.org\nline', 'line\n[l https://example.org]\nline'],
    ['https://bücher.example/ä', '[l https://bücher.example/ä]'],
    ['https://日本.example、', '[l https://日本.example、]'],
    ['mailto:ann@example.org', '[l mailto:ann@example.org]'],
    ['https://example.org/\u202Egpj.exe', '[l https://example.org/]\u202Egpj.exe'],
    ['`https://example.org`', '[c https://example.org]'],
  ])('bare: %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([
    ['[label](https://evil.example/x)', '[l label → evil.example]'],
    ['[https://bank.example](https://evil.example)', '[l https://bank.example → evil.example]'],
    ['[bank.example](https://evil.example)', '[l bank.example → evil.example]'],
    ['[https://e.example/x](https://e.example/x)', '[l https://e.example/x]'],
    ['[e.example](https://e.example/x)', '[l e.example]'],
    ['[**b** c](<https://e.example/a_(b)>)', '[l [b b] c → e.example]'],
    ['![a picture](https://e.example/a.png)', '[l a picture → e.example]'],
    ['[a][b](https://e.example)', '[a][l b → e.example]'],
    ['[write](mailto:ann@example.org?subject=hi)', '[l write → ann@example.org]'],
    ['[call](tel:+4912345)', '[l call → +4912345]'],
    ['[x](https://аpple.com)', '[l x → xn--pple-43d.com]'],
  ])('with a label: %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([
    ['a script mixed into a word', 'https://аpple.com', 'xn--pple-43d.com'],
    ['letters of one script that pass for Latin', 'https://сосо.com', 'xn--n1aahb.com'],
  ])('show the host as it really is where it has %s', (_, text, host) => {
    expect(shape(text)).toBe(`[l ${text} → ${host}]`);
  });

  it.each([
    'nothing here',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.org',
    'rwci:host',
    'rwci://alice@host',
    'www.example.org',
    'xhttps://example.org',
    'https://',
    'https://.',
    'https:example.org',
    'http:/example.org',
    'mailto:',
    'tel:+49123',
    'https://user:secret@example.org',
    'https://bank.example@evil.example/',
    `https://example.org/${'x'.repeat(ADDRESS_MAX_CHARS)}`,
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\u0000script:alert(1))',
    '[x](&#x6a;avascript:alert(1))',
    '[x](data:text/html,y)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '[x](smb://host/share)',
    '[x](ms-msdt:/id)',
    '[x](mailto:a@b.example?attach=/etc/passwd)',
    '[x](//evil.example)',
    '[x](evil.example)',
    '[](evil.example)',
    '[x](https:evil.example)',
    '[x]: https',
  ])('none in %j', (text) => {
    expect(parseText(text)).toBeNull();
  });

  it('are marked up to a bound', () => {
    const links = (all: readonly (Block | Inline)[]): number =>
      all.reduce((sum, node) => sum + (node.kind === 'link' ? 1 : 'children' in node ? links(node.children) : 0), 0);
    expect(links(parseText('https://a.example '.repeat(LINKS_MAX + 50)) ?? [])).toBe(LINKS_MAX);
  });
});
