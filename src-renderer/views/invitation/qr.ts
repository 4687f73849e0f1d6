import { encode } from 'uqr';

/** Modules of white around a QR code, without which scanners do not find it (ISO/IEC 18004). */
export const QUIET_ZONE_MODULES = 4;

/** A QR code to draw: a square of `size` modules with an outline of all the dark ones, the quiet zone included in both. */
export interface QrDrawing {
  readonly size: number;
  /** For the `d` of an SVG path, a module being one unit. */
  readonly path: string;
}

/** The QR code of a text; a seventh of it may be hidden or scratched. */
export function drawQr(text: string): QrDrawing {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE_MODULES });
  const path = data.map((row, y) => rowPath(row, y)).join('');
  return { size, path };
}

/** A row's dark modules, those side by side as one piece: hairlines between them would show where the picture is scaled. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x++) {
    if (row[x] !== true) continue;
    const from = x;
    while (row[x + 1] === true) x++;
    const length = x - from + 1;
    path += `M${String(from)} ${String(y)}h${String(length)}v1h-${String(length)}z`;
  }
  return path;
}
