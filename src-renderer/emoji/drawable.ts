/** Emoji that older systems may not have: the newer blocks, and those joined out of several. */
const MAY_BE_MISSING = /\u200D|[\u{1FA70}-\u{1FAFF}\u{1F6DC}-\u{1F6DF}\u{1F7F0}\u{1F979}\u{1F9CC}]/u;

/** How much wider or narrower than others an emoji may be; one that falls apart is twice as wide, a missing one has a box's width. */
const WIDTH_SLACK = 0.1;

const FONT = "22px 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif";

/**
 * Says of an emoji whether this computer's font has it: one that is missing is drawn as a box, or as its parts side by side, and has
 * another width. Where nothing can be measured, all count as there.
 */
export function drawableHere(
  canvas: Pick<CanvasRenderingContext2D, 'font' | 'measureText'> | null,
): (emoji: string) => boolean {
  if (canvas === null) return () => true;
  canvas.font = FONT;
  const usual = canvas.measureText('😀').width;
  return (emoji) => {
    if (!MAY_BE_MISSING.test(emoji)) return true;
    return Math.abs(canvas.measureText(emoji).width - usual) <= usual * WIDTH_SLACK;
  };
}
