import type { Component } from 'svelte';

/** A row of a menu. With `checked` it is one of a few, and this one is chosen or not. */
export interface MenuRow {
  readonly label: string;
  readonly icon?: Component<{ size?: number }>;
  readonly look?: 'normal' | 'danger';
  readonly checked?: boolean;
  /** The keys that do the same, as a person reads them. */
  readonly keys?: string;
  readonly onselect: () => void;
}

/** A row that opens a menu beside it. */
export interface MenuGroup {
  readonly label: string;
  readonly icon: Component<{ size?: number }>;
  readonly rows: readonly MenuRow[];
}

export type MenuEntry = MenuRow | MenuGroup | 'line';

/** A place in the window, in px. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

/** Where a menu was asked for; undefined by keyboard, which presses no button and has no pointer to open it at. */
export function menuPoint({ button, clientX, clientY, ctrlKey }: MouseEvent): MenuPoint | undefined {
  // On macOS, Ctrl and the main button are a right click.
  return button === 2 || ctrlKey ? { x: clientX, y: clientY } : undefined;
}
