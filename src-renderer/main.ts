import { takeBridge } from './bridge.ts';
import { openWindow } from './open-window.ts';

const target = document.querySelector('#app');
if (target !== null) void openWindow(takeBridge(), target);
