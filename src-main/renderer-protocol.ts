import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { protocol } from 'electron';
import { isRendererUrl, RENDERER_ORIGIN, RENDERER_SCHEME } from './renderer-address.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
]);

/** Must run before the app is ready. The scheme gets no more rights than a page needs to load its own files. */
export function registerRendererScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: RENDERER_SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the files that are in `folder` now, each by its exact path; everything else is 404, whatever the URL says. */
export function serveRenderer(folder: string): void {
  const files = listFiles(folder);
  protocol.handle(RENDERER_SCHEME, async (request) => {
    const path = request.url.slice(RENDERER_ORIGIN.length).split(/[?#]/, 1)[0] ?? '';
    const file = request.method === 'GET' && isRendererUrl(request.url) ? files.get(path) : undefined;
    if (file === undefined) return new Response('Not found', { status: 404 });
    return new Response(await readFile(file), {
      headers: {
        'content-type': CONTENT_TYPES.get(extname(file)) ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        // A name that is looked up is traffic too, and no directive of the policy is about it.
        'x-dns-prefetch-control': 'off',
        'cache-control': 'no-store',
      },
    });
  });
}

function listFiles(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.map')) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, path);
  }
  return files;
}
