import { Menu, type MenuItemConstructorOptions } from 'electron';
import { words } from '../src-shared/language/index.ts';
import { accelerator, keysOf, type MenuAction, type ShortcutName } from '../src-shared/shortcuts/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import type { Containment } from './containment.ts';
import type { WindowDoors } from './window-doors.ts';
import type { ZoomStep } from './zoom.ts';

/** How the app draws, and the question whether it is to draw otherwise. */
type Graphics = Pick<Containment, 'isInSoftware' | 'askToDrawOtherwise'>;

interface MenuParts {
  readonly doors: WindowDoors;
  readonly graphics: Graphics;
  readonly isDevelopment: boolean;
  /** There is a server in the list. */
  readonly hasRoom: boolean;
}

/** Puts the native menu there, and makes it anew when the language or what can be done changes; in development with what a developer needs. */
export function showApplicationMenu(store: AppStore, doors: WindowDoors, graphics: Graphics, isDevelopment: boolean): void {
  let shown = '';
  const render = () => {
    const hasRoom = store.state.servers.length > 0;
    const state = `${words().shell.menu.file} ${String(hasRoom)}`;
    if (state === shown) return;
    shown = state;
    Menu.setApplicationMenu(Menu.buildFromTemplate(template({ doors, graphics, isDevelopment, hasRoom })));
  };
  render();
  store.watch((_state, { type }) => {
    if (type === 'settings/changed' || type === 'server/put' || type === 'server/removed') render();
  });
}

const isMac = process.platform === 'darwin';

/** On Windows and Linux it shows on Alt; on macOS it is the bar of the screen. */
function template({ doors, graphics, hasRoom, isDevelopment }: MenuParts): MenuItemConstructorOptions[] {
  const { act } = doors;
  const { menu } = words().shell;
  const { app } = words().common;
  const line: MenuItemConstructorOptions = { type: 'separator' };

  /** An item that the window carries out, by its own key handler where it is a key: that one knows of input methods and dialogs. */
  const item = (action: MenuAction, label: string, enabled = true): MenuItemConstructorOptions => ({
    id: action,
    label,
    enabled,
    ...keysFor(action),
    registerAccelerator: false,
    click: () => {
      act(action);
    },
  });
  /** An item that needs no window, and whose keys work where the page does not answer. */
  const own = (action: MenuAction, label: string, click: () => void): MenuItemConstructorOptions => ({
    id: action,
    label,
    ...keysFor(action),
    click,
  });

  /** Its keys are taken in zoom.ts, wherever a keyboard has them. */
  const zoom = (name: ShortcutName, label: string, step: ZoomStep): MenuItemConstructorOptions => ({
    id: name,
    label,
    ...keysFor(name),
    registerAccelerator: false,
    click: () => {
      doors.zoom(step);
    },
  });

  const settings = item('settings', menu.settings);
  const quit = own('quit', isMac ? menu.quitMac : menu.quit, doors.askedQuit);
  const about = item('about', menu.about);
  const macApp: MenuItemConstructorOptions = {
    label: app,
    submenu: [
      about,
      line,
      settings,
      line,
      { role: 'services', label: menu.services },
      line,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.unhide },
      line,
      quit,
    ],
  };
  return [
    ...(isMac ? [macApp] : []),
    {
      label: menu.file,
      submenu: [
        item('new-direct', menu.newDirect, hasRoom),
        item('create-channel', menu.createChannel, hasRoom),
        line,
        item('join', menu.join),
        item('host', menu.host),
        line,
        ...(isMac ? [] : [settings, line]),
        own('close', menu.closeWindow, doors.close),
        ...(isMac ? [] : [quit]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        line,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'pasteAndMatchStyle', label: menu.pasteAsText },
        { role: 'selectAll', label: menu.selectAll },
        line,
        item('search-here', menu.searchHere, hasRoom),
        item('search', menu.search, hasRoom),
      ],
    },
    {
      label: menu.view,
      submenu: [
        item('sidebar', menu.sidebar, hasRoom),
        item('members', menu.members, hasRoom),
        line,
        zoom('zoom-in', menu.zoomIn, 'in'),
        zoom('zoom-out', menu.zoomOut, 'out'),
        zoom('zoom-reset', menu.zoomReset, 'reset'),
        line,
        own('full-screen', menu.fullScreen, doors.fullScreen),
        ...(isDevelopment
          ? [line, { role: 'reload', label: menu.reload } as const, { role: 'toggleDevTools', label: menu.devTools } as const]
          : []),
      ],
    },
    {
      label: menu.go,
      submenu: [
        item('back', menu.back, hasRoom),
        item('forward', menu.forward, hasRoom),
        line,
        item('previous', menu.previous, hasRoom),
        item('next', menu.next, hasRoom),
        item('previous-unread', menu.previousUnread, hasRoom),
        item('next-unread', menu.nextUnread, hasRoom),
        line,
        item('switcher', menu.switcher, hasRoom),
      ],
    },
    {
      role: 'windowMenu',
      label: menu.window,
      submenu: [
        { role: 'minimize', label: menu.minimize },
        ...(isMac
          ? [{ role: 'zoom', label: menu.zoomWindow } as const, line, { role: 'front', label: menu.front } as const]
          : []),
      ],
    },
    {
      role: 'help',
      label: menu.help,
      submenu: [
        item('shortcuts', menu.shortcuts),
        line,
        {
          id: 'graphics',
          label: graphics.isInSoftware ? menu.withGraphics : menu.withoutGraphics,
          click: () => void graphics.askToDrawOtherwise(),
        },
        ...(isMac ? [] : [line, about]),
      ],
    },
  ];
}

function keysFor(action: MenuAction | ShortcutName): { accelerator?: string } {
  const [keys] = keysOf(action as ShortcutName, isMac);
  return keys === undefined ? {} : { accelerator: accelerator(keys) };
}
