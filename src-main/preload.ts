import { contextBridge, ipcRenderer } from 'electron';
import { createApi } from '../src-shared/ipc/api.ts';

// The page gets functions and plain data only, never an Electron object or event.
contextBridge.exposeInMainWorld(
  'rwci',
  createApi({
    invoke: (command, argument) => ipcRenderer.invoke('rwci', command, argument),
    subscribe(push, listener) {
      const forward = (_event: unknown, payload: unknown) => {
        listener(payload);
      };
      ipcRenderer.on(`rwci:${push}`, forward);
      return () => {
        ipcRenderer.off(`rwci:${push}`, forward);
      };
    },
  }),
);
