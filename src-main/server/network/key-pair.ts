import { createHash, createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { fingerprintOf, type Fingerprint } from '../../../src-shared/trust/index.ts';

/** A private key and a certificate for it, both PEM. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

const CURVE = 'prime256v1';
const SUBJECT = [{ name: 'commonName', value: 'RWCI server' }];
/** Nobody looks at the dates (clients pin the key), and the clock of a small computer may stand in 1970 when it is made. */
const NOT_BEFORE = new Date('1970-01-01T00:00:00Z');
/** What RFC 5280, 4.1.2.5, has for a certificate that does not run out. */
const NOT_AFTER = new Date('9999-12-31T23:59:59Z');

/** The key in a PEM text; null when it is not one on P-256 without a password. */
export function readKey(text: string): KeyObject | null {
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === CURVE ? key : null;
  } catch {
    return null;
  }
}

/** The (first) certificate in a PEM text; null when there is none. */
export function readCertificate(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
}

/** The fingerprint of a key, by which clients know the server. */
export function fingerprintOfKey(key: KeyObject): Fingerprint {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return fingerprintOf(createHash('sha256').update(spki).digest());
}

/** Makes a certificate that a key signs itself, and the key where none is given. It names nobody and no place. */
export async function makeKeyPair(existing?: KeyObject): Promise<KeyPair> {
  // Half a megabyte of program, for the first start alone.
  const { generate } = await import('selfsigned');
  const { private: key, cert } = await generate(SUBJECT, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: NOT_BEFORE,
    notAfterDate: NOT_AFTER,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
    ],
    ...(existing === undefined ? {} : { keyPair: pemOf(existing) }),
  });
  return { key, certificate: cert };
}

function pemOf(key: KeyObject) {
  return {
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  };
}
