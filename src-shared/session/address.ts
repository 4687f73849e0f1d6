import { words } from '../language/index.ts';
import { DEFAULT_PORT } from '../protocol/index.ts';

export type ParsedAddress = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly message: string };

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * What a person types as a server's address, as a WebSocket URL: `host`, `host:port`, `[v6]:port`, `ws://…` or `wss://…`.
 * Without a scheme it means `ws://` on this computer, where nobody can listen in, and `wss://` anywhere else; without a port
 * `DEFAULT_PORT`, but for a typed `wss://` the web's own 443, where a proxy would stand. Otherwise a sentence for the person.
 */
export function parseAddress(input: string): ParsedAddress {
  const say = words().forms.address;
  const text = input.trim();
  if (text === '') return no(say.none);
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'ws' && scheme !== 'wss') {
    return no(say.scheme(scheme));
  }
  if (/\s/.test(text)) return no(say.spaces);
  const rest = text.slice(scheme === undefined ? 0 : scheme.length + 3);
  const typedAuthority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const authority = bracketV6(typedAuthority);
  const path = rest.slice(typedAuthority.length);
  if (authority.includes('@')) return no(say.login);
  if (authority === '') return no(say.host);
  // `URL` reads a backslash as a slash and takes control characters off the ends.
  if (/[\\\p{Cc}]/u.test(text)) return no(say.notOne);
  const port = /:(\d*)$/.exec(authority.replace(/^\[[^\]]*\]/, ''))?.[1];
  if (port !== undefined && (port === '' || Number(port) < 1 || Number(port) > 65_535)) {
    return no(say.port);
  }
  let url: URL;
  try {
    url = new URL(`${scheme ?? 'ws'}://${authority}${path}`);
  } catch {
    return no(say.notOne);
  }
  // `URL` drops a port that is the scheme's own: `ws://host:80` is not `ws://host` here.
  const withPort = Number(port ?? (scheme === 'wss' ? 443 : DEFAULT_PORT));
  const chosen = scheme ?? (LOOPBACK.test(url.hostname) ? 'ws' : 'wss');
  return { ok: true, url: `${chosen}://${url.hostname}:${String(withPort)}${url.pathname}${url.search}` };
}

/** Whether the person wrote that it has to be encrypted: then nothing else is offered. */
export function asksForEncryption(address: string): boolean {
  return SCHEME.exec(address.trim())?.[1]?.toLowerCase() === 'wss';
}

/** Whether an address is one of this computer itself. */
export function isLoopback(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed.ok && LOOPBACK.test(new URL(parsed.url).hostname);
}

/** The same for every way to write an address of one server, whether encrypted or not; null for what is no address. */
export function placeOf(address: string): string | null {
  const parsed = parseAddress(address);
  return parsed.ok ? parsed.url.replace(/^wss?:\/\//, '') : null;
}

/** Like `placeOf`, but without path and query: a computer's port has one key. */
export function portOf(address: string): string | null {
  return placeOf(address)?.replace(/\/.*$/, '') ?? null;
}

/** The URL with this in its query in the place of what was there under that name: the room's PIN, or that a guest comes (docs/PROTOCOL.md). */
export function withQuery(url: string, name: 'pin' | 'guest', value: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const others = query.split('&').filter((parameter) => parameter !== '' && parameter.split('=')[0] !== name);
  return `${path}?${[...others, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

/** An IPv6 address without brackets and port is taken as it stands. */
function bracketV6(authority: string): string {
  return !authority.startsWith('[') && (authority.match(/:/g) ?? []).length > 1 ? `[${authority}]` : authority;
}

function no(message: string): ParsedAddress {
  return { ok: false, message };
}
