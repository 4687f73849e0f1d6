/** Characters of a DNS name, and of one of its labels. */
const NAME_MAX_CHARS = 253;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** The first letters of the addresses that many computers share. */
const MULTICAST_V6 = /^ff/;

/**
 * The host of an invitation in its one way of writing: four decimal numbers, an IPv6 address without brackets and zone as the URL
 * standard shortens it, or a DNS name in lower-case ASCII. Null for what is none of these, and for an address that is no single
 * computer's: unspecified, multicast, broadcast.
 */
export function readHost(text: string): string | null {
  const host = text.toLowerCase();
  if (host.startsWith('[') && host.endsWith(']')) return readV6(host);
  const labels = host.split('.');
  // What ends in a number is an address or nothing: programs read `2130706433` and `0x7f.1` as 127.0.0.1.
  if (/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? '')) return readV4(labels);
  return host.length <= NAME_MAX_CHARS && labels.every((label) => LABEL.test(label)) ? host : null;
}

/** As it stands in front of a port. */
export function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function readV4(parts: readonly string[]): string | null {
  if (parts.length !== 4 || !parts.every((part) => OCTET.test(part) && Number(part) <= 255)) return null;
  const first = Number(parts[0]);
  return first === 0 || first >= 224 ? null : parts.join('.');
}

function readV6(bracketed: string): string | null {
  const url = `http://${bracketed}`;
  if (!/^\[[\da-f:.]+\]$/.test(bracketed) || !URL.canParse(url)) return null;
  const host = new URL(url).hostname.slice(1, -1);
  return host === '::' || MULTICAST_V6.test(host) ? null : host;
}
