/** From this size on Windows reads a PNG; smaller ones every program reads as a bitmap only. */
const PNG_MIN_PX = 256;
const ICO_HEADER_BYTES = 6;
const ICO_ENTRY_BYTES = 16;
const BITMAP_HEADER_BYTES = 40;
const ICNS_HEADER_BYTES = 8;

/**
 * A Windows icon of several sizes.
 * @param {{ size: number, png: Buffer, rgba: Buffer }[]} pictures
 */
export function icoOf(pictures) {
  const images = pictures.map(({ png, rgba, size }) => (size >= PNG_MIN_PX ? png : bitmapOf(rgba, size)));
  const header = Buffer.alloc(ICO_HEADER_BYTES);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = ICO_HEADER_BYTES + pictures.length * ICO_ENTRY_BYTES;
  const entries = pictures.map(({ size }, index) => {
    const entry = Buffer.alloc(ICO_ENTRY_BYTES);
    // 256 does not fit into a byte, and is written as 0.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(images[index].length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += images[index].length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...images]);
}

/** A device-independent bitmap with 32 bits a pixel, from the last line up, and the mask that older programs want. */
function bitmapOf(rgba, size) {
  const header = Buffer.alloc(BITMAP_HEADER_BYTES);
  header.writeUInt32LE(BITMAP_HEADER_BYTES, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(size * size * 4);
  // Its lines are filled up to four bytes.
  const maskLine = Math.ceil(size / 32) * 4;
  const mask = Buffer.alloc(maskLine * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((size - 1 - y) * size + x) * 4;
      const to = (y * size + x) * 4;
      const [red, green, blue, alpha] = rgba.subarray(from, from + 4);
      colours.set([blue, green, red, alpha], to);
      if (alpha === 0) mask[y * maskLine + (x >> 3)] |= 0x80 >> (x & 7);
    }
  }
  return Buffer.concat([header, colours, mask]);
}

/**
 * A macOS icon of several sizes.
 * @param {{ type: string, png: Buffer }[]} pictures
 */
export function icnsOf(pictures) {
  const entries = pictures.map(({ png, type }) => Buffer.concat([icnsHeader(type, png.length), png]));
  const length = entries.reduce((sum, entry) => sum + entry.length, 0);
  return Buffer.concat([icnsHeader('icns', length), ...entries]);
}

function icnsHeader(type, length) {
  const header = Buffer.alloc(ICNS_HEADER_BYTES);
  header.write(type, 0, 'latin1');
  header.writeUInt32BE(length + ICNS_HEADER_BYTES, 4);
  return header;
}
