import { takeBridge } from './bridge.ts';
import { openWindow } from './open-window.ts';
import WelcomeView from './views/WelcomeView.svelte';

const target = document.querySelector('#app');
if (target !== null) void openWindow(takeBridge(), target, WelcomeView);
