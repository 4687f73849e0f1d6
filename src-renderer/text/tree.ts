/** A piece of a line: letters, or letters with a meaning. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly children: readonly Inline[] }
  /** `place` is where it really leads, to be read behind it; null where the label says so already. */
  | { readonly kind: 'link'; readonly href: string; readonly place: string | null; readonly children: readonly Inline[] };

/** A part of a message that stands below the one before it. */
export type Block =
  | { readonly kind: 'text'; readonly children: readonly Inline[] }
  /** `language` as it was written behind the fence, or empty. */
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] };

/** `marker` as it was written (`3.`), since people count as they like. */
export interface ListItem {
  readonly marker: string;
  readonly children: readonly Block[];
}

/** UTF-16 units of a text that is looked at for its meaning; a longer one is shown as it is. */
export const MARKUP_MAX_CHARS = 20_000;

/** Blocks within blocks, and emphasis within emphasis; what is deeper is text. */
export const DEPTH_MAX = 6;

/** Blocks and inline pieces of one message; one that would have more is shown as it is. */
export const NODES_MAX = 2_000;

/** Links of one message; the rest stays text. */
export const LINKS_MAX = 100;

/** All letters of a piece, without what gave them their meaning. */
export function lettersOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => ('children' in inline ? lettersOf(inline.children) : inline.text)).join('');
}
