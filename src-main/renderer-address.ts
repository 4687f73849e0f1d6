/** The scheme of the app's own page. */
export const RENDERER_SCHEME = 'app';

/** Its one origin. */
export const RENDERER_ORIGIN = `${RENDERER_SCHEME}://rwci`;

/** Where the window's page lives. */
export const RENDERER_URL = `${RENDERER_ORIGIN}/index.html`;

/** True for a frame that shows our own page and nothing else. */
export function isRendererUrl(url: string): boolean {
  return url.startsWith(`${RENDERER_ORIGIN}/`);
}
