import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');

export const search: Words['search'] = {
  label: 'Nachrichten durchsuchen',
  clear: 'Suche leeren',
  close: 'Suche schließen',
  searching: 'Suche läuft …',
  count: (count) => plural(count, { one: '1 Treffer', other: '# Treffer' }),
  moreThan: (count) => plural(count, { one: 'Mehr als # Treffer', other: 'Mehr als # Treffer' }),
  newestFirst: (results) => `${results}, die neuesten zuerst`,
  nothing: 'Nichts gefunden',
  nothingAdvice: 'Alle Wörter müssen in derselben Nachricht stehen. Weniger oder kürzere Wörter finden mehr.',
  results: 'Suchergebnisse',
  loading: 'Weitere Treffer werden geladen',
  more: 'Weitere Treffer laden',
  cut: (count) =>
    plural(count, {
      one: 'Das ist der neueste. Such genauer, um andere zu sehen.',
      other: 'Das sind die neuesten #. Such genauer, um andere zu sehen.',
    }),
  noAnswer: 'Die Suche hat nicht geantwortet.',
  server: 'Server',
  lead: 'Alles, was auf diesem Computer aufbewahrt ist, auch während du offline bist.',
  understands: 'Was die Suche versteht',
  phrase: '"zwei Wörter"',
  phraseMeans: 'nebeneinander',
  fromMeans: 'von jemandem geschrieben',
  inMeans: 'in einem Kanal, oder in:@bob',
  beforeMeans: 'vor einem Tag oder Monat',
  afterMeans: 'danach',
  linkMeans: 'mit einem Link darin',
};
