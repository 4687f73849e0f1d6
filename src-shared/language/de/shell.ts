import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');

export const shell: Words['shell'] = {
  noLoginStart: (reason: string) => `Der Start bei der Anmeldung ließ sich nicht ändern: ${reason}`,
  couldNotStart: 'RWCI Desktop konnte nicht starten',
  refusedStart: 'So startet RWCI Desktop nicht',
  refusedSwitch: (name: string) => `Es wurde mit ${name} gestartet, was den Schutz aufhebt. Starte es ohne das.`,

  tray: {
    unread: (count) => plural(count, { one: '# ungelesen', other: '# ungelesen' }),
    show: 'RWCI Desktop zeigen',
    doNotDisturb: 'Nicht stören',
    doNotDisturbUntil: (time) => `Nicht stören bis ${time}`,
    quiet: 'nicht stören',
    quietUntil: (time) => `nicht stören bis ${time}`,
    minutes: (count) => plural(count, { one: 'Für # Minute', other: 'Für # Minuten' }),
    hours: (count) => plural(count, { one: 'Für # Stunde', other: 'Für # Stunden' }),
    forGood: 'Bis ich es ausschalte',
    off: 'Aus',
    host: 'Server hosten',
    quit: 'Beenden',
  },
  badge: {
    forYou: (count) => plural(count, { one: '# ungelesene Nachricht an dich', other: '# ungelesene Nachrichten an dich' }),
    others: 'Ungelesene Nachrichten',
  },
  telling: {
    newMessage: 'Neue Nachricht',
    inPlace: (author, place) => `${author} in ${place}`,
    messages: (count) => plural(count, { one: '# Nachricht', other: '# Nachrichten' }),
    missed: (count) =>
      plural(count, { one: '# Nachricht, während du weg warst', other: '# Nachrichten, während du weg warst' }),
    several: (subject, messages) => `${subject}: ${messages}`,
    summary: (messages, conversations) =>
      plural(conversations, { one: `${messages} in # Unterhaltung`, other: `${messages} in # Unterhaltungen` }),
  },
  test: {
    body: 'So sieht eine Nachricht aus. Klick sie an.',
    noLibrary:
      'Die Bibliothek libnotify wurde nicht gefunden. Installiere sie (das Paket libnotify4 oder libnotify) und starte RWCI Desktop neu.',
    noSupport: 'Dieses System hat keine Benachrichtigungen für Apps.',
    supported: 'Dieses System zeigt Benachrichtigungen.',
    noService:
      'Kein Programm in dieser Sitzung zeigt Benachrichtigungen. Die meisten Desktops bringen eines mit; sonst starte eines, etwa dunst oder mako.',
    unknownService: 'Benachrichtigungen können gesendet werden; ob ein Programm sie zeigt, ließ sich nicht herausfinden.',
    service: (name) => `Benachrichtigungen zeigt ${name}.`,
    on: 'Direktnachrichten und Erwähnungen benachrichtigen dich.',
    off: 'Benachrichtigungen sind in den Einstellungen ausgeschaltet: Nur Unterhaltungen, für die du etwas anderes gewählt hast, benachrichtigen dich. Schalte sie dort ein.',
    disturb: '„Nicht stören“ ist aus.',
    doNotDisturb:
      '„Nicht stören“ ist an, darum benachrichtigen dich Nachrichten gerade nicht. Schalte es in den Einstellungen oder im Infobereich aus.',
    sent: 'Das System hat die Benachrichtigung angenommen.',
    refused: 'Das System hat die Benachrichtigung abgelehnt.',
    refusedBecause: (reason) => `Das System hat die Benachrichtigung abgelehnt (${reason}).`,
    silence: 'Das System hat nicht gesagt, dass es die Benachrichtigung gezeigt hat.',
    clicked: 'Der Klick ist angekommen.',
    closed:
      'Sie wurde ohne Klick geschlossen. Wenn du sie gesehen hast, funktionieren Benachrichtigungen; teste noch einmal, um einen Klick zu probieren.',
    nobody: (seconds) =>
      plural(seconds, {
        one: 'Niemand hat sie innerhalb von # Sekunde angeklickt. Wenn du sie nicht gesehen hast:',
        other: 'Niemand hat sie innerhalb von # Sekunden angeklickt. Wenn du sie nicht gesehen hast:',
      }),
    allowOnWindows:
      'Erlaube RWCI Desktop unter Einstellungen, System, Benachrichtigungen, und sieh nach, ob Windows selbst auf „Nicht stören“ steht.',
    allowOnMac: 'Erlaube RWCI Desktop unter Systemeinstellungen, Mitteilungen, und sieh nach, ob ein Fokus an ist.',
    allowElsewhere: 'Sieh in den Benachrichtigungseinstellungen deines Desktops nach, auch ob er auf „Nicht stören“ steht.',
  },
  hosting: {
    stopped: 'Der Server wurde angehalten.',
    notHosted: 'Hier wird kein Server gehostet.',
    tooLate: 'Der Server ist nicht rechtzeitig gestartet.',
    endedAgain: 'Der Server ist beim Neustart ausgefallen.',
    ended: (code) => `Der Server ist beim Start ausgefallen (Code ${String(code)}). Mehr steht im Protokoll.`,
    crashes: 'Der Server ist mehrmals in einer Minute ausgefallen und wurde nicht wieder gestartet. Mehr steht im Protokoll.',
    notForgotten: (folder) =>
      `Der Raum sollte vergessen werden, aber ${folder} ließ sich nicht löschen. Schließe, was ihn benutzt, oder lösche ihn selbst.`,
    noAnswer: 'Der Server ist ausgefallen, bevor er geantwortet hat.',
    otherPassword: (name) => `„${name}“ hat auf diesem Server ein anderes Passwort.`,
    badName: (name) => `Der Name „${name}“ geht hier nicht: Wähle einen anderen.`,
    badNameBecause: (name, reason) => `Der Name „${name}“ geht hier nicht: ${reason}`,
    notJoined: 'Der Server ist gestartet, aber das Beitreten ist gescheitert.',
    notJoinedBecause: (reason) => `Der Server ist gestartet, aber das Beitreten ist gescheitert: ${reason}`,
  },
  notConnected: 'Du bist nicht verbunden. Versuch es wieder, wenn der Server zurück ist.',
  serverGone: 'Dieser Server ist nicht mehr in der Liste.',
  passwordGone: 'Das Passwort für diesen Server ist hier nicht gespeichert. Gib es noch einmal ein.',
  noKeyring:
    'Dieses System hat keinen Schlüsselbund, darum könnte jeder ein gespeichertes Passwort lesen. Es wird bis zum Beenden behalten.',
  lockedKeyring: 'Der Schlüsselbund des Systems ist gesperrt oder fehlt. Das Passwort wird bis zum Beenden behalten.',

  settings: {
    notKept: 'Was du jetzt änderst, ist beim Beenden vergessen.',
    unsaved: (folder, reason) => `Die Einstellungen lassen sich in ${folder} nicht speichern (${reason}).`,
    unread: (file, reason) => `Die Einstellungsdatei ${file} lässt sich nicht lesen (${reason}).`,
    damaged: (file, reason) => `Die Einstellungsdatei ${file} ist beschädigt und lässt sich nicht beiseitelegen (${reason}).`,
    aside: (aside) => `Die Einstellungsdatei war beschädigt. Sie liegt jetzt unter ${aside}.`,
    missing: (file) => `Die Einstellungsdatei ${file} fehlte.`,
    newer: (file) =>
      `Die Einstellungsdatei ${file} stammt von einer neueren Version von RWCI Desktop. Sie wurde nicht angerührt.`,
    defaults: 'Die App hat mit den Vorgaben begonnen.',
    copy: 'Es gilt, was beim letzten guten Start eingestellt war.',
  },
  recovery: {
    restarted:
      'Etwas ist fehlgeschlagen, womit die App nicht weiterarbeiten konnte; sie ist deshalb neu gestartet. Nichts, was du gesendet hast oder was noch wartet, ist verloren. Mehr steht im Protokoll.',
    software:
      'Die Grafik dieses Rechners ist zweimal ausgefallen; die App zeichnet deshalb bis zu ihrer nächsten Version ohne sie.',
    softwareChosen:
      'Die App zeichnet bis zu ihrer nächsten Version ohne Grafikbeschleunigung. Im Menü Hilfe macht „Neu starten mit Grafikbeschleunigung …“ das rückgängig.',
    safeMode:
      'Abgesicherter Modus: ohne Grafikbeschleunigung, mit dem üblichen Aussehen, und nichts verbindet sich oder öffnet einen Server von selbst. Beende die App und starte sie wie gewohnt, um ihn zu verlassen.',
    reset: (folder) =>
      `Alles wurde zurückgesetzt. Was da war, liegt in ${folder}; lösche diesen Ordner, wenn du es nicht mehr brauchst.`,
    resetInPart: (names) =>
      `Nicht alles ließ sich zurücksetzen, weil andere Programme es benutzen: ${names}. Schließe sie und setze noch einmal zurück.`,
    resetRoom: (folder) =>
      `Dein Raum wurde zurückgesetzt. Was darin war, liegt in ${folder}; lösche diesen Ordner, wenn du es nicht mehr brauchst.`,
    notReset:
      'Das Zurücksetzen lässt sich nicht vormerken: der Datenträger ist voll, oder in den Ordner kann nicht geschrieben werden.',
    givenUp: 'RWCI Desktop funktioniert nicht mehr',
    givenUpDetail: (folder) =>
      `Die App ist mehrmals in einer Minute ausgefallen und startet nicht mehr von selbst. Deine Nachrichten und Einstellungen sind gesichert. Vielleicht hilft es, sie mit --safe-mode zu starten; mehr steht im Protokoll in ${folder}.`,
    graphics: {
      without: 'Ohne Grafikbeschleunigung neu starten?',
      withoutDetail:
        'Das hilft, wenn das Fenster schwarz bleibt oder flackert. Es gilt bis zur nächsten Version der App und lässt sich im Menü Hilfe rückgängig machen. Ein Raum, den du öffnest, ist einen Moment lang unterbrochen.',
      with: 'Mit Grafikbeschleunigung neu starten?',
      withDetail:
        'Das Fenster wird schneller gezeichnet, wenn die Grafik dieses Rechners funktioniert. Ein Raum, den du öffnest, ist einen Moment lang unterbrochen.',
      restart: 'Neu starten',
    },
    hung: {
      message: 'Das Fenster antwortet nicht.',
      detail:
        'Vielleicht ist es nur beschäftigt. Wird es neu geladen, geht nichts verloren, was du gesendet hast oder was noch wartet.',
      reload: 'Neu laden',
      wait: 'Warten',
    },
    page: {
      message: 'Das Fenster ist mehrmals in einer Minute ausgefallen.',
      detail:
        'Deine Nachrichten sind gesichert. Im abgesicherten Modus startet die App ohne Grafikbeschleunigung und mit dem üblichen Aussehen.',
      again: 'Noch einmal versuchen',
      safeMode: 'Abgesichert starten',
      quit: 'Beenden',
    },
  },
  history: {
    unreadServer: (server, reason) => `Was von ${server} aufbewahrt ist, lässt sich nicht lesen. ${reason}`,
    notSaved: (reason) => `Neue Nachrichten lassen sich auf diesem Computer nicht speichern. ${reason}`,
    notRead: (reason) => `Ältere Nachrichten lassen sich auf diesem Computer nicht lesen. ${reason}`,
    messageGone: 'Diese Nachricht ist auf diesem Computer nicht mehr vorhanden.',
    full: 'Der Datenträger ist voll: Der Verlauf wird erst wieder gespeichert, wenn Platz ist.',
    failed: (detail) => `Der Datenträger mit dem Verlauf hat versagt (${detail}).`,
    busy: 'Ein anderes Programm hält die Datei des Verlaufs fest.',
    damaged: (detail) => `Die Datei des Verlaufs ist beschädigt (${detail}). Beim nächsten Start sieht die App sie durch.`,
    behind: 'Der Datenträger kommt nicht nach: Das wurde nicht im Verlauf gespeichert.',
    interrupted: 'Der Verlauf wurde unterbrochen: Ob das gespeichert wurde, ist nicht bekannt.',
    unusable: 'Der Verlauf ist nicht benutzbar.',
    closed: 'Der Verlauf ist geschlossen.',
    inPage: 'Dieser Browser bewahrt nichts auf: Nachrichten bleiben nur, bis die Seite geschlossen wird.',
    elsewhere: 'Der Raum ist in einem anderen Tab dieses Browsers offen; dort wird der Verlauf jetzt gespeichert.',
    inMemory: (reason) => `Nachrichten bleiben nur, bis die App endet. ${reason}`,
    searchEnded: 'Die Suche hat von selbst geendet.',
  },
  export: {
    title: 'Unterhaltung exportieren',
    conversationGone: 'Diese Unterhaltung gibt es nicht mehr.',
    failed: (file, reason) => `Die Unterhaltung konnte nicht nach ${file} geschrieben werden: ${reason}`,
    written: (time) => `Geschrieben ${time}`,
    announcement: 'Ankündigung',
    joined: (name) => `${name} ist beigetreten`,
    left: (name) => `${name} ist gegangen`,
    gap: (since) => `Offline seit ${since}: Nachrichten aus dieser Zeit fehlen vielleicht`,
    conversation: 'Unterhaltung',
  },

  menu: {
    file: '&Datei',
    edit: '&Bearbeiten',
    view: '&Ansicht',
    go: '&Gehe zu',
    window: '&Fenster',
    help: '&Hilfe',
    newDirect: 'Neue Direktnachricht …',
    createChannel: 'Kanal erstellen …',
    join: 'Server beitreten …',
    host: 'Server hosten …',
    settings: 'Einstellungen …',
    closeWindow: 'Fenster schließen',
    quit: 'Beenden',
    quitMac: 'RWCI Desktop beenden',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    pasteAsText: 'Als reinen Text einfügen',
    selectAll: 'Alles auswählen',
    searchHere: 'In dieser Unterhaltung suchen',
    search: 'Überall suchen',
    sidebar: 'Seitenleiste',
    members: 'Mitglieder',
    zoomIn: 'Größer',
    zoomOut: 'Kleiner',
    zoomReset: 'Übliche Größe',
    fullScreen: 'Vollbild',
    reload: 'Neu laden',
    devTools: 'Entwicklerwerkzeuge',
    back: 'Zurück',
    forward: 'Vor',
    previous: 'Vorige Unterhaltung',
    next: 'Nächste Unterhaltung',
    previousUnread: 'Vorige ungelesene',
    nextUnread: 'Nächste ungelesene',
    switcher: 'Schnellwechsler …',
    minimize: 'Minimieren',
    zoomWindow: 'Zoomen',
    front: 'Alle nach vorn bringen',
    shortcuts: 'Tastenkürzel',
    withoutGraphics: 'Neu starten ohne Grafikbeschleunigung …',
    withGraphics: 'Neu starten mit Grafikbeschleunigung …',
    about: 'Über RWCI Desktop',
    services: 'Dienste',
    hide: 'RWCI Desktop ausblenden',
    hideOthers: 'Andere ausblenden',
    unhide: 'Alle einblenden',
  },
};
