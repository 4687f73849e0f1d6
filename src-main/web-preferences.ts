import type { WebPreferences } from 'electron';

/**
 * The only web preferences of the app, frozen: no Node, isolated, sandboxed. Each that guards something is stated, whatever an Electron's
 * defaults are. `zoomFactor` is the person's; `isPackaged`: what is installed has no developer tools.
 */
export function webPreferences(preload: string, zoomFactor: number, isPackaged: boolean): Readonly<WebPreferences> {
  return Object.freeze({
    preload,
    zoomFactor,
    devTools: !isPackaged,
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
}
