/** What a page may do here: only what it needs to show a room and talk to it. */
const PERMISSIONS_POLICY = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'microphone', 'midi'],
  ...['payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Of whatever is served: no other page may show it, run it or read it, and nobody may take it for something else. */
const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
} as const;

/** Headers of the page itself, which no browser keeps. */
export function indexHeaders(host: string): Readonly<Record<string, string>> {
  return {
    ...COMMON,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(host),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS_POLICY,
    // A name that is looked up is traffic too, and no directive of the policy is about it.
    'X-DNS-Prefetch-Control': 'off',
  };
}

/** Headers of a file whose name changes with its content. */
export const ASSET_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  'Cache-Control': 'public, max-age=31536000, immutable',
  // A picture that somebody opens by itself is a document too.
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

/**
 * As strict as the app's own (`renderer-protocol.ts`), but for the way to the server: `'self'` is not the WebSocket of the same
 * host in every browser, so it is named. A host that is an IPv6 address cannot be: the grammar has no brackets.
 * @param host the header of this request, which was checked
 */
function contentSecurityPolicy(host: string): string {
  const webSockets = host.startsWith('[') ? '' : ` ws://${host} wss://${host}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${webSockets}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ');
}
