/** Files that an attacker would like to read, seen from the folder of the page. */
const TARGETS = ['../package.json', '../main/main.cjs', '../../package.json', '../../../../../../etc/passwd'];

/** Ways to write `..` and `/` that one program or another takes for them. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.replaceAll('..', '%2e%2e'),
  (path) => path.replaceAll('..', '.%2E'),
  (path) => path.replaceAll('/', '%2f'),
  (path) => path.replaceAll('..', '%2e%2e').replaceAll('/', '%2F'),
  (path) => path.replaceAll('/', '\\'),
  (path) => path.replaceAll('/', '%5c'),
  (path) => path.replaceAll('..', '%252e%252e').replaceAll('/', '%252f'),
  (path) => path.replaceAll('..', '....').replaceAll('/', '//'),
  (path) => path.replaceAll('..', '\u2025').replaceAll('/', '\u2215'),
  (path) => path.replaceAll('..', '%c0%ae%c0%ae').replaceAll('/', '%c0%af'),
  (path) => `assets/${path.replaceAll('..', '..;')}`,
  (path) => `index.html/../${path}`,
];

/** Addresses of the page's scheme that lead to nothing that is the page's. */
export const TRAVERSALS: readonly string[] = [
  ...TARGETS.flatMap((target) => SPELLINGS.map((spell) => `app://rwci/${spell(target)}`)),
  // Folders, other names of files that are there, and parts of them.
  ...['', 'assets', 'assets/', '.', 'index.html/', 'INDEX.HTML', 'index.htm', 'index.html.map', 'index.html~', 'index.html%20'],
  ...['index.html%00', 'index.html%00.png', '%00index.html', 'index.html::$DATA', 'index.html.', '%69ndex.html'],
  // Other roots.
  ...['/index.html', '/etc/passwd', '%2fetc%2fpasswd', 'C:/Windows/win.ini', 'C:%5cWindows%5cwin.ini', 'file:///etc/passwd'],
  ...[
    '//server/share/x',
    '\\\\server\\share\\x',
    '%5c%5cserver%5cshare%5cx',
    'dev/null',
    'proc/self/environ',
    'CON',
    'NUL.html',
  ],
  ...['__proto__', 'constructor', 'toString', 'x'.repeat(5_000)],
].map((url) => (url.startsWith('app:') ? url : `app://rwci/${url}`));

/** Addresses that begin like the page's own and are another origin's. */
export const OTHER_ORIGINS: readonly string[] = [
  'app://rwci.example.com/index.html',
  'app://other/index.html',
  'app://rwci-x/index.html',
  'app://xrwci/index.html',
  'app://%72wci.example/index.html',
];
