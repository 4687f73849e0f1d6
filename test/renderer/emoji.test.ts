import { describe, expect, it } from 'vitest';
import { EMOJI_GROUPS, loadEmoji } from '../../src-renderer/emoji/emoji-data.ts';
import { emojiOf, loadShortcodes } from '../../src-renderer/emoji/shortcodes.ts';

describe('short codes', () => {
  it('are those that chat programs share', async () => {
    const shortcodes = await loadShortcodes();
    expect(shortcodes.get('tada')).toBe('🎉');
    expect(shortcodes.get('+1')).toBe('👍');
    expect(shortcodes.get('thumbsup')).toBe('👍');
    expect(shortcodes.get('man-shrugging')).toBe('🤷‍♂️');
    expect(shortcodes.get('nothing_of_ours')).toBeUndefined();
    expect([...shortcodes.keys()].filter((code) => !/^[\w+-]+$/.test(code))).toEqual([]);
  });

  it('name pictures, also where the sign is text by itself', () => {
    expect(emojiOf('2764')).toBe('❤\uFE0F');
    expect(emojiOf('1F44D')).toBe('👍');
    expect(emojiOf('1F44D-1F3FD')).toBe('👍🏽');
  });
});

describe.each(['en', 'de'] as const)('the emoji in %s', (language) => {
  it('are each in a group and named, in the order of Unicode', async () => {
    const { list } = await loadEmoji(language);
    expect(list.length).toBeGreaterThan(1_800);
    expect(list[0]?.unicode).toBe('😀');
    expect(new Set(list.map(({ group }) => group))).toEqual(new Set(EMOJI_GROUPS));
    expect(list.filter(({ label, unicode }) => label === '' || unicode === '')).toEqual([]);
    expect(new Set(list.map(({ unicode }) => unicode)).size).toBe(list.length);
  });

  it('have no skin tone or one for everybody in them', async () => {
    const { list } = await loadEmoji(language);
    expect(new Set(list.map(({ skins }) => skins.length))).toEqual(new Set([0, 5]));
    expect(list.find(({ unicode }) => unicode === '🤝')?.skins).toEqual(['🤝🏻', '🤝🏼', '🤝🏽', '🤝🏾', '🤝🏿']);
  });
});

it('an emoji is found by words of the language and by English ones', async () => {
  const { list } = await loadEmoji('de');
  const party = list.find(({ unicode }) => unicode === '🎉');
  expect(party?.label).toBe('Konfettibombe');
  expect(party?.shortcodes).toContain('tada');
  expect(party?.words).toContain('konfettibombe');
  expect(party?.words).toContain('celebrate');
});
