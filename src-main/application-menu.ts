import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ZoomStep } from './zoom.ts';

/** The menu with the roles a person expects; on Windows and Linux it shows on Alt and carries the shortcuts. */
export function applicationMenu(quit: () => void, zoom: (step: ZoomStep) => void): Menu {
  // Shown only: zoom.ts takes the keys, wherever a keyboard has them.
  const zoomRow = (label: string, accelerator: string, step: ZoomStep): MenuItemConstructorOptions => ({
    ...{ label, accelerator, registerAccelerator: false },
    click: () => {
      zoom(step);
    },
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Close window', role: 'close' },
        { label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: quit },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        zoomRow('Actual Size', 'CmdOrCtrl+0', 'reset'),
        zoomRow('Zoom In', 'CmdOrCtrl+Plus', 'in'),
        zoomRow('Zoom Out', 'CmdOrCtrl+-', 'out'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ];
  return Menu.buildFromTemplate(template);
}
