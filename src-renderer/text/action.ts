/** Clients send `/me waves` as it is typed: what somebody does, told of them. */
const ACTION = /^\/me[ \t]+(?=\S)/u;

/** What somebody does by a message (`waves`), to be shown after their name; null for a message that is said. */
export function actionOf(text: string): string | null {
  const start = ACTION.exec(text);
  return start === null ? null : text.slice(start[0].length);
}
