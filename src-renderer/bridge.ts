import type { RwciApi } from '../src-shared/ipc/api.ts';

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly rwci: RwciApi;
  }
}

/** The one place that reaches for the preload's door; everything else is handed an `RwciApi`. */
export function takeBridge(): RwciApi {
  return window.rwci;
}
