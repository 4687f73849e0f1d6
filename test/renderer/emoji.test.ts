import { describe, expect, it } from 'vitest';
import { drawableOn } from '../../src-renderer/emoji/drawable.ts';
import { EMOJI_GROUPS, loadEmoji, type Emoji, type EmojiGroup } from '../../src-renderer/emoji/emoji-data.ts';
import { GRID, gridSections, moveInGrid, rowsBetween, type GridMove } from '../../src-renderer/emoji/emoji-grid.ts';
import { findEmoji, inTone } from '../../src-renderer/emoji/find-emoji.ts';
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

describe('looking for emoji', () => {
  it('finds the short code itself first, then the shortest that begins so, then words', async () => {
    const { list } = await loadEmoji('en');
    const found = (query: string) => findEmoji(list, query, 8).map(({ unicode }) => unicode);
    expect(found('tada')[0]).toBe('🎉');
    expect(found('smi')[0]).toBe('😄');
    expect(found('celebrate')).toContain('🎉');
    expect(found('thumbs up')[0]).toBe('👍');
    expect(found('xqzzt')).toEqual([]);
    expect(found('  ')).toEqual([]);
  });

  it('looks in the person’s language, accents or not, and in English', async () => {
    const { list } = await loadEmoji('de');
    const found = (query: string) => findEmoji(list, query, 8).map(({ unicode }) => unicode);
    expect(found('hände')).toEqual(found('hande'));
    expect(found('hände').length).toBeGreaterThan(0);
    expect(found('konfetti')).toContain('🎉');
    expect(found('tada')[0]).toBe('🎉');
  });

  it('gives people the chosen tone and the rest as it is', async () => {
    const { list } = await loadEmoji('en');
    const of = (wanted: string) => list.find(({ unicode }) => unicode === wanted);
    const [thumb, party] = [of('👍'), of('🎉')];
    if (thumb === undefined || party === undefined) throw new Error('both are there');
    expect([inTone(thumb, 0), inTone(thumb, 1), inTone(party, 5)]).toEqual(['👍', '👍🏻', '🎉']);
  });
});

describe('the picker’s grid', () => {
  const emoji = (unicode: string, group: EmojiGroup): Emoji => ({
    ...{ unicode, label: unicode, shortcodes: [], words: [unicode], group, skins: [] },
  });
  const smileys = Array.from({ length: GRID.columns + 2 }, (_, i) => emoji(`s${String(i)}`, 'smileys'));
  const list = [...smileys, emoji('f0', 'flags')];

  it('has what was used last first, then the groups that have something, each under its heading', () => {
    const sections = gridSections(list, ['s3', 'gone'], 0, '');
    expect(sections.map(({ cells, first, key }) => [key, first, cells.length])).toEqual([
      ['recent', 0, 1],
      ['smileys', 1, GRID.columns + 2],
      ['flags', GRID.columns + 3, 1],
    ]);
    expect(sections[1]?.top).toBe(GRID.heading + GRID.cell);
    expect(sections[1]?.height).toBe(GRID.heading + 2 * GRID.cell);
    expect(gridSections(list, ['s3'], 0, 's1').map(({ key }) => key)).toEqual(['found']);
    expect(gridSections(list, ['s3'], 0, 'nothing')).toEqual([]);
  });

  it('has only the rows in sight in it', () => {
    const [, second] = gridSections(list, ['s3'], 0, '');
    if (second === undefined) throw new Error('it is there');
    const begin = second.top + GRID.heading;
    expect(rowsBetween(second, begin, begin + 1).map(({ first }) => first)).toEqual([1]);
    expect(rowsBetween(second, begin, begin + GRID.cell + 1).map(({ cells }) => cells.length)).toEqual([GRID.columns, 2]);
    expect(rowsBetween(second, begin + 500, begin + 600)).toEqual([]);
  });

  it('is walked through by the arrows over headings and into shorter rows', () => {
    const sections = gridSections(list, ['s3'], 0, '');
    const walk = (...moves: GridMove[]) => moves.reduce<number | null>((at, move) => moveInGrid(sections, at, move), null);
    expect(walk('down')).toBe(0);
    expect(walk('down', 'down')).toBe(1);
    expect(walk('down', 'down', 'right', 'right', 'right', 'down')).toBe(GRID.columns + 2);
    expect(walk('down', 'down', 'down', 'down')).toBe(GRID.columns + 3);
    expect(walk('down', 'section-down', 'section-down', 'section-down', 'right')).toBe(GRID.columns + 3);
    expect(walk('down', 'section-down', 'right', 'section-up')).toBe(1);
    expect(walk('down', 'left', 'up')).toBe(0);
    expect(moveInGrid([], null, 'down')).toBeNull();
  });
});

describe('an emoji that this computer lacks', () => {
  /** A font that draws each sign in colour, but those of `missing` not at all, and joined ones of `apart` as their parts. */
  function canvas({ apart = '', colours = true, missing = '' }) {
    let drawn = '';
    return {
      font: '',
      textBaseline: 'top' as const,
      measureText: (text: string) => ({ width: text === apart ? 40 : 20 }) as TextMetrics,
      clearRect: () => undefined,
      fillText: (text: string) => {
        drawn = text;
      },
      getImageData: () => {
        const pixel = drawn === missing ? [0, 0, 0, 0] : colours ? [250, 200, 0, 255] : [0, 0, 0, 255];
        return { data: new Uint8ClampedArray(pixel) } as ImageData;
      },
    };
  }

  it('is drawn as nothing, or falls apart', () => {
    const missing = drawableOn(canvas({ missing: '🫩' }));
    expect([missing('🫩'), missing('🫠'), missing('😀')]).toEqual([false, true, true]);
    const apart = drawableOn(canvas({ apart: '🐦‍🔥' }));
    expect([apart('🐦‍🔥'), apart('❤️‍🔥')]).toEqual([false, true]);
  });

  it('cannot be told where the font has no colours or nothing can be drawn', () => {
    const grey = drawableOn(canvas({ colours: false }));
    expect(grey('🫩')).toBe(true);
    expect(drawableOn(null)('🫩')).toBe(true);
  });
});
