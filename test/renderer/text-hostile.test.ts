import { describe, expect, it } from 'vitest';
import { escapeMarkup } from '../../src-shared/client/attention/telling-text.ts';
import { parseText } from '../../src-renderer/text/parse.ts';
import { plainText } from '../../src-shared/text/plain-text.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { isLeftOf, seenIn } from '../support/text-tree.ts';

it('there are enough of them, and no two are the same', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(250);
  expect(HOSTILE_TEXTS.filter((text) => !text.isWellFormed())).toEqual([]);
});

describe('a hostile text', () => {
  it.each(HOSTILE_TEXTS)('leads nowhere else and loses nothing: %j', (text) => {
    const blocks = parseText(text);
    if (blocks === null) return;
    const { links, text: shown } = seenIn(blocks);
    for (const href of links) expect(href).toMatch(/^(https?:\/\/[\w.[\]:-]+\/|mailto:[^?]*$|tel:|rwci:\/\/[\w.[\]:-]+:\d+\/)/);
    const left = isLeftOf(shown, text);
    expect(left).not.toBeNull();
    if (links.length === 0) expect(left).toMatch(/^[\s*_~`>\\-]*$/u);
  });
});

it.each(HOSTILE_TEXTS)('is no markup in a notification: %j', (text) => {
  const body = escapeMarkup(plainText(text));
  expect(body).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  expect(isLeftOf(plainText(text), text)).not.toBeNull();
});
