import { describe, expect, test } from 'vitest';
import { badgeView } from '../../../src-main/attention/badge-view.ts';
import { overlayImage } from '../../../src-main/attention/overlay-image.ts';
import { after, appOf, choose, direct, NOW, on, received, said, server } from '../../support/attention-room.ts';

describe('the badge', () => {
  const none = appOf([server('one'), server('two', {}, { muted: true })]);
  const chatter = after(none, received('one', said('bob', 'hello')));

  test('is the number of direct messages and mentions, else a dot for anything else, else nothing', () => {
    expect(badgeView(none)).toEqual({ count: 0, isDotted: false, description: '' });
    expect(badgeView(chatter)).toEqual({ count: 0, isDotted: true, description: 'Unread messages' });
    const one = after(chatter, received('one', direct('bob')));
    expect(badgeView(one)).toEqual({ count: 1, isDotted: false, description: '1 unread message for you' });
    expect(badgeView(after(one, received('one', said('bob', 'ann'))))).toMatchObject({ count: 2 });
  });

  test('shows nothing of what is muted', () => {
    expect(badgeView(after(none, received('two', direct('bob')), received('two', said('bob', 'x')))).description).toBe('');
    expect(badgeView(after(chatter, choose('one', 'channel:general', { mutedUntil: NOW }))).description).toBe('');
  });

  test('is gone when everything was read', () => {
    const read = on('one', { type: 'conversation/marked-read', conversation: null });
    expect(badgeView(after(chatter, received('one', direct('bob')), read)).description).toBe('');
  });
});

describe('the picture for a taskbar', () => {
  const WHITE = 0xffffffff;
  const ink = (count: number | null) => {
    const { bytes, height, width } = overlayImage(count);
    expect(bytes).toHaveLength(width * height * 4);
    return Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (__, x) => (bytes.readUInt32BE((y * width + x) * 4) === WHITE ? '#' : ' ')).join(''),
    );
  };

  test('is another one for each number up to nine, and one for all that is more', () => {
    const pictures = Array.from({ length: 9 }, (_, index) => ink(index + 1).join('\n'));
    expect(new Set(pictures).size).toBe(9);
    expect(ink(10)).toEqual(ink(500));
    expect(pictures).not.toContain(ink(10).join('\n'));
    expect(ink(null).join('')).not.toContain('#');
  });

  test('has its number in the middle, and clear corners', () => {
    for (const count of [1, 4, 8, 10]) {
      const rows = ink(count);
      const used = rows.flatMap((row, y) => (row.includes('#') ? [y] : []));
      const left = Math.min(...rows.filter((row) => row.includes('#')).map((row) => row.indexOf('#')));
      const right = Math.max(...rows.map((row) => row.lastIndexOf('#')));
      expect(Math.abs((used[0] ?? 0) + (used.at(-1) ?? 0) - 31)).toBeLessThanOrEqual(1);
      expect(Math.abs(left + right - 31)).toBeLessThanOrEqual(4);
    }
    for (const count of [null, 3]) {
      const { bytes, height, width } = overlayImage(count);
      const pixel = (x: number, y: number) => [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
      for (const [x, y] of [
        [0, 0],
        [width - 1, 0],
        [0, height - 1],
        [width - 1, height - 1],
      ] as const)
        expect(pixel(x, y)).toEqual([0, 0, 0, 0]);
      expect(pixel(width / 2, 8)[3]).toBe(255);
    }
  });

  test('is a colour times its alpha, as Electron takes it', () => {
    const { bytes } = overlayImage(null);
    for (let at = 0; at < bytes.length; at += 4) {
      for (let part = 0; part < 3; part++) expect(bytes[at + part]).toBeLessThanOrEqual(bytes[at + 3] ?? 0);
    }
  });
});
