import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ASSETS, HASHES, hashIcons, MADE } from '../../scripts/icons/hashes.mjs';
import { ICNS_TYPES, PICTURES } from '../../scripts/icons/kinds.mjs';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const icon = (name: string) => readFileSync(`${ASSETS}/${name}`);

test('the icons are those that the script makes of the picture as it is now; if not: npm run icons', async () => {
  expect(await hashIcons()).toEqual(JSON.parse(icon(HASHES).toString('utf8')));
});

test.each(Object.entries(PICTURES))('%s has its size, and its corners let what is below through', (name, { size }) => {
  const png = icon(name);
  expect(png.subarray(0, PNG.length)).toEqual(PNG);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  const [depth, colours] = png.subarray(24, 26);
  expect({ depth, colours }).toEqual({ depth: 8, colours: 6 });
});

test('the Windows icon has every size that its menus, bars and lists show', () => {
  const ico = icon('icon.ico');
  const count = ico.readUInt16LE(4);
  const sizes = Array.from({ length: count }, (_, index) => ico.readUInt8(6 + index * 16) || 256);
  expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  const ends = sizes.map((_, index) => ico.readUInt32LE(6 + index * 16 + 8) + ico.readUInt32LE(6 + index * 16 + 12));
  expect(ends.at(-1)).toBe(ico.length);
});

test('the macOS icon has every size, each also for a Retina screen', () => {
  const icns = icon('icon.icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const found: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    found[icns.toString('latin1', at, at + 4)] = icns.readUInt32BE(at + 8 + 16);
  }
  expect(found).toEqual(ICNS_TYPES);
});

test('every size of the tray is there for light bars, dark bars and the menu bar of macOS', () => {
  const tray = MADE.filter((name: string) => name.startsWith('tray/'));
  expect(tray).toHaveLength(15);
});
