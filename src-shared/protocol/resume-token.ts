/** 256 bits in base64url, behind a mark with a version. */
const RESUME_TOKEN = /^rwci1\.[A-Za-z0-9_-]{43}$/u;

/**
 * Whether a text has the exact shape of a resume token (docs/PROTOCOL.md, "resume"). A password of that shape is never
 * taken for a password.
 */
export function isResumeToken(text: string): boolean {
  return RESUME_TOKEN.test(text);
}
