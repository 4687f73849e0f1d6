import type { Theme } from '../src-shared/ipc/app-state.ts';

const dark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

/** Sets the root's `data-theme` that `tokens.css` reads, and follows the system while `theme` says so; returns the end of that. */
export function applyTheme(theme: Theme): () => void {
  const query = dark();
  const apply = (): void => {
    const shown = theme === 'system' ? (query.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset['theme'] = shown;
  };
  apply();
  query.addEventListener('change', apply);
  return () => query.removeEventListener('change', apply);
}
