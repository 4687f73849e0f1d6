/** What the exhibits say: samples, in the languages whose shapes matter, which nobody translates. */
export const SAMPLE = {
  long: 'A label that is far too long for the place where it stands and has to break or to be cut, whatever becomes of it',
  unbroken: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  rightToLeft: 'رسالة جديدة من ليلى',
  hebrew: 'שלום לכולם',
  names: [
    'Ada Lovelace',
    'bob',
    'Čapek',
    'dora_the_explorer',
    'Émile',
    'ليلى',
    'Ωμέγα',
    'x',
    '🦊 fox',
    'Grace',
    'heidi',
    'Ivan',
  ],
} as const;
