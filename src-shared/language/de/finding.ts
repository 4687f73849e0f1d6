import { pluralIn } from '../plural.ts';
import type { Words } from '../words.ts';

const plural = pluralIn('de');

export const finding: Words['finding'] = {
  title: 'In diesem Netzwerk',
  looking: 'Suche nach Servern …',
  found: (count) => plural(count, { one: '# Server gefunden', other: '# Server gefunden' }),
  none: 'Noch hat sich kein Server gezeigt. Einer, den andere hosten, erscheint hier von selbst.',
  search: 'Dieses Netzwerk durchsuchen',
  searchAgain: 'Noch einmal suchen',
  stop: 'Anhalten',
  searching: (percent) => `Jede Adresse wird gefragt: ${percent}`,
  nothing: 'Nichts wurde gefunden. Das kann daran liegen:',
  known: 'In deiner Liste',
  people: (count) => plural(count, { one: '# Person online', other: '# Personen online' }),
  encrypted: 'Verschlüsselt',
  notEncrypted: 'Nicht verschlüsselt',
  key: 'Schlüssel:',
  chosen: (words) => `Die App tritt diesem Server nur bei, wenn er diesen Schlüssel zeigt: ${words}`,
  networks: { wifi: 'WLAN', ethernet: 'Kabel' },
  addresses: {
    first: 'Diese zuerst weitergeben',
    leaveOut: 'Auslassen',
    leftOut: 'Ausgelassen',
    again: 'Wieder weitergeben',
  },
  obstacles: {
    'no-network': 'Dieser Computer ist in keinem Netzwerk. Verbinde ihn mit dem WLAN oder steck das Kabel ein.',
    'local-network-permission':
      'Vielleicht lässt macOS die App nicht in das lokale Netzwerk: Systemeinstellungen → Datenschutz & Sicherheit → Lokales Netzwerk.',
    vpn: 'Ein VPN ist an. Viele trennen einen Computer von den anderen in seinem Netzwerk; schalte es aus und suche noch einmal.',
    'no-multicast': 'Dieser Computer hört nicht, wenn Server sich zeigen. Vielleicht steht ein anderes Programm im Weg.',
    isolation: 'Das WLAN trennt seine Computer voneinander, wie es Gastnetze tun. Nimm ein anderes oder ein Kabel.',
    firewall: 'Die Firewall auf dem Computer des Hosts lässt niemanden herein. Der Host sieht das in seiner Ansicht des Raums.',
  },
};
