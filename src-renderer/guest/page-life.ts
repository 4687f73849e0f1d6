interface PageLife {
  /** The person may be looking now, or not any more. */
  readonly onAttention: () => void;
  /** The page goes on after a time in which a connection may have ended unnoticed. */
  readonly onWake: () => void;
  /** The browser may end the page at any moment from now on. */
  readonly onRest: () => void;
}

/** What becomes of a page: looked at, out of sight, frozen, kept for the way back, without a network, and all of it over again. */
export function watchPageLife(window: Window, { onAttention, onRest, onWake }: PageLife): void {
  const { document } = window;
  window.addEventListener('focus', onAttention);
  window.addEventListener('blur', onAttention);
  window.addEventListener('online', onWake);
  // A phone thaws a page that it froze, or takes it out of what it keeps for the way back, without its having been out of sight.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) onWake();
  });
  document.addEventListener('resume', onWake);
  document.addEventListener('freeze', onRest);
  window.addEventListener('pagehide', onRest);
  document.addEventListener('visibilitychange', () => {
    onAttention();
    if (document.visibilityState === 'hidden') onRest();
    else onWake();
  });
}
