import { expect, test } from 'vitest';
import { RoomPanel } from '../../src-main/hosting/room-panel.ts';
import { USUAL_ROOM, type KeptRoom } from '../../src-main/hosting/kept-room.ts';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { appState } from './app-state.ts';

test('what the server says of who may join stands in the panel, whatever the app keeps for a room that forgets', () => {
  const store = new AppStore(appState(), () => undefined, console.error);
  let kept: KeptRoom = { ...USUAL_ROOM, registration: 'closed', pin: '1357' };
  const panel = new RoomPanel(store, () => kept);
  const server = { name: 'room', welcome: '', registration: 'pin', pin: '2468', guests: true } as const;
  panel.show(true);
  panel.tell({ settings: server });
  expect(store.state.panel?.settings).toEqual({ ...server, forgets: false, limits: USUAL_ROOM.limits });
  kept = { ...kept, forgets: true };
  panel.showSettings();
  expect(store.state.panel?.settings).toEqual({ ...server, forgets: true, limits: USUAL_ROOM.limits });
});
