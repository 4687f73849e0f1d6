/** Begins what is kept as JSON. A text that begins so itself is kept so too. */
const ESCAPED = '\u0001';

/**
 * A text as SQLite can hold it: what has a NUL, which SQLite takes for the end, or half of a surrogate pair, for which UTF-8
 * has no bytes, becomes JSON behind a mark. Everything else stays as it is.
 */
export function toPlain(text: string): string {
  if (!text.includes('\0') && !text.startsWith(ESCAPED) && text.isWellFormed()) return text;
  return ESCAPED + JSON.stringify(text);
}

/** The text that `toPlain` made this of. */
export function fromPlain(plain: string): string {
  if (!plain.startsWith(ESCAPED)) return plain;
  try {
    return String(JSON.parse(plain.slice(ESCAPED.length)));
  } catch {
    return plain;
  }
}

/** A number that SQLite and JavaScript both hold exactly; what is none becomes 0. */
export function toInteger(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, Math.trunc(value)));
}
