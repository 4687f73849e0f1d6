import { openWindow } from '../../../src-renderer/open-window.ts';
import { FINDING_SCENES } from './finding-scenes.ts';
import { HOSTING_SCENES } from './hosting-scenes.ts';
import { READING_SCENES } from './reading-scenes.ts';
import { SCENES } from './scenes.ts';
import { SERVER_SCENES } from './server-scenes.ts';
import { TEXT_SCENES } from './text-scenes.ts';
import WelcomeView from '../../../src-renderer/views/WelcomeView.svelte';

/** The window over a fake main process, in the state that `?scene=NAME` names; `&language=de`: in German. */
const query = new URLSearchParams(location.search);
const name = query.get('scene') ?? 'room';
const all = { ...SCENES, ...FINDING_SCENES, ...HOSTING_SCENES, ...SERVER_SCENES, ...READING_SCENES, ...TEXT_SCENES };
const scene = all[name];
const target = document.querySelector('#app');
if (scene === undefined || target === null) {
  document.body.textContent = `No scene “${name}”. There are: ${Object.keys(all).join(', ')}`;
} else {
  const bridge = scene();
  if (query.get('language') === 'de') {
    bridge.push({ type: 'settings/changed', settings: { ...bridge.state.settings, language: 'de' } });
  }
  Object.assign(globalThis, { bridge });
  void openWindow(bridge, target, WelcomeView);
}
