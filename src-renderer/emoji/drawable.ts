/** The newest blocks, which older systems lack in part. */
const MAY_BE_MISSING = /^[\u{1FA70}-\u{1FAFF}\u{1F6D8}\u{1F6DC}-\u{1F6DF}\u{1F7F0}\u{1F979}\u{1F9CC}]/u;
const JOINED = /\u200D/u;

/** How much wider an emoji may be than others: one that falls apart is at least twice as wide. */
const WIDTH_SLACK = 0.5;

const SIZE_PX = 16;
const FONT = `${SIZE_PX}px 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif`;

/** What of a canvas is needed to look at a sign. */
type Canvas = Pick<
  CanvasRenderingContext2D,
  'font' | 'textBaseline' | 'measureText' | 'clearRect' | 'fillText' | 'getImageData'
>;

let known: ((emoji: string) => boolean) | undefined;

/** Says of an emoji whether this computer can draw it. Where that cannot be seen, all count as there. */
export function isDrawable(emoji: string): boolean {
  known ??= drawableOn(document.createElement('canvas').getContext('2d', { willReadFrequently: true }));
  return known(emoji);
}

/**
 * An emoji that the font lacks is drawn as nothing or as a box without colour, and one that is joined out of several as its parts
 * side by side. Each is looked at once.
 */
export function drawableOn(canvas: Canvas | null): (emoji: string) => boolean {
  if (canvas === null) return () => true;
  canvas.font = FONT;
  canvas.textBaseline = 'top';
  const usual = canvas.measureText('😀').width;
  const isColourful = hasColour(canvas, '😀');
  const seen = new Map<string, boolean>();
  const look = (emoji: string): boolean => {
    if (JOINED.test(emoji)) return canvas.measureText(emoji).width <= usual * (1 + WIDTH_SLACK);
    return !isColourful || !MAY_BE_MISSING.test(emoji) || hasColour(canvas, emoji);
  };
  return (emoji) => {
    let drawable = seen.get(emoji);
    if (drawable === undefined) {
      drawable = look(emoji);
      seen.set(emoji, drawable);
    }
    return drawable;
  };
}

/** Text is drawn in black: a pixel of another hue is of a picture. */
function hasColour(canvas: Canvas, sign: string): boolean {
  canvas.clearRect(0, 0, SIZE_PX, SIZE_PX);
  canvas.fillText(sign, 0, 0);
  const { data } = canvas.getImageData(0, 0, SIZE_PX, SIZE_PX);
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] !== 0 && (data[i] !== data[i + 1] || data[i + 1] !== data[i + 2])) return true;
  }
  return false;
}
