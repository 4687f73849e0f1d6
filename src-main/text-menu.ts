import { Menu, type ContextMenuParams, type MenuItemConstructorOptions, type WebContents } from 'electron';
import { words } from '../src-shared/language/index.ts';
import type { Spelling } from './spelling/spelling.ts';

interface Verbs {
  replace(word: string): void;
  learn(word: string): void;
}

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'misspelledWord' | 'selectionText'>;

/** The menu on text, by right click or by its key: in a box what editing needs and, on a wrong word, what was meant; elsewhere Copy. */
export function serveTextMenu(contents: WebContents, spelling: Pick<Spelling, 'suggestions' | 'learn'>): void {
  const verbs: Verbs = {
    replace: (word) => {
      contents.replaceMisspelling(word);
    },
    learn: (word) => {
      spelling.learn(word);
      // The same again takes the mark away.
      contents.replaceMisspelling(word);
    },
  };
  const show = async (params: ContextMenuParams): Promise<void> => {
    const meant = params.misspelledWord === '' ? [] : await spelling.suggestions(params.misspelledWord);
    const entries = textMenu(params, meant, verbs);
    if (entries.length > 0 && !contents.isDestroyed()) Menu.buildFromTemplate(entries).popup();
  };
  contents.on('context-menu', (_event, params) => void show(params));
}

/** Its entries; none where there is nothing to do. */
export function textMenu(clicked: Clicked, meant: readonly string[], verbs: Verbs): MenuItemConstructorOptions[] {
  const text = words().composer.menu;
  const { editFlags, isEditable, misspelledWord, selectionText } = clicked;
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy', label: text.copy }];
  return [
    ...spellingEntries(misspelledWord, meant, verbs),
    { role: 'undo', label: text.undo, enabled: editFlags.canUndo },
    { role: 'redo', label: text.redo, enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', label: text.cut, enabled: editFlags.canCut },
    { role: 'copy', label: text.copy, enabled: editFlags.canCopy },
    { role: 'paste', label: text.paste, enabled: editFlags.canPaste },
    { role: 'pasteAndMatchStyle', label: text.pastePlain, enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: text.selectAll, enabled: editFlags.canSelectAll },
  ];
}

function spellingEntries(wrong: string, meant: readonly string[], verbs: Verbs): MenuItemConstructorOptions[] {
  if (wrong === '') return [];
  const text = words().composer.menu;
  const none: MenuItemConstructorOptions = { label: text.noSuggestions, enabled: false };
  const suggested = meant.map((word): MenuItemConstructorOptions => ({
    // An ampersand would underline the letter behind it.
    label: word.replaceAll('&', '&&'),
    click: () => {
      verbs.replace(word);
    },
  }));
  return [
    ...(suggested.length > 0 ? suggested : [none]),
    {
      label: text.learn,
      click: () => {
        verbs.learn(wrong);
      },
    },
    { type: 'separator' },
  ];
}
