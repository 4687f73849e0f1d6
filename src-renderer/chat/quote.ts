/** Text to be written below what somebody said: each line of it with `> ` before it. */
export function quoted(text: string): string {
  return `${text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n`;
}
