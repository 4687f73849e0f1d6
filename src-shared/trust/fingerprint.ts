/**
 * Who a server is over TLS: the SHA-256 of its public key (the certificate's SubjectPublicKeyInfo), as 43 characters of base64url.
 * Names, dates and the rest of the certificate do not count.
 */
export type Fingerprint = string & { readonly __fingerprint: true };

const DIGEST_BYTES = 32;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const PATTERN = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 160 of the 256 bits: more than anybody can search through. */
const GROUPS = 8;
const GROUP_CHARS = 4;

/** Whether a text is a fingerprint, in the one way of writing it. */
export function isFingerprint(text: string): text is Fingerprint {
  return PATTERN.test(text);
}

/** The fingerprint of 32 bytes of digest. */
export function fingerprintOf(digest: Uint8Array): Fingerprint {
  if (digest.length !== DIGEST_BYTES) throw new RangeError(`a digest has ${String(DIGEST_BYTES)} bytes`);
  const bits = bitReader(8, (at) => digest[at] ?? 0);
  const length = Math.ceil((DIGEST_BYTES * 8) / 6);
  return Array.from({ length }, (_, at) => BASE64URL[bits(at * 6, 6)] ?? '').join('') as Fingerprint;
}

/** To compare by eye: eight groups of four letters and digits. */
export function fingerprintGroups(fingerprint: Fingerprint): string[] {
  const bits = bitsOf(fingerprint);
  return Array.from({ length: GROUPS }, (_, group) =>
    Array.from({ length: GROUP_CHARS }, (_, char) => BASE32[bits((group * GROUP_CHARS + char) * 5, 5)] ?? '').join(''),
  );
}

/** The digest's bits, from any place on. */
export function bitsOf(fingerprint: Fingerprint): BitReader {
  return bitReader(6, (at) => BASE64URL.indexOf(fingerprint[at] ?? 'A'));
}

/** So many bits from an offset on, as a number. */
type BitReader = (from: number, length: number) => number;

/** Reads a row of values of `width` bits each, the highest bit first. */
function bitReader(width: number, valueAt: (at: number) => number): BitReader {
  const bitAt = (at: number) => (valueAt(Math.floor(at / width)) >> (width - 1 - (at % width))) & 1;
  return (from, length) => {
    let value = 0;
    for (let at = from; at < from + length; at++) value = value * 2 + bitAt(at);
    return value;
  };
}
