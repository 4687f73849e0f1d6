import type { SkinTone } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { EMOJI_GROUPS, type Emoji, type EmojiGroup } from './emoji-data.ts';
import { findEmoji, inTone } from './find-emoji.ts';

/** Sizes of the picker in px, the same as in its style. */
export const GRID = { columns: 9, cell: 36, heading: 32 } as const;

/** Emoji shown for a search. */
const FOUND_MAX = 270;

export interface EmojiCell {
  readonly picture: string;
  readonly label: string;
  /** `:tada:`; empty where it has none. */
  readonly code: string;
}

/** A heading and its emoji in rows. */
export interface GridSection {
  readonly key: EmojiGroup | 'recent' | 'found';
  /** Empty for what was searched. */
  readonly title: string;
  readonly cells: readonly EmojiCell[];
  /** The number of its first cell in the grid. */
  readonly first: number;
  /** In px from the top of the grid. */
  readonly top: number;
  readonly height: number;
}

/** What the picker shows: what answers the query, or else what was used last and all groups. */
export function gridSections(list: readonly Emoji[], recent: readonly string[], tone: SkinTone, query: string): GridSection[] {
  const cellOf = (emoji: Emoji): EmojiCell => ({
    picture: inTone(emoji, tone),
    label: emoji.label,
    code: emoji.shortcodes[0] === undefined ? '' : `:${emoji.shortcodes[0]}:`,
  });
  if (query.trim() !== '') return placed([{ key: 'found', title: '', cells: findEmoji(list, query, FOUND_MAX).map(cellOf) }]);
  const { groups, recent: usedLast } = words().composer.emoji;
  const known = new Map(list.flatMap((emoji) => [emoji.unicode, ...emoji.skins].map((picture) => [picture, emoji] as const)));
  const used = recent.flatMap((picture) => {
    const emoji = known.get(picture);
    return emoji === undefined ? [] : [{ ...cellOf(emoji), picture }];
  });
  return placed([
    { key: 'recent', title: usedLast, cells: used },
    ...EMOJI_GROUPS.map((key) => ({
      key,
      title: groups[key],
      cells: list.filter(({ group }) => group === key).map(cellOf),
    })),
  ]);
}

function placed(sections: readonly Pick<GridSection, 'key' | 'title' | 'cells'>[]): GridSection[] {
  let first = 0;
  let top = 0;
  return sections
    .filter(({ cells }) => cells.length > 0)
    .map((section) => {
      const { cells, title } = section;
      const height = (title === '' ? 0 : GRID.heading) + Math.ceil(cells.length / GRID.columns) * GRID.cell;
      const at = { ...section, first, top, height };
      first += cells.length;
      top += height;
      return at;
    });
}

/** A row of cells and where it stands in its section, in px. */
export interface GridRow {
  /** The number of its first cell in the grid. */
  readonly first: number;
  readonly cells: readonly EmojiCell[];
  readonly top: number;
}

/** The rows of a section of which something is between `from` and `to`, in px from the top of the grid. */
export function rowsBetween({ cells, first, title, top }: GridSection, from: number, to: number): GridRow[] {
  const begin = top + (title === '' ? 0 : GRID.heading);
  const rows = Math.ceil(cells.length / GRID.columns);
  const start = Math.max(0, Math.floor((from - begin) / GRID.cell));
  const end = Math.min(rows, Math.ceil((to - begin) / GRID.cell));
  const shown: GridRow[] = [];
  for (let row = start; row < end; row++) {
    const at = row * GRID.columns;
    shown.push({ first: first + at, cells: cells.slice(at, at + GRID.columns), top: begin - top + row * GRID.cell });
  }
  return shown;
}

/** The section of a cell; undefined where there is none. */
export function sectionOf(sections: readonly GridSection[], cell: number): GridSection | undefined {
  return sections.findLast(({ first }) => first <= cell);
}

/** Where a cell's row stands, in px from the top of the grid. */
export function rowTop({ first, title, top }: GridSection, cell: number): number {
  return top + (title === '' ? 0 : GRID.heading) + Math.floor((cell - first) / GRID.columns) * GRID.cell;
}

export type GridMove = 'left' | 'right' | 'up' | 'down' | 'section-up' | 'section-down';

/** The cell that a key leads to from this one; `null` comes from outside, to the first. */
export function moveInGrid(sections: readonly GridSection[], from: number | null, move: GridMove): number | null {
  const last = sections.at(-1);
  if (last === undefined) return null;
  if (from === null) return 0;
  const count = last.first + last.cells.length;
  const section = sectionOf(sections, from);
  if (section === undefined) return null;
  const at = sections.indexOf(section);
  switch (move) {
    case 'left':
      return Math.max(0, from - 1);
    case 'right':
      return Math.min(count - 1, from + 1);
    case 'up':
    case 'down':
      return vertical(sections, at, from, move === 'down' ? 1 : -1);
    case 'section-up':
      return from === section.first ? (sections[at - 1]?.first ?? 0) : section.first;
    case 'section-down':
      return sections[at + 1]?.first ?? count - 1;
  }
}

/** A shorter row is entered at its end. */
function vertical(sections: readonly GridSection[], at: number, from: number, step: 1 | -1): number {
  const section = sections[at];
  if (section === undefined) return from;
  const column = (from - section.first) % GRID.columns;
  const row = Math.floor((from - section.first) / GRID.columns) + step;
  const rows = Math.ceil(section.cells.length / GRID.columns);
  if (row >= 0 && row < rows) return cellAt(section, row, column);
  const next = sections[at + step];
  if (next === undefined) return from;
  return cellAt(next, step === 1 ? 0 : Math.ceil(next.cells.length / GRID.columns) - 1, column);
}

function cellAt({ cells, first }: GridSection, row: number, column: number): number {
  return first + Math.min(row * GRID.columns + column, cells.length - 1);
}
