import { openWindow } from '../../../src-renderer/open-window.ts';
import { SCENES } from './scenes.ts';

/** The window over a fake main process, in the state that `?scene=NAME` names. */
const name = new URLSearchParams(location.search).get('scene') ?? 'room';
const scene = SCENES[name];
const target = document.querySelector('#app');
if (scene === undefined || target === null) {
  document.body.textContent = `No scene “${name}”. There are: ${Object.keys(SCENES).join(', ')}`;
} else {
  const bridge = scene();
  Object.assign(globalThis, { bridge });
  void openWindow(bridge, target);
}
