import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');

export const forms: Words['forms'] = {
  back: 'Zurück',
  settings: 'Einstellungen',
  serverAddress: 'Serveradresse',
  username: 'Benutzername',
  password: 'Passwort',
  typeUsername: 'Gib den Namen ein, den die anderen sehen.',
  rules: {
    long: (most) => `Höchstens ${String(most)} Zeichen.`,
    signs: 'Eine Zeile aus gewöhnlichen Zeichen.',
    spaces: 'Nur einzelne Leerzeichen, zwischen Wörtern.',
    noSpaces: 'Keine Leerzeichen. Versuche es mit -.',
    hash: 'Lass das # weg.',
    reserved: (name) => `Niemand kann hier ${name} heißen.`,
    reservedChannel: (name) => `Kein Kanal kann ${name} heißen.`,
  },
  keepSignedIn: 'Angemeldet bleiben',
  keepSignedInHint: 'Der Schlüsselbund des Systems bewahrt das Passwort auf.',
  keepUntilQuit: 'Bis zum Beenden angemeldet bleiben',

  welcome: {
    lead: 'Chat für einen eigenen Raum. Keine Cloud, keine Registrierung anderswo, kein Internet nötig.',
    join: 'Server beitreten',
    joinFirst: 'Ein Raum in der Nähe, eine Einladung oder eine Adresse.',
    joinAgain: 'Zuletzt: {name} auf {address}',
    host: 'Server hosten',
    hostText: 'Öffne einen Raum auf diesem Computer; andere treten mit App oder Browser bei.',
  },
  join: {
    title: 'Server beitreten',
    again: 'Erneut anmelden',
    addressHint: 'Wie der Host sie sieht, zum Beispiel 192.168.1.5:8888',
    passwordHint: 'Neu hier? Name und Passwort, die du eingibst, werden dein Konto.',
    typePassword: 'Gib dein Passwort ein; ein neuer Name bekommt das, was du jetzt eingibst.',
    connect: 'Verbinden',
    hostInstead: 'Server auf diesem Computer hosten',
  },
  host: {
    title: 'Server hosten',
    lead: 'Ein Raum auf diesem Computer, solange die App läuft. Andere im Netzwerk kommen mit App oder Browser dazu.',
    serverName: 'Name des Servers',
    port: 'Port',
    passwordHint: 'Für dein eigenes Konto. Die anderen wählen ihres beim Beitreten.',
    start: 'Hosten starten',
    typeName: 'Gib dem Server einen Namen; die anderen sehen ihn.',
    badPort: (most) => `Ein Port ist eine Zahl bis ${String(most)}.`,
    typePassword: 'Wähle ein Passwort für dein Konto hier.',
    roomOf: (name) => `Raum von ${name}`,
    myRoom: 'Mein Raum',
  },
  nameQuestion: {
    text: 'Letztes Mal warst du hier „{meant}“. „{typed}“ würde ein neues Konto.',
    use: (name) => `${name} verwenden`,
    create: (name) => `${name} anlegen`,
  },
  newAccount: {
    text: 'Auf diesem Server wurde ein neues Konto „{name}“ angelegt.',
    leave: 'Nicht du? Verlassen',
  },
  address: {
    none: 'Gib die Adresse eines Servers ein, zum Beispiel 192.168.1.5 oder chat.local:8888.',
    notOne: 'Das ist keine Adresse. Sie sieht aus wie 192.168.1.5 oder chat.local:8888.',
    scheme: (scheme) => `Eine Adresse beginnt mit ws:// oder wss:// oder mit nichts davon; „${scheme}://“ ist etwas anderes.`,
    spaces: 'Eine Adresse enthält keine Leerzeichen.',
    login: 'Eine Adresse enthält weder Name noch Passwort; dafür gibt es eigene Felder.',
    host: 'In der Adresse fehlt der Name des Computers.',
    port: 'Ein Port ist eine Zahl von 1 bis 65535.',
    tooMany: (most) =>
      plural(most, { one: 'Es ist schon # Server in der Liste.', other: 'Es sind schon # Server in der Liste.' }),
  },
};
