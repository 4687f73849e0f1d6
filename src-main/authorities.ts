import * as tls from 'node:tls';

/**
 * The certificates (PEM) of all who may vouch for a server's name: those that come with the runtime and, where it can tell them, those
 * of the system, as an administrator set them up. Read when first asked for, once.
 */
export function authorities(): () => readonly string[] {
  let known: readonly string[] | null = null;
  return () => (known ??= [...tls.rootCertificates, ...ofTheSystem()]);
}

/** None where the runtime cannot tell: it can since Node 22.15. */
function ofTheSystem(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => readonly string[] };
  try {
    return getCACertificates?.('system') ?? [];
  } catch {
    // A store that cannot be read vouches for nobody.
    return [];
  }
}
