/** For comparison: without case and without the marks on letters, so that `jose` finds `José`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
