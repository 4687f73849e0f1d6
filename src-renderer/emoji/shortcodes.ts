/** Emoji by the names that chat programs share, without the colons: `tada` is 🎉. */
export type Shortcodes = ReadonlyMap<string, string>;

let loading: Promise<Shortcodes> | undefined;

/** The table of short codes: those of GitHub, and those of Slack and Discord that it lacks. Loaded when it is first asked for. */
export function loadShortcodes(): Promise<Shortcodes> {
  return (loading ??= load());
}

/** Of an emoji's hexadecimal code points, `1F44D-1F3FD`. A sign that is text by itself gets the mark that makes it a picture. */
export function emojiOf(hexcode: string): string {
  const sign = String.fromCodePoint(...hexcode.split('-').map((point) => Number.parseInt(point, 16)));
  return hexcode.includes('-') || /\p{Emoji_Presentation}/u.test(sign) ? sign : `${sign}\uFE0F`;
}

async function load(): Promise<Shortcodes> {
  const [github, slack] = await Promise.all([
    import('emojibase-data/en/shortcodes/github.json'),
    import('emojibase-data/en/shortcodes/iamcal.json'),
  ]);
  const table = new Map<string, string>();
  for (const codes of [github.default, slack.default]) {
    for (const [hexcode, named] of Object.entries(codes as Readonly<Record<string, string | readonly string[]>>)) {
      for (const code of typeof named === 'string' ? [named] : named) {
        if (!table.has(code)) table.set(code, emojiOf(hexcode));
      }
    }
  }
  return table;
}
