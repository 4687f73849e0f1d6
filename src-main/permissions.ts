/** What the page may use; it has no use for anything else. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Whether the page gets a permission by Electron's name, be it asked for or only checked; one that nobody knows yet it does not get. */
export function isPermitted(permission: string): boolean {
  return ALLOWED.has(permission);
}
