import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { ROOT } from './paths.mjs';

/** Below src-main/assets; see scripts/icons/kinds.mjs. */
const PICTURES = {
  tab: 'tray/plain-32.png',
  unread: 'tray/unread-32.png',
  touch: 'page/whole-180.png',
  home: 'page/icon-192.png',
  large: 'icons/512x512.png',
  whole: 'page/whole-512.png',
};

/** What a browser makes an icon on the home screen of. The room's own name is not known when this is made. */
const MANIFEST = {
  id: '/',
  name: 'RWCI',
  short_name: 'RWCI',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#ffffff',
  theme_color: '#ffffff',
};

/**
 * The icons of the page for guests and its manifest, in files with a hash in their names, and the lines in its head that name them:
 * `data-unread` is the icon of the tab while something calls for the person (guest/phone/tab-icon.ts).
 * @returns {import('vite').Plugin}
 */
export function pageIcons() {
  const files = Object.fromEntries(
    Object.entries(PICTURES).map(([name, path]) => [name, hashed(path, readFileSync(join(ROOT, 'src-main', 'assets', path)))]),
  );
  const icon = (name, size, purpose) => {
    return { src: `/${files[name].fileName}`, sizes: `${size}x${size}`, type: 'image/png', purpose };
  };
  const icons = [icon('home', 192, 'any'), icon('large', 512, 'any'), icon('whole', 512, 'maskable')];
  const manifest = hashed('room.webmanifest', JSON.stringify({ ...MANIFEST, icons }));
  const link = (attrs) => ({ tag: 'link', attrs, injectTo: 'head' });
  return {
    name: 'page-icons',
    buildStart() {
      for (const file of [...Object.values(files), manifest]) this.emitFile({ type: 'asset', ...file });
    },
    // After what the page is made of was looked for in it.
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        link({ rel: 'icon', type: 'image/png', href: `./${files.tab.fileName}`, 'data-unread': `./${files.unread.fileName}` }),
        link({ rel: 'apple-touch-icon', href: `./${files.touch.fileName}` }),
        link({ rel: 'manifest', href: `./${manifest.fileName}` }),
      ],
    },
  };
}

function hashed(path, source) {
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
  const ending = extname(path);
  return { fileName: `assets/${basename(path, ending)}-${hash}${ending}`, source };
}
