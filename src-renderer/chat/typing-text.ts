/** Names in the typing line at most; more are several people. */
const NAMED_MAX = 2;

/** The typing line, names apart so that each can stand isolated from the text around it. */
export type TypingLine = { readonly names: readonly string[]; readonly rest: string };

/** `Ann is typing`, `Ann and Bo are typing`, `Several people are typing`; null when nobody is. */
export function typingLine(names: readonly string[]): TypingLine | null {
  if (names.length === 0) return null;
  if (names.length > NAMED_MAX) return { names: [], rest: 'Several people are typing' };
  return { names, rest: names.length === 1 ? 'is typing' : 'are typing' };
}
