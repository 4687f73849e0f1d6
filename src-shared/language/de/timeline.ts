import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');

export const timeline: Words['timeline'] = {
  messages: 'Nachrichten',
  newMessages: 'Neue Nachrichten',
  newSince: (moment) => `Neu seit ${moment}`,
  jump: 'Zum Ende',
  jumpWithNew: (count) => `Zum Ende · ${plural(count, { one: '# neue', other: '# neue' })}`,
  inThePast: 'Du liest ältere Nachrichten',
  loadingOlder: 'Ältere Nachrichten werden geladen',
  loadingNewer: 'Neuere Nachrichten werden geladen',
  loadOlder: 'Ältere Nachrichten laden',
  loadNewer: 'Neuere Nachrichten laden',

  actions: 'Aktionen für die Nachricht',
  copyText: 'Text kopieren',
  copySelection: 'Auswahl kopieren',
  copyLink: 'Link kopieren',
  quote: 'Zitieren',
  mention: (name) => `${name} erwähnen`,
  profile: 'Profil anzeigen',
  markUnread: 'Als ungelesen markieren',
  copied: 'Text kopiert',
  retry: 'Erneut senden',
  sendHere: 'Hier senden',

  waiting: 'Wartet darauf, gesendet zu werden',
  sending: 'Wird gesendet',
  waitingForConnection: 'Wartet auf die Verbindung',
  waitingForThem: 'Wartet, bis die Person da ist',
  unconfirmed: 'Gesendet, nicht bestätigt',
  perhapsNotSent: 'Vielleicht nicht gesendet: Die Verbindung brach ab.',
  notConfirmed: 'Nicht gesendet: Der Server hat sie nicht bestätigt.',
  channelGone: 'Nicht gesendet: Den Kanal, in dem sie geschrieben wurde, gibt es nicht mehr.',
  refused: 'Nicht gesendet: Der Server hat sie abgelehnt.',
  refusedBecause: (reason) => `Nicht gesendet: ${reason}`,

  labelWaiting: 'wartet darauf, gesendet zu werden',
  labelSending: 'wird gesendet',
  labelFailed: 'nicht gesendet',
  showing: (message) => `Zu sehen: ${message}`,
  severalNew: (count) => plural(count, { one: '# neue Nachricht', other: '# neue Nachrichten' }),

  server: 'Server',
  missing: (count) => plural(count, { one: '# Nachricht ist nicht verfügbar', other: '# Nachrichten sind nicht verfügbar' }),
  perhapsMissing: 'Nachrichten aus dieser Zeit können fehlen',
  offline: (span, what) => `Offline ${span}: ${what}`,
  hidden: (count) => plural(count, { one: '# ausgeblendete Nachricht', other: '# ausgeblendete Nachrichten' }),
  show: 'Anzeigen',

  joined: {
    one: '{name} ist beigetreten',
    two: '{name} und {other} sind beigetreten',
    many: (count) => plural(count, { one: '# Person ist beigetreten', other: '# Personen sind beigetreten' }),
  },
  left: {
    one: '{name} ist gegangen',
    two: '{name} und {other} sind gegangen',
    many: (count) => plural(count, { one: '# Person ist gegangen', other: '# Personen sind gegangen' }),
  },
  visited: {
    one: '{name} kam und ging',
    two: '{name} und {other} kamen und gingen',
    many: (count) => plural(count, { one: '# Person kam und ging', other: '# Personen kamen und gingen' }),
  },
  returned: {
    one: '{name} ging und kam zurück',
    two: '{name} und {other} gingen und kamen zurück',
    many: (count) => plural(count, { one: '# Person ging und kam zurück', other: '# Personen gingen und kamen zurück' }),
  },

  startCleared: 'Du hast gelöscht, was hier vorher gesagt wurde.',
  startEmpty: 'Seit du hier bist, wurde noch nichts gesagt. Fang unten an.',
  startFirst: 'Hier beginnt {channel}.',
  startConnected: 'Was gesagt wurde, während du verbunden warst.',
  startAlone: 'Du bist allein hier. Freunde in deinem Netzwerk treten bei mit:',
  startAloneElsewhere: 'Du bist allein hier. Gib anderen die Adresse dieses Servers.',
  startServer: 'Was der Server nur dir zu sagen hat.',
  startDirect: 'Nur du und {name} seht, was hier geschrieben wird.',
};
