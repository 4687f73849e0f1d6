/** Of a button that has no words on it, when the pointer rests there, in ms. */
export const TIP_DELAY_MS = 500;
/** After one was seen, the next one comes at once for so long. */
export const TIP_AGAIN_MS = 400;

/** Where a tip can stand at its anchor. */
export type TipSide = 'above' | 'below' | 'beside';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP_PX = 6;
const EDGE_PX = 4;

/** Pure. The upper left corner in px of a tip of `size` at `anchor`: on the side that was asked for, or opposite where there is no room, and always in sight. */
export function tipPlace(
  anchor: Box,
  size: Size,
  room: Size,
  side: TipSide,
  rightToLeft: boolean,
): { left: number; top: number } {
  const within = (value: number, length: number, all: number): number =>
    Math.max(EDGE_PX, Math.min(value, all - length - EDGE_PX));
  if (side === 'beside') {
    const right = anchor.right + GAP_PX;
    const left = anchor.left - GAP_PX - size.width;
    const fitsRight = right + size.width <= room.width - EDGE_PX;
    const place = rightToLeft ? (left >= EDGE_PX ? left : right) : fitsRight ? right : left;
    return {
      left: within(place, size.width, room.width),
      top: within((anchor.top + anchor.bottom - size.height) / 2, size.height, room.height),
    };
  }
  const above = anchor.top - GAP_PX - size.height;
  const below = anchor.bottom + GAP_PX;
  const fitsAbove = above >= EDGE_PX;
  const fitsBelow = below + size.height <= room.height - EDGE_PX;
  const goesAbove = side === 'above' ? fitsAbove || !fitsBelow : fitsAbove && !fitsBelow;
  return {
    left: within((anchor.left + anchor.right - size.width) / 2, size.width, room.width),
    top: within(goesAbove ? above : below, size.height, room.height),
  };
}
