import type { Log } from '../../src-shared/client/log.ts';
import { Expiry } from '../../src-shared/client/expiry.ts';
import { attentionOf, DEFAULT_SETTINGS, type AppState } from '../../src-shared/ipc/app-state.ts';
import { FINDING_OFF } from '../../src-shared/ipc/finding.ts';
import { UPDATES_ABSENT } from '../../src-shared/ipc/updates.ts';
import { systemClock } from '../../src-shared/session/index.ts';
import { openWindow } from '../open-window.ts';
import { browserConnect, findFailure } from './browser-transport.ts';
import { copyText } from './copy.ts';
import GuestView from './GuestView.svelte';
import { Guest, randomHex } from './guest.ts';
import { watchNewerPage } from './newer-page.ts';
import { PageNotifications } from './notifications.ts';
import { PageBridge } from './page-bridge.ts';
import { pageCommands } from './page-commands.ts';
import { readRoomFacts, type RoomFacts } from './room-facts.ts';
import { watchPageLife } from './page-life.ts';
import { phoneSettings, watchPhone } from './phone/index.ts';
import { TabIcon } from './phone/tab-icon.ts';
import { openStorage, type GuestStorage } from './storage/open-storage.ts';

/** The composition root of the guests' page: the window's parts over a session, a state and a storage of the browser's own. */

const target = document.querySelector('#app');
if (target !== null) void open(target);

async function open(target: Element): Promise<void> {
  const facts = readRoomFacts(document);
  const storage = await openStorage();
  // Into the browser's console, which is the only log that a page has.
  const log: Log = { info: () => undefined, error: (message, error) => reportError(error ?? new Error(message)) };
  const bridge = new PageBridge(beginning(facts, storage), (error) => log.error('an event could not be told on', error));
  const { store } = bridge;
  let notices = 0;
  const guest = new Guest({
    ...{ store, storage, facts, log },
    client: { name: 'rwci-page', version: facts.version },
    connect: browserConnect(findFailure),
    nonce: randomHex,
    isAttentive: () => document.visibilityState === 'visible' && document.hasFocus(),
    onNotice: (text) => store.dispatch({ type: 'notice/added', notice: { id: ++notices, text } }),
    reload: () => location.reload(),
  });
  const restored = guest.comeBack();
  const notifications = new PageNotifications({
    ...{ store, window },
    room: facts.name === '' ? location.host : facts.name,
    // The newest is at the end, and read there.
    open: ({ conversation, server }) => {
      void bridge.invoke('chat/open', { server, conversation }).catch(reportError);
    },
  });
  bridge.serve(
    pageCommands({
      ...{ store, guest, storage, restored },
      copy: (text) => void copyText(text),
      allowNotifications: () => notifications.ask(),
    }),
  );
  const expiry = new Expiry(store, systemClock);
  watchNewerPage({ store, version: facts.version, notes: tabNotes(), reload: () => location.reload() });

  watchPageLife(window, {
    onAttention: () => guest.attend(),
    onWake: () => {
      expiry.check();
      guest.wake();
      // It may have been allowed in the browser's settings meanwhile.
      notifications.look();
    },
    onRest: () => guest.settle(),
  });
  watchPhone(window, facts.name);
  const icon = new TabIcon(document);
  store.watch((after, _event, before) => {
    if (after.servers !== before.servers) icon.show(attentionOf(after) > 0);
  });
  await openWindow(bridge, target, GuestView);
}

function beginning(facts: RoomFacts, storage: GuestStorage): AppState {
  const username = storage.login.read()?.username ?? '';
  return {
    shell: { kind: 'page', encrypted: facts.isEncrypted, keeps: storage.keeps, notifications: 'absent', account: null },
    servers: [],
    active: null,
    hosting: { status: 'off' },
    finding: FINDING_OFF,
    panel: null,
    settings: { ...DEFAULT_SETTINGS, ...phoneSettings(), ...storage.settings.read(), updates: 'off' },
    lastUsed: { address: facts.address, username, hostName: '', hostPort: 0, knownNames: [] },
    passwordStore: { available: true },
    systemLanguages: navigator.languages,
    joinProblem: null,
    askingOnClose: false,
    invitation: null,
    update: UPDATES_ABSENT,
    notices: [],
  };
}

/** Of this tab alone; reading what a browser does not give throws. */
function tabNotes(): Pick<Storage, 'getItem' | 'setItem'> {
  return {
    getItem: (name) => sessionStorage.getItem(name),
    setItem: (name, value) => {
      sessionStorage.setItem(name, value);
    },
  };
}
