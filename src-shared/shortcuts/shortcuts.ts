/**
 * Every shortcut of the window, a row each: what the window does on a key, what the sheet of shortcuts lists and what the native menu
 * shows beside its items all come from here. To add one is to add a row and its name in the catalogue (`room.shortcuts`).
 *
 * Keys are modifiers and a key with plus signs between them: `Mod+Shift+F`. `Mod` is Ctrl, on macOS Cmd; a letter or digit is the one
 * on the key, everything else is `KeyboardEvent.key`; `1…9` is any of these digits.
 */
export interface ShortcutRow {
  readonly name: string;
  /** The first of them is what menus show. */
  readonly keys: readonly string[];
  /** Where macOS has other ones. */
  readonly macKeys?: readonly string[];
  /** The part of the sheet. */
  readonly group: 'go' | 'read' | 'write' | 'window';
  /** `always`: also in a dialog; `window`: in every view; `room`: where there is a conversation. The others are told here and handled there. */
  readonly where: 'always' | 'window' | 'room' | 'messages' | 'composer' | 'shell';
}

export const SHORTCUTS = [
  { name: 'switcher', keys: ['Mod+K', 'Mod+T'], group: 'go', where: 'window' },
  { name: 'new-direct', keys: ['Mod+N'], group: 'go', where: 'window' },
  { name: 'previous', keys: ['Alt+ArrowUp', 'Ctrl+Shift+Tab'], group: 'go', where: 'room' },
  { name: 'next', keys: ['Alt+ArrowDown', 'Ctrl+Tab'], group: 'go', where: 'room' },
  { name: 'previous-unread', keys: ['Alt+Shift+ArrowUp'], group: 'go', where: 'room' },
  { name: 'next-unread', keys: ['Alt+Shift+ArrowDown'], group: 'go', where: 'room' },
  { name: 'back', keys: ['Alt+ArrowLeft'], macKeys: ['Mod+['], group: 'go', where: 'window' },
  { name: 'forward', keys: ['Alt+ArrowRight'], macKeys: ['Mod+]'], group: 'go', where: 'window' },
  { name: 'numbered', keys: ['Mod+1…9'], group: 'go', where: 'window' },
  { name: 'next-region', keys: ['F6'], group: 'go', where: 'room' },
  { name: 'previous-region', keys: ['Shift+F6'], group: 'go', where: 'room' },
  { name: 'search-here', keys: ['Mod+F'], group: 'read', where: 'room' },
  { name: 'search', keys: ['Mod+Shift+F'], group: 'read', where: 'room' },
  { name: 'escape', keys: ['Escape'], group: 'read', where: 'window' },
  { name: 'all-read', keys: ['Shift+Escape'], group: 'read', where: 'window' },
  { name: 'oldest-unread', keys: ['Shift+PageUp'], group: 'read', where: 'room' },
  { name: 'mute', keys: ['Mod+Shift+M'], group: 'read', where: 'room' },
  { name: 'row-menu', keys: ['Shift+F10'], macKeys: [], group: 'read', where: 'messages' },
  { name: 'send', keys: ['Enter'], group: 'write', where: 'composer' },
  { name: 'line-break', keys: ['Shift+Enter'], group: 'write', where: 'composer' },
  { name: 'settings', keys: ['Mod+,'], group: 'window', where: 'window' },
  { name: 'shortcuts', keys: ['Mod+/', 'F1'], group: 'window', where: 'window' },
  { name: 'sidebar', keys: ['Mod+Shift+S'], group: 'window', where: 'room' },
  { name: 'members', keys: ['Mod+Shift+P'], group: 'window', where: 'room' },
  { name: 'zoom-in', keys: ['Mod++', 'Mod+='], group: 'window', where: 'shell' },
  { name: 'zoom-out', keys: ['Mod+-'], group: 'window', where: 'shell' },
  { name: 'zoom-reset', keys: ['Mod+0'], group: 'window', where: 'shell' },
  { name: 'full-screen', keys: ['F11'], macKeys: ['Ctrl+Mod+F'], group: 'window', where: 'always' },
  { name: 'close', keys: ['Mod+W'], group: 'window', where: 'always' },
  { name: 'quit', keys: ['Mod+Q'], group: 'window', where: 'always' },
] as const satisfies readonly ShortcutRow[];

type Row = (typeof SHORTCUTS)[number];
export type ShortcutName = Row['name'];
/** A shortcut that the window itself handles. */
export type ShortcutAction = Exclude<Row, { where: 'messages' | 'composer' | 'shell' }>['name'];

/** What an item of the native menu asks the window to do. */
export const MENU_ONLY = ['create-channel', 'join', 'host', 'about', 'host-panel', 'stop-hosting'] as const;
export type MenuAction = Exclude<ShortcutAction, 'numbered' | 'escape'> | (typeof MENU_ONLY)[number];

/** The keys of a shortcut on this system. */
export function keysOf(name: ShortcutName, isMac: boolean): readonly string[] {
  const row: ShortcutRow | undefined = SHORTCUTS.find((each) => each.name === name);
  return (isMac ? row?.macKeys : undefined) ?? row?.keys ?? [];
}
