import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LINK_MAX_CHARS, MARKS_MAX, splitMessage, type TextPiece } from '../../src-renderer/chat/message-text.ts';

/** Links in <>, mentions in [], the rest as it is. */
const shape = (pieces: readonly TextPiece[]): string =>
  pieces.map(({ kind, text }) => (kind === 'link' ? `<${text}>` : kind === 'mention' ? `[${text}]` : text)).join('');
const split = (text: string, me: string | null = null): string => shape(splitMessage(text, me));

describe('links in a message', () => {
  it.each([
    ['see https://example.org/a?b=c#d for more', 'see <https://example.org/a?b=c#d> for more'],
    ['http://192.168.1.5:8080', '<http://192.168.1.5:8080>'],
    ['HTTPS://EXAMPLE.org', '<HTTPS://EXAMPLE.org>'],
    ['two http://a.example http://b.example', 'two <http://a.example> <http://b.example>'],
    ['a sentence: https://example.org.', 'a sentence: <https://example.org>.'],
    ['is it https://example.org/?!', 'is it <https://example.org/>?!'],
    ['(https://example.org)', '(<https://example.org>)'],
    ['https://en.wikipedia.org/wiki/Foo_(bar)', '<https://en.wikipedia.org/wiki/Foo_(bar)>'],
    ['(see https://e.example/Foo_(bar).)', '(see <https://e.example/Foo_(bar)>.)'],
    ['"https://example.org"', '"<https://example.org>"'],
    ['**https://example.org**', '**<https://example.org>**'],
    ['line\nhttps://example.org\nline', 'line\n<https://example.org>\nline'],
    ['https://bücher.example/ä', '<https://bücher.example/ä>'],
    ['https://日本.example、', '<https://日本.example、>'],
  ])('%j', (text, expected) => {
    expect(split(text)).toBe(expected);
  });

  it.each([
    'nothing here',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.org',
    'rwci://host',
    'www.example.org',
    'xhttps://example.org',
    'https://',
    'https://.',
    'https://user:secret@example.org',
    'https://bank.example@evil.example/',
    `https://example.org/${'x'.repeat(LINK_MAX_CHARS)}`,
  ])('none in %j', (text) => {
    expect(splitMessage(text, null)).toEqual([{ kind: 'text', text }]);
  });

  it('say where they really lead', () => {
    const host = (text: string): unknown => splitMessage(text, null).find(({ kind }) => kind === 'link');
    expect(host('https://Example.org:8443/x')).toMatchObject({ host: 'example.org:8443' });
    // A Cyrillic а.
    expect(host('https://аpple.com')).toMatchObject({ host: 'xn--pple-43d.com' });
    expect(host('http://0x7f.1/')).toMatchObject({ host: '127.0.0.1' });
  });

  it('end before a character that turns the text around', () => {
    expect(split('https://example.org/\u202Egpj.exe')).toBe('<https://example.org/>\u202Egpj.exe');
  });

  it('are marked up to a bound', () => {
    const pieces = splitMessage('https://a.example '.repeat(MARKS_MAX + 50), null);
    expect(pieces.filter(({ kind }) => kind === 'link')).toHaveLength(MARKS_MAX);
  });
});

describe('mentions of oneself in a message', () => {
  it.each([
    ['hi ann!', 'ann', 'hi [ann]!'],
    ['@Ann, look', 'ann', '[@Ann], look'],
    ['Anna and joann', 'ann', 'Anna and joann'],
    ['ann ann', 'ann', '[ann] [ann]'],
    ['mail@ann', 'ann', 'mail[@ann]'],
    ['a.b+c?', 'a.b+c', '[a.b+c]?'],
    ['https://ann.example ann', 'ann', '<https://ann.example> [ann]'],
    ['Привет, Мария', 'мария', 'Привет, [Мария]'],
    ['nobody', '', 'nobody'],
  ])('%j for %j', (text, me, expected) => {
    expect(split(text, me)).toBe(expected);
  });
});

describe('whatever the text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.constantFrom('https://', 'http://a.b', '(', ')', '.', ' ', 'ann', '@', 'x', '\u202E', '[', ']'), {
        maxLength: 40,
      })
      .map((parts) => parts.join('')),
  );
  test.prop([texts])('the pieces are the text, and links are http or https', (text) => {
    const pieces = splitMessage(text, 'ann');
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    for (const piece of pieces)
      if (piece.kind === 'link') expect(piece.href).toMatch(/^https?:\/\/[^@]*$|^https?:\/\/[^/@]+\//);
  });

  it('costs little when it is long', () => {
    const start = performance.now();
    for (const unit of ['https://', ')', '(', 'ann', '.', 'http://a.b ', 'https://a(', '@'])
      splitMessage(unit.repeat(30_000), 'ann');
    splitMessage(`https://a.example/${')'.repeat(200_000)}`, 'ann');
    expect(performance.now() - start).toBeLessThan(1_500);
  });
});
