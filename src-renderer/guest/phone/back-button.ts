import { topLayer, watchLayers } from '../../shared/layers.ts';

/** Of an entry of the browser's history at which something lies over the room. */
const OVER = 'rwci-over';

/**
 * A phone's way back closes what is open before it leaves the page: while something is open there is one more entry in the browser's history,
 * and it goes with what is open, however that was closed.
 */
export function watchBackButton(window: Window): () => void {
  const { history } = window;
  const isOver = () => history.state === OVER;
  /** The browser goes back on our behalf, which takes it a while. */
  let isLeaving = false;
  let isPlanned = false;

  const settle = (): void => {
    isPlanned = false;
    if (isLeaving || (topLayer() !== null) === isOver()) return;
    if (isOver()) {
      isLeaving = true;
      history.back();
    } else {
      history.pushState(OVER, '');
    }
  };
  // One thing often opens in the place of another.
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setTimeout(settle);
  };
  const onpopstate = (): void => {
    if (!isLeaving && !isOver()) topLayer()?.();
    isLeaving = false;
    plan();
  };

  const unwatch = watchLayers(plan);
  window.addEventListener('popstate', onpopstate);
  // A page that was loaded anew begins with nothing open.
  plan();
  return () => {
    unwatch();
    window.removeEventListener('popstate', onpopstate);
  };
}
