/** Elements with this attribute are the parts of the window that F6 goes through, in their order in the document. */
const REGION = '[data-region]';
/** What can have the focus, in the order of the document. */
const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])';

/** Where the focus was last in each region. */
const last = new WeakMap<Element, HTMLElement>();

/** Notes the focus of each region inside `root`, so that `cycleRegion` comes back to it; returns the end of that. */
export function watchRegions(root: HTMLElement): () => void {
  const note = ({ target }: FocusEvent): void => {
    const region = target instanceof HTMLElement ? target.closest(REGION) : null;
    if (region !== null) last.set(region, target as HTMLElement);
  };
  root.addEventListener('focusin', note);
  return () => root.removeEventListener('focusin', note);
}

/** Moves the focus into the next region of `root` that can be seen, or the one before, going round, and shows which it is. */
export function cycleRegion(root: HTMLElement, step: 1 | -1): void {
  const regions = [...root.querySelectorAll<HTMLElement>(REGION)].filter((each) => startOf(each) !== null);
  const focused = document.activeElement;
  // The innermost one: a region may stand inside another.
  const current = focused === null ? -1 : regions.findLastIndex((each) => each.contains(focused));
  const next =
    regions[(current === -1 ? (step > 0 ? 0 : -1) : current + step + regions.length) % regions.length] ?? regions.at(-1);
  if (next === undefined) return;
  startOf(next)?.focus();
  show(next);
}

/** Where the focus goes in a region: where it was, else to what is chosen there, else to the first that takes it. */
function startOf(region: HTMLElement): HTMLElement | null {
  const before = last.get(region);
  if (before !== undefined && region.contains(before) && canFocus(before)) return before;
  const all = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)];
  if (region.matches(FOCUSABLE)) all.unshift(region);
  const usable = all.filter(canFocus);
  return usable.find((each) => each.matches('[data-region-start], [aria-current]')) ?? usable[0] ?? null;
}

function canFocus(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert]') === null;
}

/** Marks the region until the person does something else. */
function show(region: HTMLElement): void {
  const root = region.ownerDocument;
  for (const other of root.querySelectorAll('[data-region-shown]')) other.removeAttribute('data-region-shown');
  region.setAttribute('data-region-shown', '');
  const done = new AbortController();
  const end = (event: Event): void => {
    // F6 itself goes on to the next one, which marks that; a modifier alone is nothing yet.
    if (event instanceof KeyboardEvent && ['F6', 'Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    region.removeAttribute('data-region-shown');
    done.abort();
  };
  for (const kind of ['keydown', 'pointerdown', 'focusout']) {
    region.ownerDocument.addEventListener(kind, end, { capture: true, signal: done.signal });
  }
}
