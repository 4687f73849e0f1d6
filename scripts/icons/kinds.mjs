/**
 * What is drawn: a kind of src-main/assets/icon.svg at a size in pixels.
 * @typedef {{ kind: string, size: number }} Drawing
 */

/** macOS wants room around a tile for its shadow: the tile takes 824 of 1024 parts. */
export const VIEW_BOXES = { mac: '-32.3 -32.3 576.6 576.6' };

const LINUX_SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256];

/** Below that the dots in the bubble run together. */
const LARGE_MIN_PX = 32;

/** The picture for an app's icon at that size. */
const appKind = (size) => (size < LARGE_MIN_PX ? 'small' : 'app');

/** icns entries that hold a PNG, by their type: 16 to 512 points, each also at twice the pixels. */
export const ICNS_TYPES = {
  icp4: 16,
  icp5: 32,
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
};

/** The marks of the tray icon, by what it says. */
const MARKS = { plain: '', unread: '-unread', quiet: '-quiet' };

/** Pictures of their own, by file below src-main/assets. @type {Record<string, Drawing>} */
export const PICTURES = {
  // The window's own, which the program carries.
  'icon.png': { kind: 'app', size: 256 },
  ...Object.fromEntries(LINUX_SIZES.map((size) => [`icons/${size}x${size}.png`, { kind: appKind(size), size }])),
  // The page for guests on a phone's home screen: as a picture, and for systems that cut their own shape out of it.
  'page/icon-192.png': { kind: 'app', size: 192 },
  'page/whole-180.png': { kind: 'whole', size: 180 },
  'page/whole-512.png': { kind: 'whole', size: 512 },
  ...Object.fromEntries(
    Object.entries(MARKS).flatMap(([name, mark]) => [
      // The tile is seen on a light bar and on a dark one; 100, 150 and 200 %.
      ...[16, 24, 32].map((size) => [`tray/${name}-${size}.png`, { kind: `small${mark}`, size }]),
      ...[18, 36].map((size) => [`tray/template-${name}-${size}.png`, { kind: `template${mark}`, size }]),
    ]),
  ),
};

/** The pictures in the Windows icon, the smallest first. @type {Drawing[]} */
export const ICO = WINDOWS_SIZES.map((size) => ({ kind: appKind(size), size }));

/** The pictures in the macOS icon. @type {(Drawing & { type: string })[]} */
export const ICNS = Object.entries(ICNS_TYPES).map(([type, size]) => ({ type, kind: 'mac', size }));
