import type { Settings } from '../src-shared/ipc/app-state.ts';

/** What of the settings the window's look hangs on. */
export type Look = Pick<Settings, 'theme' | 'contrast' | 'accent' | 'density' | 'textSize'>;

/** The attributes of the root that `tokens.css` reads. */
export interface RootLook {
  readonly theme: 'light' | 'dark';
  readonly contrast: 'standard' | 'more';
  readonly accent: Settings['accent'];
  readonly density: Settings['density'];
}

/** Pure. What the root says for `look` on a system that prefers dark, or more contrast. */
export function rootLook(look: Look, system: { readonly dark: boolean; readonly more: boolean }): RootLook {
  return {
    theme: look.theme === 'system' ? (system.dark ? 'dark' : 'light') : look.theme,
    contrast: look.contrast === 'more' || system.more ? 'more' : 'standard',
    accent: look.accent,
    density: look.density,
  };
}

/** The height of a line for text of `size`, both in px: about 1.45 times as much, and even. */
export function lineHeight(size: number): number {
  return Math.round((size * 1.45) / 2) * 2;
}

/** Sets what `tokens.css` reads of the root, and follows the system where `look` leaves it to it; returns the end of that. */
export function applyLook(look: Look): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const more = window.matchMedia('(prefers-contrast: more)');
  const root = document.documentElement;
  const apply = (): void => {
    Object.assign(root.dataset, rootLook(look, { dark: dark.matches, more: more.matches }));
  };
  apply();
  root.style.setProperty('--text-message', `${look.textSize}px`);
  root.style.setProperty('--line-message', `${lineHeight(look.textSize)}px`);
  dark.addEventListener('change', apply);
  more.addEventListener('change', apply);
  return () => {
    dark.removeEventListener('change', apply);
    more.removeEventListener('change', apply);
  };
}
