import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkChannelName, checkUserName, lookKey, nameKey } from '../../src-shared/protocol/index.ts';

const reasonOf = (name: string) => {
  const checked = checkUserName(name);
  return checked.ok ? null : checked.reason;
};

const anyName = fc.string({ unit: 'binary', maxLength: 40 });
/** Letters that look like others, in the middle of ordinary ones. */
const trickyName = fc
  .array(fc.constantFrom(...'aаɑbЬcсdeеiіıІl1I|oо0OОpрsѕuvνxхyуmMМw.-_ \u0301Σσςßﬁ𝒜ａ'), { minLength: 1, maxLength: 12 })
  .map((chars) => chars.join(''));

describe('what is accepted', () => {
  test.each([
    ...['alice', 'A', 'x'.repeat(32), '🎉'.repeat(32), 'Anna-Lena O’Neil', 'Jean Luc', 'user_1', '42', "d'Arc", 'a.b'],
    ...['Нина', '山田太郎', 'محمد', 'שרה', 'สมชาย', 'प्रिया', 'བསྒྲུབས', 'မြန်မာ', 'Ελένη', '김철수', 'Nguyễn', 'İpek', 'Øystein'],
    ...['bot', 'owner', 'me', 'serverless', 'my server'],
  ])('%j', (name) => {
    expect(checkUserName(name)).toMatchObject({ ok: true, name: name.normalize('NFC') });
  });

  test('is as it is accepted: checking it again gives the same', () => {
    fc.assert(
      fc.property(fc.oneof(anyName, trickyName), (name) => {
        const once = checkUserName(name);
        if (!once.ok) return;
        expect(checkUserName(once.name)).toEqual(once);
      }),
      { numRuns: 5_000 },
    );
  });

  test('keeps to what the rules say', () => {
    fc.assert(
      fc.property(fc.oneof(anyName, trickyName), (name) => {
        const checked = checkUserName(name);
        if (!checked.ok) return;
        const length = [...checked.name].length;
        expect(length).toBeGreaterThanOrEqual(1);
        expect(length).toBeLessThanOrEqual(32);
        expect(checked.name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect(checked.name).toBe(checked.name.trim());
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'A name cannot be empty.'],
    [' ', 'A name cannot begin or end with a space.'],
    [' a', 'A name cannot begin or end with a space.'],
    ['a\u00a0', 'A name cannot begin or end with a space.'],
    ['a  b', 'A name can hold only single, ordinary spaces.'],
    ['a\u2003b', 'A name can hold only single, ordinary spaces.'],
    ['x'.repeat(33), 'A name has at most 32 characters.'],
    ['\ufdfa\ufdfa', 'A name has at most 32 characters.'],
    ['x'.repeat(60_000), 'A name has at most 32 characters.'],
    ...['\0', '\n', '\t', '\u007f', '\u0085', '\u2028'].map((char) => [
      `a${char}b`,
      'A name cannot hold line breaks or other control characters.',
    ]),
    ...['\u200b', '\u200d', '\u202e', '\u2066', '\u061c', '\u00ad', '\ufeff', '\u3164', '\ufe0f', '\u{e0061}', '\u2800'].map(
      (char) => [`a${char}b`, 'A name cannot hold invisible or direction-changing characters.'],
    ),
    ...['\ufffd', '\ue000', '\u0378', '\ufffc'].map((char) => [
      `a${char}`,
      'A name can hold only characters that Unicode assigns.',
    ]),
    ['x\u0302\u0303\u0304', 'A name cannot pile so many marks on one letter.'],
    ['\u0301a', 'A name cannot begin with a combining mark.'],
    ...[
      'Server',
      'SYSTEM',
      'аdmin',
      'everyone',
      'here',
      'all',
      'null',
      'undefined',
      '__proto__',
      'constructor',
      'toString',
      'r00t',
    ].map((name) => [name, `The name ${name} is reserved.`]),
  ])('%j: %s', (name, reason) => {
    expect(reasonOf(name)).toBe(reason);
  });
});

describe('names that could be taken for one another', () => {
  test.each([
    ['alice', 'ALICE'],
    ['strasse', 'Straße'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ﬁn', 'fin'],
    ['ｂob', 'bob'],
    ['𝒷ob', 'bob'],
    ['e\u0301ric', 'éric'],
    ['IPEK', 'ipek'],
  ])('%s and %s are one name', (a, b) => {
    expect(nameKey(a)).toBe(nameKey(b));
  });

  test.each([
    ['alice', 'аlice'],
    ['PauI', 'Paul'],
    ['bob', 'b0b'],
    ['modern', 'modem'],
    ['Мax', 'max'],
    ['scope', 'ѕсоре'],
    ['jay', 'јау'],
    ['u1', 'ul'],
    ['AΒC', 'ABC'],
    ['ɡina', 'gina'],
    ['o’neil', "o'neil"],
  ])('%s and %s look alike', (a, b) => {
    expect(lookKey(a)).toBe(lookKey(b));
  });

  test.each([
    ['Lian', 'Ilan'],
    ['anna', 'anne'],
    ['user1', 'user2'],
    ['Jörg', 'Jorg'],
    ['a', 'b'],
    ['Nina', 'Нина'],
  ])('%s and %s stay apart', (a, b) => {
    expect(nameKey(a)).not.toBe(nameKey(b));
    expect(lookKey(a)).not.toBe(lookKey(b));
  });

  test('whatever is one name looks alike, whatever its case', () => {
    fc.assert(
      fc.property(trickyName, (name) => {
        expect(nameKey(nameKey(name))).toBe(nameKey(name));
        expect(nameKey(name.normalize('NFD'))).toBe(nameKey(name));
      }),
      { numRuns: 5_000 },
    );
  });
});

test('a channel has a name of one word without the #', () => {
  expect(checkChannelName('off-topic')).toMatchObject({ ok: true, name: 'off-topic' });
  expect(checkChannelName('all')).toMatchObject({ ok: true });
  expect(checkChannelName('#off-topic')).toMatchObject({ ok: false });
  expect(checkChannelName('off topic')).toMatchObject({ ok: false });
  for (const name of ['__proto__', 'constructor', 'toString', 'CONSTRUCTOR']) {
    expect(checkChannelName(name)).toEqual({ ok: false, rule: 'reserved', reason: `The name ${name} is reserved.` });
  }
});
