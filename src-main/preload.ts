import { contextBridge, ipcRenderer, webFrame } from 'electron';
import { createApi } from '../src-shared/ipc/api.ts';
import { SPELLING_WORD_MAX_CHARS, SPELLING_WORDS_MAX } from '../src-shared/ipc/spelling.ts';

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

// Chromium asks about the words of a box that is to be checked, and of no other; its own checker would download dictionaries.
webFrame.setSpellCheckProvider('en-US', {
  spellCheck(words, answer) {
    const asked = [...new Set(words)].filter((word) => word.length <= SPELLING_WORD_MAX_CHARS).slice(0, SPELLING_WORDS_MAX);
    ipcRenderer.invoke('rwci', 'spelling/check', { words: asked }).then(answer, () => {
      answer([]);
    });
  },
});
