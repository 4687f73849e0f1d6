import type { Words } from '../words.ts';

export const common: Words['common'] = {
  app: 'RWCI Desktop',
  cancel: 'Abbrechen',
  close: 'Schließen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  delete: 'Löschen',
  dismiss: 'Ausblenden',
  done: 'Fertig',
  hideTyped: 'Eingabe verbergen',
  save: 'Sichern',
  showTyped: 'Eingabe zeigen',
  tryAgain: 'Erneut versuchen',
  undo: 'Rückgängig',
  and: ' und ',
  today: 'Heute',
  yesterday: 'Gestern',
};
