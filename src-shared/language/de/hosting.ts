import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');
const people = (count: number): string => plural(count, { one: '# Person', other: '# Personen' });

export const hosting: Words['hosting'] = {
  title: 'Dein Server',
  manage: 'Verwalten',
  panel: 'Server verwalten …',
  partsLabel: 'Teile der Serververwaltung',
  parts: { overview: 'Übersicht', people: 'Personen', settings: 'Einstellungen', log: 'Protokoll', backup: 'Sicherung' },

  status: {
    off: 'Aus',
    starting: 'Startet …',
    on: (count) => `An, ${people(count)}`,
    problem: 'Störung',
  },
  startAgain: 'Neu starten',
  offHint: 'Solange er aus ist, kann niemand beitreten. Wer hier war, kommt von selbst zurück, sobald er wieder an ist.',
  starting: 'Der Server startet.',
  busyPort: (busy, port) =>
    `Port ${String(busy)} war von einem anderen Programm belegt, daher lauscht der Server auf ${String(port)}.`,

  reach: {
    title: 'Können andere beitreten?',
    looking: 'Es wird geprüft, ob andere diesen Raum erreichen …',
    yes: 'Andere können diesen Raum erreichen',
    maybe: 'Vielleicht erreichen andere diesen Raum nicht',
    no: 'Niemand sonst kann diesen Raum erreichen',
    again: 'Noch einmal prüfen',
    checks: 'Was geprüft wurde',
    good: 'In Ordnung',
    bad: 'Nicht in Ordnung',
    unsure: 'Nicht sicher',
    copyCommand: 'Befehl kopieren',
    windowsFirewall: 'die Windows-Firewall',
    macFirewall: 'die Firewall von macOS',
    command: 'So kommen andere herein:',
    panes: {
      firewall: 'Firewall-Einstellungen öffnen',
      network: 'Netzwerkeinstellungen öffnen',
      'local-network': 'Datenschutzeinstellungen öffnen',
    },
    about: {
      network: (address) =>
        address === ''
          ? 'Dieser Computer ist in keinem Netzwerk. Verbinde ihn mit WLAN oder einem Kabel.'
          : `Dieser Computer ist in einem Netzwerk, als ${address}.`,
      answers: (address) => `Der Server antwortet unter ${address}, und es ist dieser.`,
      refused: (address) => `Unter ${address} antwortet nichts. Schalte das Hosten aus und wieder ein.`,
      silent: (address) => `Eine Verbindung zu ${address} blieb ohne Antwort: Etwas auf diesem Computer blockiert sie.`,
      unreachable: (address) => `${address} war von hier nicht zu erreichen. Vielleicht hat das Netzwerk gerade gewechselt.`,
      stranger: (address) => `Unter ${address} antwortet ein anderes Programm. Wähle einen anderen Port.`,
      visited: 'Jemand von einem anderen Computer war schon hier.',
      'no-firewall': 'Keine Firewall ist an.',
      'unknown-firewall': 'Ob eine Firewall an ist, lässt sich von hier nicht sehen.',
      firewall: (program) => `Eine Firewall ist an (${program}). Ob sie andere hereinlässt, lässt sich von hier nicht sehen.`,
      'firewall-shut': (program) => `Eine Firewall ist an (${program}) und lässt hier niemanden herein.`,
      'firewall-lets-in': (program) => `Die Firewall (${program}) lässt andere herein.`,
      'public-network':
        'Windows hält dieses Netzwerk für ein öffentliches und lässt niemanden herein. Ist es deines, stelle es auf „Privates Netzwerk“.',
      'local-network':
        'Vielleicht lässt macOS RWCI Desktop nicht ins lokale Netzwerk. Erlaube es unter Datenschutz & Sicherheit, Lokales Netzwerk.',
    },
  },

  addresses: 'Adressen',
  openPage: 'Gästeseite öffnen',
  addressesHint: 'Personen in deinem Netzwerk treten über eine davon bei; die erste klappt am ehesten.',
  activity: {
    title: 'Die letzte Stunde',
    messages: 'Nachrichten je Minute',
    people: 'Personen',
    now: (count) => `Jetzt ${count}`,
    most: (count) => `höchstens ${count}`,
    text: (what, now, most) => `${what} in der letzten Stunde: jetzt ${now}, höchstens ${most}.`,
  },

  people: {
    label: 'Personen online',
    nobody: 'Noch ist niemand hier.',
    find: 'Person suchen',
    noMatch: 'Niemand passt dazu.',
    more: (count) =>
      plural(count, {
        one: '# weitere. Tippe einen Namen, um sie zu finden.',
        other: '# weitere. Tippe einen Namen, um sie zu finden.',
      }),
    here: 'dieser Computer',
    plainClient: 'einfacher Client',
    since: (time) => `seit ${time}`,
    muted: 'stummgeschaltet',
    roles: { owner: 'Besitzer', moderator: 'Moderator', member: 'Mitglied', guest: 'Gast' },
    kick: 'Kicken',
    ban: 'Bannen',
    mute: 'Stummschalten',
    unmute: 'Stummschaltung aufheben',
    actions: (name) => `Aktionen für ${name}`,
  },

  log: {
    label: 'Protokoll',
    hint: 'Was auf dem Server geschieht, das Neueste zuletzt. Keine Nachrichten, keine Passwörter.',
    empty: 'Noch ist nichts geschehen.',
    copy: 'Protokoll kopieren',
    levels: { info: 'Info', warn: 'Warnung', error: 'Fehler' },
  },

  room: {
    off: 'Schalte den Server ein, um das zu ändern.',
    name: 'Name des Servers',
    welcome: 'Begrüßung',
    welcomeHint: 'Wer neu ist, liest sie zuerst.',
    who: 'Wer beitreten darf',
    registration: { open: 'Alle', pin: 'Mit PIN', closed: 'Niemand Neues' },
    registrationHints: {
      open: 'Wer diesen Computer erreicht, darf ein Konto anlegen.',
      pin: 'Wer ein Konto anlegt, braucht die PIN. Wer eines hat, meldet sich an wie immer.',
      closed: 'Nur wer ein Konto hat, meldet sich an.',
    },
    pin: 'PIN',
    pinHint: 'Sag sie denen, die du hier haben willst. Eine Einladung enthält sie.',
    newPin: 'Neue PIN',
    guests: 'Gäste dürfen mit einem Browser beitreten',
    guestsHint: 'Sie scannen den QR-Code und geben einen Namen ein, ganz ohne App.',
    noGuestsHint: 'Nur wer die App hat, kann beitreten.',
    guestsLeave: 'Ist es aus, müssen Gäste gehen, die gerade da sind.',
    history: 'Verlauf',
    keeps: 'Behalten',
    keepsHint: 'Konten, Kanäle und Nachrichten sind beim nächsten Start wieder da.',
    forgets: 'Alles vergessen, wenn ich beende',
    forgetsHint:
      'Beim Beenden werden Konten, Kanäle und Nachrichten gelöscht. Der bisher behaltene Raum bleibt, wie er ist, und ist wieder da, wenn du „Behalten“ wählst.',
    nextStart: 'Ab dem nächsten Start.',
    peopleMax: 'Personen höchstens',
    historyDays: 'Tage, die Nachrichten bleiben',
    historyDaysHint: 'Leer: für immer.',
    save: 'Speichern',
    saved: 'Gespeichert.',
    unsaved: 'Noch nicht gespeichert.',
    wrong: {
      nameEmpty: 'Gib dem Server einen Namen; Freunde sehen ihn.',
      nameLong: (most) => `Ein Name hat höchstens ${String(most)} Zeichen.`,
      nameSigns: 'Ein Name ist eine Zeile aus gewöhnlichen Zeichen.',
      welcomeLong: (over) => plural(over, { one: '# Zeichen zu lang.', other: '# Zeichen zu lang.' }),
      pin: (least, most) => `Eine PIN hat ${String(least)} bis ${String(most)} Zeichen.`,
      pinSigns: 'Eine PIN ist eine Zeile aus gewöhnlichen Zeichen.',
      peopleMax: (most) => `Eine Zahl von 1 bis ${String(most)}.`,
      historyDays: (most) => `Eine Zahl von Tagen von 1 bis ${String(most)}, oder nichts.`,
    },
  },

  options: {
    title: 'Optionen',
    forgetsHint: 'Beim Beenden werden Konten, Kanäle und Nachrichten gelöscht.',
  },

  backup: {
    title: 'Raum sichern',
    hint: 'Eine Datei mit allem: Konten, Kanäle, Nachrichten und der Schlüssel, an dem dieser Server erkannt wird. Bewahre sie gut auf.',
    make: 'Sichern …',
    made: (size) => `Gesichert (${size}).`,
    restoreTitle: 'Raum wiederherstellen',
    restoreHint:
      'Setzt den Raum einer Sicherung an die Stelle von diesem. Er wird wiedergefunden, unter der Adresse dieses Computers.',
    restore: 'Wiederherstellen …',
    choose: 'Sicherung wählen',
    kind: 'Raumsicherung',
    anyFile: 'Alle Dateien',
    ask: 'Diesen Raum wiederherstellen?',
    askText: 'Der Raum „{name}“ vom {time} tritt an die Stelle des jetzigen.',
    askKept: 'Der jetzige Raum wird vorher gesichert, im Ordner der App.',
    askPeople: (others) =>
      plural(others, { one: 'Eine weitere Person ist hier und erfährt es.', other: '# weitere sind hier und erfahren es.' }),
    verb: 'Wiederherstellen',
    restored: (name) => `„${name}“ ist wiederhergestellt.`,
    reason: 'Der Host stellt eine Sicherung wieder her. Der Raum ist gleich zurück.',
    noneChosen: 'Wähle zuerst die Datei einer Sicherung.',
    problems: {
      foreign: () => 'Diese Datei ist keine Sicherung eines Raums. Nichts wurde geändert.',
      damaged: () => 'Diese Sicherung ist beschädigt und unbrauchbar. Nichts wurde geändert.',
      newer: () =>
        'Diese Sicherung stammt von einer neueren Version von RWCI Desktop. Aktualisiere die App und versuche es erneut. Nichts wurde geändert.',
      unreadable: (detail) => `Die Datei lässt sich nicht lesen (${detail}). Nichts wurde geändert.`,
      unwritable: (detail) => `Dort lässt sich nicht schreiben (${detail}). Nichts wurde geändert.`,
      'disk-full': () => 'Der Datenträger ist voll. Schaffe Platz und versuche es erneut; nichts wurde geändert.',
      'in-use': () => 'Ein anderer Server benutzt die Daten dieses Raums. Beende ihn zuerst; nichts wurde geändert.',
      'no-room': () => 'Es gibt noch keinen Raum zum Sichern. Hoste zuerst einen Server.',
    },
  },

  stop: {
    title: 'Hosten beenden?',
    who: (names, more) =>
      more === 0
        ? `Auf deinem Server: ${names}.`
        : plural(more, {
            one: `Auf deinem Server: ${names} und # weitere.`,
            other: `Auf deinem Server: ${names} und # weitere.`,
          }),
    what: 'Sie erfahren es und werden getrennt. Wenn du wieder hostest, kommen sie von selbst zurück.',
    forgets: 'Alles auf diesem Server wird vergessen.',
    verb: 'Hosten beenden',
    keepRunning: 'Weiterlaufen lassen',
    keepRunningHint: 'Das Fenster schließt sich, der Server läuft weiter.',
  },
  sleep: 'Der Computer, der diesen Raum hostet, geht schlafen. Der Raum ist zurück, wenn er aufwacht.',
};
