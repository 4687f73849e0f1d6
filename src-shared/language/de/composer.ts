import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const count = pluralIn('de');

export const composer: Words['composer'] = {
  messageChannel: (name) => `Nachricht an #${name}`,
  messagePerson: (name) => `Nachricht an ${name}`,
  send: 'Senden',
  hints: {
    offline: 'Nicht verbunden: Was du schreibst, wird gesendet, sobald die Verbindung steht.',
    gone: 'Diesen Kanal gibt es auf dem Server nicht mehr: Was du hier schreibst, wird nicht gesendet.',
    absent: 'Wird gesendet, sobald {name} da ist.',
  },
  left: (characters) => count(characters, { one: 'Noch # Zeichen', other: 'Noch # Zeichen' }),
  tooLong: (characters) => count(characters, { one: '# Zeichen zu viel', other: '# Zeichen zu viel' }),
  sendInParts: (parts) => count(parts, { one: 'In # Teil senden', other: 'In # Teilen senden' }),
  tooLongToPaste: (characters, most) =>
    `${count(characters, { one: '# Zeichen', other: '# Zeichen' })} sind zu viel zum Einfügen: Hier ist Platz für ${count(most, { one: '#', other: '#' })}.`,
  dismiss: 'Ausblenden',

  completions: 'Vorschläge',
  suggested: (options) => count(options, { one: '# Vorschlag', other: '# Vorschläge' }),
  chooseKeys: 'wählen',
  acceptKeys: 'übernehmen',
  closeKeys: 'schließen',
  here: (people) => count(people, { one: '# Person ist da: {names}.', other: '# Personen sind da: {names}.' }),
  hereAndMore: (people, more) =>
    count(people, { one: '# Person ist da: {names}', other: '# Personen sind da: {names}' }) +
    count(more, { one: ' und # weitere.', other: ' und # weitere.' }),

  commands: {
    me: { arguments: 'HANDLUNG', help: 'Sagen, was du gerade tust' },
    w: { arguments: 'NAME TEXT', help: 'Einer Person schreiben' },
    r: { arguments: 'TEXT', help: 'Auf die letzte Direktnachricht antworten' },
    join: { arguments: 'KANAL', help: 'Einen Kanal öffnen oder anlegen' },
    who: { arguments: '', help: 'Sehen, wer da ist' },
    search: { arguments: 'WÖRTER', help: 'Nachrichten suchen' },
    block: { arguments: 'NAME', help: 'Ausblenden, was jemand schreibt' },
    unblock: { arguments: 'NAME', help: 'Wieder zeigen, was jemand schreibt' },
    clear: { arguments: '', help: 'Die Nachrichten dieser Unterhaltung auf diesem Computer vergessen' },
    shrug: { arguments: '[TEXT]', help: '¯\\_(ツ)_/¯ anhängen' },
    away: { arguments: '[TEXT]', help: 'Sagen, dass du weg bist' },
    topic: { arguments: 'TEXT', help: 'Ändern, worum es im Kanal geht' },
    kick: { arguments: 'NAME [GRUND]', help: 'Jemanden entfernen, der wiederkommen darf' },
    ban: { arguments: 'NAME [GRUND]', help: 'Jemanden für immer entfernen' },
    help: { arguments: '[BEFEHL]', help: 'Die Befehle sehen' },
  },
  usage: 'Schreib es so: {usage}',
  unknownCommand: 'Den Befehl {command} gibt es nicht.',
  sendAsMessage: 'Als Nachricht senden',
  allCommands: 'Befehle: {commands}. Beginne mit //, um eine Nachricht zu senden, die mit einem Schrägstrich anfängt.',
  commandHelp: '{usage}: {help}.',
  commandHelpAndOthers: '{usage}: {help}. Auch {others}.',
  nobodyCalled: 'Hier ist niemand namens {name} bekannt.',
  nobodyWrote: 'Dir hat noch niemand direkt geschrieben.',
  noAway: 'Dass du weg bist, kann diese Version anderen nicht sagen. Sie sehen es, wenn du die App beendest.',
  noTopic: 'Die Kanäle dieses Servers haben keine Themen.',
  noSuchChannel: 'Den Kanal {name} gibt es nicht, und auf diesem Server lässt sich keiner anlegen.',
  blockedNow: (name) => `${name} ist blockiert: Was dort geschrieben wird, siehst du nicht mehr. Gesagt wird das niemandem.`,
  unblockedNow: (name) => `${name} ist nicht mehr blockiert.`,
  kickedNow: (name) => `${name} wurde entfernt und darf wiederkommen.`,
  bannedNow: (name) => `${name} wurde ausgeschlossen.`,

  emoji: {
    open: 'Emoji',
    search: 'Emoji suchen',
    loading: 'Emoji werden geladen …',
    failed: 'Die Emoji konnten nicht geladen werden.',
    none: 'So heißt kein Emoji.',
    recent: 'Zuletzt benutzt',
    groups: {
      smileys: 'Smileys und Gefühle',
      people: 'Menschen und Hände',
      animals: 'Tiere und Natur',
      food: 'Essen und Trinken',
      travel: 'Reisen und Orte',
      activities: 'Aktivitäten',
      objects: 'Dinge',
      symbols: 'Zeichen',
      flags: 'Flaggen',
    },
    skinTone: 'Hautton',
    skinTones: ['Keiner', 'Hell', 'Mittelhell', 'Mittel', 'Mitteldunkel', 'Dunkel'],
  },
};
