/** The items of a list that arrows go through. */
const ITEM = '[data-roving]';

/**
 * An attachment that makes a list one stop of the Tab key: up, down, Home and End move the focus among its items. The stop is the item
 * that had the focus last, at first the current one. `onlast` hears of Down at the end, where more may be shown.
 */
export function roving(onlast?: () => void): (list: HTMLElement) => () => void {
  return (list) => {
    let stop: HTMLElement | null = null;
    const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(ITEM)];

    function settle(): void {
      if (stop !== null && list.contains(stop)) return;
      const all = items();
      setStop(all.find((each) => each.matches('[aria-current]')) ?? all[0] ?? null);
    }
    function setStop(item: HTMLElement | null): void {
      if (stop !== null) stop.tabIndex = -1;
      stop = item;
      if (item !== null) item.tabIndex = 0;
    }
    function onfocusin({ target }: FocusEvent): void {
      if (target instanceof HTMLElement && target.matches(ITEM)) setStop(target);
    }
    function onkeydown(event: KeyboardEvent): void {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
      if (!(event.target instanceof HTMLElement) || !event.target.matches(ITEM)) return;
      const all = items();
      const at = all.indexOf(event.target);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (to >= all.length - 1) onlast?.();
      const item = all[Math.max(0, Math.min(to, all.length - 1))];
      item?.focus();
      item?.scrollIntoView({ block: 'nearest' });
    }
    // Items come and go; each is made with tabindex -1.
    const observer = new MutationObserver(settle);
    observer.observe(list, { childList: true, subtree: true });
    list.addEventListener('focusin', onfocusin);
    list.addEventListener('keydown', onkeydown);
    settle();
    return () => {
      observer.disconnect();
      list.removeEventListener('focusin', onfocusin);
      list.removeEventListener('keydown', onkeydown);
    };
  };
}
