import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');

export const dialogs: Words['dialogs'] = {
  clear: {
    title: 'Unterhaltung leeren',
    verb: 'Leeren',
    text: 'Alle Nachrichten von {conversation} auf diesem Computer verschwinden und kommen nicht zurück. Die anderen behalten ihre, und der Server behält, was er behält.',
    unsent: 'Was du geschrieben hast und noch nicht senden konntest, bleibt.',
  },
  close: {
    title: 'Weiterlaufen lassen?',
    others: (count) =>
      plural(count, {
        one: 'Noch jemand ist auf deinem Server. Wenn du beendest, ist er auch für ihn zu Ende.',
        other: '# andere sind auf deinem Server. Wenn du beendest, ist er auch für sie zu Ende.',
      }),
    hosting: 'Du hostest einen Server. Wenn du beendest, hält er an.',
    tray: 'Im Infobereich bleibt die App verbunden und meldet dir Direktnachrichten.',
    remember: 'Meine Wahl merken',
    rememberHint: 'Du kannst sie in den Einstellungen ändern.',
    quit: 'Beenden',
    keep: 'Im Infobereich weiterlaufen',
  },
  createChannel: {
    title: 'Kanal anlegen',
    label: 'Name des Kanals',
    hint: 'Alle auf dem Server sehen ihn.',
    verb: 'Anlegen',
    nameless: 'Gib dem Kanal einen Namen.',
  },
  editServer: {
    title: 'Server bearbeiten',
    label: 'Name in deiner Liste',
    labelHint: 'Nur du siehst ihn. Leer: so, wie der Server sich selbst nennt.',
    unchanged: 'Unverändert',
    autoconnect: 'Beim Start der App verbinden',
    mute: 'Diesen Server stummschalten',
    muteHint: 'Nichts von dort benachrichtigt dich oder zählt am Symbol.',
    anew: 'Speichern meldet dich neu an.',
  },
  removeServer: {
    title: 'Server entfernen',
    verb: 'Entfernen',
    text: '{server} verlässt deine Liste, samt Passwort. Dein Konto {name} bleibt auf dem Server.',
    messages: 'Nachrichten',
    keep: 'Nachrichten behalten',
    keepHint: 'Sie bleiben auf diesem Computer und sind wieder da, wenn du den Server wieder hinzufügst.',
    forget: 'Nachrichten löschen',
    forgetHint: 'Was davon auf diesem Computer gespeichert ist, verschwindet für immer. Der Server behält, was er behält.',
  },
  server: {
    title: (name) => `Über ${name}`,
    address: 'Adresse',
    signedInAs: 'Angemeldet als',
    connection: 'Verbindung',
    kind: 'Art',
    plain: 'Ein einfacher RWCI-Server, der nichts von sich sagt',
    callsItself: 'Nennt sich',
    version: 'Version',
    expect: 'Was dieser Server kann',
    yes: 'Ja',
    no: 'Nein',
    later: 'Der Rest ist bekannt, sobald du verbunden warst.',
    edit: 'Bearbeiten …',
  },
  compatibility: {
    receipts: 'Er bestätigt Nachrichten: jede kommt an, und zwar einmal.',
    noReceipts:
      'Er bestätigt nichts: Eine Nachricht in einem Kanal gilt als gesendet, wenn sie zurückkommt, eine direkte wird nie bestätigt.',
    history: 'Er behält Nachrichten: Was gesagt wurde, während du weg warst, wird geholt.',
    noHistory: 'Er behält keine Nachrichten: Was gesagt wurde, während du weg warst, fehlt hier.',
    offlineMessages: 'Direktnachrichten an Leute, die offline sind, warten auf dem Server.',
    noOfflineMessages: 'Direktnachrichten an Leute, die offline sind, warten auf diesem Computer, bis sie zurück sind.',
    people: 'Er kennt alle seine Mitglieder, auch die, die offline sind.',
    noPeople: 'Er sagt nur, wer online ist.',
    moderation: 'Host und Moderatoren können Leute entfernen oder stummschalten.',
    noModeration: 'Er hat keine Moderatoren; blockierst du jemanden, siehst du nichts mehr von ihm.',
    channels: 'Er hat Kanäle, und du kannst weitere anlegen.',
    fixedChannels: 'Er hat Kanäle; weitere lassen sich von hier aus nicht anlegen.',
    noChannels: 'Er hat eine Unterhaltung für alle und keine Kanäle.',
  },
  notices: 'Hinweise',
};
