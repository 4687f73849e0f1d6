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
