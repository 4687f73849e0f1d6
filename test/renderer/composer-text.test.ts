import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { edited } from '../../src-renderer/composer/edit.ts';
import { formatOf, MARKS, pastedLink, toggleFormat, type Format } from '../../src-renderer/composer/formatting.ts';
import { InputHistory, ownTexts, RECALLED_MAX } from '../../src-renderer/composer/input-history.ts';
import { historyStep, type ComposerKey } from '../../src-renderer/composer/composer-keys.ts';
import { messageMaxChars } from '../../src-renderer/composer/message-limit.ts';
import { splitMessage } from '../../src-renderer/composer/split-message.ts';
import { MESSAGE_MAX_CHARS, type Entry, type MessageEntry } from '../../src-shared/chat/state.ts';
import { CLIENT_FRAME_MAX_BYTES } from '../../src-shared/protocol/limits.ts';

const key = (name: string, change: Partial<ComposerKey> = {}): ComposerKey => ({
  ...{ key: name, keyCode: 0, isComposing: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...change,
});

/** A text with its selection between `[` and `]`, or the caret at `|`. */
function parse(written: string): { text: string; start: number; end: number } {
  const start = written.search(/[[|]/);
  const end = written.includes('|') ? start : written.indexOf(']') - 1;
  return { text: written.replace(/[[\]|]/g, ''), start, end };
}

function format(written: string, as: Format): string {
  const { end, start, text } = parse(written);
  const edit = toggleFormat(text, start, end, as);
  const after = edited(text, edit);
  const [from, to] = edit.selection ?? [0, 0];
  return from === to
    ? `${after.slice(0, from)}|${after.slice(from)}`
    : `${after.slice(0, from)}[${after.slice(from, to)}]${after.slice(to)}`;
}

describe('formatting keys', () => {
  it.each([
    ['a [word] b', 'bold', 'a **[word]** b'],
    ['a **[word]** b', 'bold', 'a [word] b'],
    ['a [**word**] b', 'bold', 'a [word] b'],
    ['[ word ]', 'italic', ' _[word]_ '],
    ['_[word]_', 'italic', '[word]'],
    ['__[word]__', 'italic', '___[word]___'],
    ['a [word] b', 'strike', 'a ~~[word]~~ b'],
    ['[x = 1]', 'code', '`[x = 1]`'],
    ['[one\ntwo]', 'code', '```\n[one\ntwo]\n```'],
    ['```\n[one\ntwo]\n```', 'code', '[one\ntwo]'],
    ['|', 'bold', '**|**'],
    ['**|**', 'bold', '|'],
    ['some wo|rd here', 'bold', 'some **wo|rd** here'],
    ['some **wo|rd** here', 'bold', 'some wo|rd here'],
  ] as const)('%s, %s: %s', (written, as, expected) => {
    expect(format(written, as)).toBe(expected);
  });

  it('are Ctrl+B, I and E and Ctrl+Shift+X', () => {
    expect(formatOf(key('b', { ctrlKey: true }))).toBe('bold');
    expect(formatOf(key('I', { metaKey: true }))).toBe('italic');
    expect(formatOf(key('e', { ctrlKey: true }))).toBe('code');
    expect(formatOf(key('X', { ctrlKey: true, shiftKey: true }))).toBe('strike');
    expect(formatOf(key('x', { ctrlKey: true }))).toBeNull();
    expect(formatOf(key('b'))).toBeNull();
    expect(formatOf(key('b', { ctrlKey: true, altKey: true }))).toBeNull();
  });

  test.prop([
    fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n') }),
    fc.nat(),
    fc.nat(),
    fc.constantFrom(...Object.keys(MARKS)),
  ])('pressed twice, they leave the text as it was', (text, a, b, as) => {
    const [start = 0, end = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
    const once = toggleFormat(text, start, end, as as Format);
    const marked = edited(text, once);
    const [from, to] = once.selection ?? [0, 0];
    expect(edited(marked, toggleFormat(marked, from, to, as as Format))).toBe(text);
  });
});

describe('an address pasted on a selection', () => {
  it('makes a link of it', () => {
    const edit = pastedLink('see here now', 4, 8, ' https://example.org/a_(b) ');
    expect(edit === null ? null : edited('see here now', edit)).toBe('see [here](https://example.org/a_%28b%29) now');
  });

  it.each([
    ['see here', 4, 4, 'https://example.org'],
    ['see here', 4, 8, 'not an address'],
    ['see here', 4, 8, 'javascript:alert(1)'],
    ['https://example.com', 0, 19, 'https://example.org'],
    ['two\nlines', 0, 9, 'https://example.org'],
    ['a ] b', 0, 5, 'https://example.org'],
  ])('%s, %i to %i, %s: is pasted as it is', (text, start, end, pasted) => {
    expect(pastedLink(text, start, end, pasted)).toBeNull();
  });
});

describe('a text that is too long', () => {
  it('is cut at the ends of lines, else of words, else between characters', () => {
    expect(splitMessage('one two\nthree four\nfive', 12)).toEqual(['one two', 'three four', 'five']);
    expect(splitMessage('one two three four', 8)).toEqual(['one two', 'three', 'four']);
    expect(splitMessage('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(splitMessage('👍🏽👍🏽👍🏽', 9)).toEqual(['👍🏽👍🏽', '👍🏽']);
    expect(splitMessage('😀😀', 3)).toEqual(['😀', '😀']);
    expect(splitMessage('  \n ', 3)).toEqual([]);
  });

  test.prop([
    fc.string({ unit: fc.constantFrom('a', 'é', '😀', '👨‍👩‍👧', ' ', '\n', 'e\u0301'), maxLength: 300 }),
    fc.integer({ min: 2, max: 40 }),
  ])('is all there in parts that fit, none of them empty and no character halved', (text, max) => {
    const parts = splitMessage(text, max);
    const bare = (all: string) => all.replaceAll(/\s/g, '');
    expect(bare(parts.join(''))).toBe(bare(text));
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(max);
      expect(part.trim()).not.toBe('');
      expect(part.isWellFormed()).toBe(true);
    }
  });

  it('is measured by what the server takes', () => {
    expect(messageMaxChars(null)).toBe(MESSAGE_MAX_CHARS);
    expect(messageMaxChars({ frameMaxBytes: CLIENT_FRAME_MAX_BYTES })).toBe(MESSAGE_MAX_CHARS);
    const small = messageMaxChars({ frameMaxBytes: 4_096 });
    const frame = JSON.stringify({
      type: 'message',
      message: '\u0000'.repeat(small),
      channel: '𝕏'.repeat(32),
      nonce: 'n'.repeat(64),
    });
    expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(4_096);
    expect(messageMaxChars({ frameMaxBytes: 1 })).toBe(1);
  });
});

describe('what was said before', () => {
  const said = (author: string, text: string): MessageEntry => ({
    ...{ kind: 'message', id: 1, at: 0, author, text, delivery: null, reason: null, mention: false },
  });

  it('is one’s own, the newest first, each once in a row and not without end', () => {
    const entries: Entry[] = [
      said('me', 'a'),
      said('bob', 'b'),
      said('me', 'c'),
      said('me', 'c'),
      { kind: 'join', id: 2, at: 0, name: 'x' },
    ];
    expect(ownTexts(entries, 'me')).toEqual(['c', 'a']);
    const many = Array.from({ length: 500 }, (_, i) => said('me', String(i)));
    expect(ownTexts(many, 'me')).toHaveLength(RECALLED_MAX);
  });

  it('comes back step by step, and the way back ends at what was being written', () => {
    const history = new InputHistory();
    const texts = () => ['new', 'old'];
    expect(history.newer('draft')).toBeNull();
    expect(history.older('draft', texts)).toBe('new');
    expect(history.isWalking('new')).toBe(true);
    expect(history.older('new', texts)).toBe('old');
    expect(history.older('old', texts)).toBeNull();
    expect(history.newer('old')).toBe('new');
    expect(history.newer('new')).toBe('draft');
    expect(history.newer('draft')).toBeNull();
  });

  it('is left by writing: then the walk begins anew', () => {
    const history = new InputHistory();
    expect(history.older('', () => ['new', 'old'])).toBe('new');
    expect(history.isWalking('new!')).toBe(false);
    expect(history.newer('new!')).toBeNull();
    expect(history.older('new!', () => ['newest', 'new'])).toBe('newest');
    expect(history.newer('newest')).toBe('new!');
  });

  it('is walked through by the arrows in an empty box, and by Ctrl and the arrows in any', () => {
    expect(historyStep(key('ArrowUp'), true, false)).toBe('older');
    expect(historyStep(key('ArrowUp'), false, false)).toBeNull();
    expect(historyStep(key('ArrowUp'), false, true)).toBe('older');
    expect(historyStep(key('ArrowDown'), true, false)).toBeNull();
    expect(historyStep(key('ArrowDown'), false, true)).toBe('newer');
    expect(historyStep(key('ArrowUp', { ctrlKey: true }), false, false)).toBe('older');
    expect(historyStep(key('ArrowDown', { metaKey: true }), false, false)).toBe('newer');
    expect(historyStep(key('ArrowUp', { altKey: true }), true, false)).toBeNull();
    expect(historyStep(key('ArrowUp', { shiftKey: true }), true, false)).toBeNull();
    expect(historyStep(key('a'), true, false)).toBeNull();
  });
});
