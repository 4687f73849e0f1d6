import { openWindow } from '../../../src-renderer/open-window.ts';
import { FINDING_SCENES } from './finding-scenes.ts';
import { READING_SCENES } from './reading-scenes.ts';
import { SCENES } from './scenes.ts';
import { SERVER_SCENES } from './server-scenes.ts';
import { TEXT_SCENES } from './text-scenes.ts';

/** The window over a fake main process, in the state that `?scene=NAME` names. */
const name = new URLSearchParams(location.search).get('scene') ?? 'room';
const all = { ...SCENES, ...FINDING_SCENES, ...SERVER_SCENES, ...READING_SCENES, ...TEXT_SCENES };
const scene = all[name];
const target = document.querySelector('#app');
if (scene === undefined || target === null) {
  document.body.textContent = `No scene “${name}”. There are: ${Object.keys(all).join(', ')}`;
} else {
  const bridge = scene();
  Object.assign(globalThis, { bridge });
  void openWindow(bridge, target);
}
