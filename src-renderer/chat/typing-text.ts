import { words } from '../../src-shared/language/index.ts';

/** A sentence of the catalogue with the names that stand in it. */
export interface TypingLine {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** `Ann is typing`, `Ann and Bo are typing`, `Several people are typing`; null when nobody is. */
export function typingLine(names: readonly string[]): TypingLine | null {
  const say = words().room.typing;
  const [one, two, ...others] = names;
  if (one === undefined) return null;
  if (two === undefined) return { text: say.one, values: { one } };
  return others.length === 0 ? { text: say.two, values: { one, two } } : { text: say.several, values: {} };
}
