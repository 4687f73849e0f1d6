/** UTF-16 units that are looked through; of a longer text all stays as it is. */
const PLAIN_MAX_CHARS = 4_000;

/** A fence and what stands in it: all lines up to the closing one. */
const FENCE = /^ {0,3}(`{3,})[\w+#.-]*[ \t]*\n([^`]*?)\n?\1[ \t]*$/gmu;

const BEFORE = String.raw`(?<![\p{L}\p{N}_*~\\/=.)\]])`;
const BEHIND = String.raw`(?![\p{L}\p{N}_*~/=([])`;
const pair = (sign: string, inner: string, first = String.raw`[^\s/]`): string =>
  String.raw`${BEFORE}${sign}(?=${first})(${inner}+?)(?<=[^\s/])${sign}${BEHIND}`;

/** One sign and its partner in a line, or a link with a label. */
const SIGNS = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}\x60])\x60([^\x60\n]+)\x60(?![\p{L}\p{N}\x60])`,
    String.raw`!?\[([^[\]\n]+)\]\((?:https?:\/\/|mailto:)[^\s()]+\)`,
    pair(String.raw`\*\*`, String.raw`[^*\n]`),
    pair(String.raw`\*`, String.raw`[^*\n]`),
    pair('_', String.raw`[^_\n]`, String.raw`[\p{L}\p{N}]`),
    pair('~~', String.raw`[^~\n]`),
  ].join('|'),
  'gu',
);

/**
 * What a message says where only letters can be shown: in a notification, in a list of results. Leaves out the signs of simple
 * emphasis, code and labelled links, and lets everything stand that could be something else.
 */
export function plainText(text: string): string {
  if (text.length > PLAIN_MAX_CHARS || !/[*_~`[]/u.test(text)) return text;
  return withoutSigns(text.replace(FENCE, '$2'), 2);
}

/** `depth`: signs within signs. */
function withoutSigns(text: string, depth: number): string {
  return text.replace(SIGNS, (whole: string, code?: string, ...inner: readonly (string | undefined)[]) => {
    if (code !== undefined) return code;
    const within = inner.slice(0, 5).find((each) => each !== undefined);
    if (within === undefined || !/[\p{L}\p{N}]/u.test(within)) return whole;
    return depth > 0 ? withoutSigns(within, depth - 1) : within;
  });
}
