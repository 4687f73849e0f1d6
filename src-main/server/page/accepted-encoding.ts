import type { Encoding } from './page-files.ts';

/** The best first: what is smallest. */
const PREFERRED: readonly Encoding[] = ['br', 'gzip'];

/**
 * Which of the encodings there are goes out, by the header `Accept-Encoding` (RFC 9110, 12.5.3); `identity` for whoever names none
 * of the others.
 */
export function acceptedEncoding(header: string | undefined, has: { has(encoding: Encoding): boolean }): Encoding {
  const accepted = new Set<string>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q\s*=\s*0(?:\.0*)?$/u.test(parameter))) accepted.add(name);
  }
  return PREFERRED.find((encoding) => accepted.has(encoding) && has.has(encoding)) ?? 'identity';
}
