import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, TestInfo } from '@playwright/test';
import { expect, test, type Desktop } from './desktop.ts';

/**
 * Pictures of the window, compared with committed references in test/e2e/references/electron-MAJOR. What draws a glyph is part of
 * a picture: the app is started with the fonts below and no others, and a comparison is skipped, with the reason, where another
 * Electron or other versions of the fonts than those of the references would be compared with.
 *
 * To take them anew: `npm run pictures`, then look at each of them.
 */

/** What Debian's fonts-inter, fonts-dejavu-core and fonts-noto-color-emoji bring; scripts/lib/system-packages.mjs installs them. */
const FONTS = [
  ...['Regular', 'Medium', 'SemiBold', 'Bold', 'Italic'].map((style) => `/usr/share/fonts/opentype/inter/Inter-${style}.otf`),
  ...['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono', 'DejaVuSansMono-Bold'].map(
    (name) => `/usr/share/fonts/truetype/dejavu/${name}.ttf`,
  ),
  '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
];

const REFERENCES = fileURLToPath(new URL('../references/', import.meta.url));

/** Of all pixels, this part may differ: edges of glyphs, not words or colours. */
const DIFFERENT_MAX = 0.01;

/** The sizes of the window's content in px in which everything is photographed. */
export const PICTURE_SIZES = { wide: { width: 1_280, height: 800 }, narrow: { width: 420, height: 700 } } as const;
export type PictureSize = keyof typeof PICTURE_SIZES;

/** How the app has to be started so that its pictures come out the same everywhere: for `launch`. */
export interface Studio {
  readonly env: Readonly<Record<string, string>>;
  readonly switches: readonly string[];
}

/** Fonts, a clock and a screen that are the same on every computer. */
export async function openStudio(): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'rwci-fonts-'));
  const fonts = join(folder, 'fonts');
  await mkdir(fonts);
  for (const path of FONTS) if (existsSync(path)) await copyFile(path, join(fonts, basename(path)));
  const file = join(folder, 'fonts.conf');
  await writeFile(file, fontConfiguration(fonts, join(folder, 'cache')));
  return {
    env: { FONTCONFIG_FILE: file, TZ: 'UTC', LANG: 'C.UTF-8', LANGUAGE: 'en' },
    switches: [
      ...['--force-device-scale-factor=1', '--force-color-profile=srgb', '--lang=en-US'],
      ...['--disable-lcd-text', '--disable-font-subpixel-positioning', '--disable-gpu'],
    ],
  };
}

/** Inter for everything, DejaVu Sans for what it has not, and Noto's emoji; never the font's own idea of a pixel grid. */
function fontConfiguration(fonts: string, cache: string): string {
  const families = (generic: string, names: readonly string[]) =>
    `<alias binding="same"><family>${generic}</family><prefer>${names.map((name) => `<family>${name}</family>`).join('')}</prefer></alias>`;
  const sans = ['Inter', 'DejaVu Sans', 'Noto Color Emoji'];
  const mono = ['DejaVu Sans Mono', 'DejaVu Sans', 'Noto Color Emoji'];
  const settings = [
    ...[
      '<edit name="antialias" mode="assign"><bool>true</bool></edit>',
      '<edit name="hinting" mode="assign"><bool>false</bool></edit>',
    ],
    ...[
      '<edit name="hintstyle" mode="assign"><const>hintnone</const></edit>',
      '<edit name="rgba" mode="assign"><const>none</const></edit>',
    ],
  ];
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>',
    `<dir>${fonts}</dir><cachedir>${cache}</cachedir>`,
    ...['sans-serif', 'system-ui', 'Sans', 'serif'].map((generic) => families(generic, sans)),
    ...['monospace', 'ui-monospace'].map((generic) => families(generic, mono)),
    `<match target="font">${settings.join('')}</match><match target="pattern">${settings.join('')}</match>`,
    '</fontconfig>',
  ].join('\n');
}

/** Skips the test, with the reason, where its pictures cannot be compared with the references. Call it once an app runs. */
export async function needsReferences(desktop: Desktop, info: TestInfo): Promise<void> {
  const reason = await whyNoReferences(desktop, info);
  test.skip(reason !== null, reason ?? '');
}

/** Why pictures cannot be compared with the references, for a test that has something to say without them; null where they can. */
export async function whyNoReferences({ app }: Desktop, info: TestInfo): Promise<string | null> {
  const electron = await app.evaluate(() => process.versions.electron ?? '');
  const folder = folderOf(electron);
  const fonts = await fontVersions();
  if (isTaking(info)) {
    await mkdir(join(REFERENCES, folder), { recursive: true });
    await writeFile(join(REFERENCES, folder, 'fonts.json'), `${JSON.stringify(fonts, null, 2)}\n`);
    return null;
  }
  const taken = await readFile(join(REFERENCES, folder, 'fonts.json'), 'utf8').then(
    (text) => JSON.parse(text) as Record<string, string>,
    () => null,
  );
  if (taken === null) return `no reference pictures were taken with this Electron (${electron})`;
  const others = Object.keys({ ...taken, ...fonts }).filter((name) => taken[name] !== fonts[name]);
  return others.length === 0 ? null : `the reference pictures were taken with other versions of ${others.join(', ')}`;
}

/** Puts the window's content to one of the sizes. */
export async function resize({ app, page }: Desktop, size: PictureSize): Promise<void> {
  const { width, height } = PICTURE_SIZES[size];
  await app.evaluate(
    ({ BrowserWindow }, to) => {
      const window = BrowserWindow.getAllWindows()[0];
      window?.setMinimumSize(1, 1);
      window?.setContentSize(to.width, to.height);
    },
    { width, height },
  );
  await expect.poll(() => page.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([width, height]);
}

/**
 * The window, or `part` of it however long it is, looks as in the reference `name`. Nothing in it moves or blinks while it is
 * taken, and no clock is seen: a `time` element keeps its room.
 */
export async function expectPicture(desktop: Desktop, name: string, part?: Locator): Promise<void> {
  const { app, page } = desktop;
  const electron = await app.evaluate(() => process.versions.electron ?? '');
  await holdStill(desktop);
  await expect.soft(part ?? page).toHaveScreenshot([folderOf(electron), `${name}.png`], {
    maxDiffPixelRatio: DIFFERENT_MAX,
    animations: 'allow',
    caret: 'initial',
  });
}

/** By a sheet that the page's policy lets in, unlike the ones that a test tool writes into a page. */
async function holdStill({ page }: Desktop): Promise<void> {
  await page.evaluate(() => {
    const marked = document as Document & { isHeldStill?: boolean };
    if (marked.isHeldStill === true) return;
    marked.isHeldStill = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '*, ::before, ::after { animation: none !important; transition: none !important; caret-color: transparent !important }' +
        'time { visibility: hidden !important }',
    );
    document.adoptedStyleSheets.push(sheet);
  });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

function folderOf(electron: string): string {
  return `electron-${electron.split('.', 1)[0] ?? ''}`;
}

function isTaking({ config }: TestInfo): boolean {
  return config.updateSnapshots === 'all' || config.updateSnapshots === 'changed';
}

/** Each font by its name, with a hash of the file; `missing` where it is not installed. */
async function fontVersions(): Promise<Record<string, string>> {
  const pairs = await Promise.all(
    FONTS.map(async (path): Promise<[string, string]> => {
      const hash = await readFile(path).then(
        (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16),
        () => 'missing',
      );
      return [basename(path), hash];
    }),
  );
  return Object.fromEntries(pairs);
}
