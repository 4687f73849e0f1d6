/** The executable of a browser, as scripts/lib/browsers.mjs names it to the tests. */
export function browserPath(variable: 'RWCI_CHROMIUM' | 'RWCI_FIREFOX'): string {
  const path = process.env[variable];
  if (path === undefined || path === '') throw new Error(`${variable} does not name a browser`);
  return path;
}
