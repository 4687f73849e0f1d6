/** What lies over the room and goes first when a person goes back: the newest last. */
const open: (() => void)[] = [];
const listeners = new Set<() => void>();

/** Says that something is open now, which `close` closes; returns the end of that. */
export function openLayer(close: () => void): () => void {
  open.push(close);
  tell();
  return () => {
    const at = open.lastIndexOf(close);
    if (at !== -1) open.splice(at, 1);
    tell();
  };
}

/** Closes what was opened last; null where nothing is open. */
export function topLayer(): (() => void) | null {
  return open.at(-1) ?? null;
}

/** Calls `listener` whenever something was opened or closed; returns the end of that. */
export function watchLayers(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}
