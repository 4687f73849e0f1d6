/** A picture as Electron takes it: four bytes a pixel, BGRA, each colour multiplied by its alpha. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

const SIZE = 32;
const GLYPH_WIDTH = 5;
const GLYPH_HEIGHT = 7;
/** BGR of the unread mark in the tray's icon, #e5484d. */
const RED = [0x4d, 0x48, 0xe5] as const;
const WHITE = [0xff, 0xff, 0xff] as const;
/** Points a pixel and direction for a smooth edge. */
const SAMPLES = 4;

/** A red disc with a number on it, `9+` for what is more; without a number for null. For the corner of an icon in a taskbar. */
export function overlayImage(count: number | null): Bitmap {
  const bytes = Buffer.alloc(SIZE * SIZE * 4);
  const radius = count === null ? SIZE / 3 : SIZE / 2;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) paint(bytes, x, y, RED, coverage(x, y, radius));
  }
  if (count !== null) write(bytes, count > 9 ? '9+' : String(count));
  return { width: SIZE, height: SIZE, bytes };
}

/** How much of a pixel lies in the disc, 0 to 1. */
function coverage(x: number, y: number, radius: number): number {
  let inside = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const dx = x + ((sample % SAMPLES) + 0.5) / SAMPLES - SIZE / 2;
    const dy = y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - SIZE / 2;
    if (dx * dx + dy * dy <= radius * radius) inside++;
  }
  return inside / (SAMPLES * SAMPLES);
}

function paint(bytes: Buffer, x: number, y: number, colour: readonly number[], alpha: number): void {
  const at = (y * SIZE + x) * 4;
  colour.forEach((part, index) => {
    bytes[at + index] = Math.round(part * alpha);
  });
  bytes[at + 3] = Math.round(255 * alpha);
}

/** As large as fits, in the middle. */
function write(bytes: Buffer, text: string): void {
  const scale = text.length === 1 ? 3 : 2;
  const width = (text.length * (GLYPH_WIDTH + 1) - 1) * scale;
  const left = Math.round((SIZE - width) / 2);
  const top = Math.round((SIZE - GLYPH_HEIGHT * scale) / 2);
  [...text].forEach((character, index) => {
    const rows = GLYPHS[character] ?? [];
    for (let y = 0; y < GLYPH_HEIGHT * scale; y++) {
      for (let x = 0; x < GLYPH_WIDTH * scale; x++) {
        const isInk = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] === '#';
        if (isInk) paint(bytes, left + index * (GLYPH_WIDTH + 1) * scale + x, top + y, WHITE, 1);
      }
    }
  });
}

const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  '1': ['  #  ', ' ##  ', '# #  ', '  #  ', '  #  ', '  #  ', '#####'],
  '2': [' ### ', '#   #', '    #', '   # ', '  #  ', ' #   ', '#####'],
  '3': [' ### ', '#   #', '    #', '  ## ', '    #', '#   #', ' ### '],
  '4': ['   # ', '  ## ', ' # # ', '#  # ', '#####', '   # ', '   # '],
  '5': ['#####', '#    ', '#### ', '    #', '    #', '#   #', ' ### '],
  '6': [' ### ', '#    ', '#    ', '#### ', '#   #', '#   #', ' ### '],
  '7': ['#####', '    #', '   # ', '  #  ', '  #  ', '  #  ', '  #  '],
  '8': [' ### ', '#   #', '#   #', ' ### ', '#   #', '#   #', ' ### '],
  '9': [' ### ', '#   #', '#   #', ' ####', '    #', '    #', ' ### '],
  '+': ['     ', '  #  ', '  #  ', '#####', '  #  ', '  #  ', '     '],
};
