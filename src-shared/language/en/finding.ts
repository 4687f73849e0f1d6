import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** Servers that are found in the network, at the form to join one. */
export const finding = {
  title: 'On this network',
  looking: 'Looking for servers …',
  found: (count: number) => plural(count, { one: '# server found', other: '# servers found' }),
  none: 'No server has shown itself yet. One that others host appears here by itself.',
  search: 'Search this network',
  searchAgain: 'Search again',
  stop: 'Stop',
  searching: (percent: string) => `Asking every address: ${percent}`,
  nothing: 'Nothing was found. This can be why:',
  /** Of a row. */
  known: 'In your list',
  people: (count: number) => plural(count, { one: '# person online', other: '# people online' }),
  encrypted: 'Encrypted',
  notEncrypted: 'Not encrypted',
  /** For screen readers, before the words of a key. */
  key: 'Key:',
  chosen: (words: string) => `The app joins this server only if it shows this key: ${words}`,
  /** Of this computer, in front of the name that its system has for it. */
  networks: { wifi: 'Wi-Fi', ethernet: 'Cable' },
  /** Of an address of the room hosted here. */
  addresses: {
    first: 'Give this one first',
    leaveOut: 'Leave it out',
    leftOut: 'Left out',
    again: 'Give it away again',
  },
  obstacles: {
    'no-network': 'This computer is in no network. Join the Wi-Fi or plug in the cable.',
    'local-network-permission':
      'macOS may keep the app from the local network: System Settings → Privacy & Security → Local Network.',
    vpn: 'A VPN is on. Many keep a computer from the others in its network; turn it off and search again.',
    'no-multicast': 'This computer cannot listen for servers that show themselves. Another program may be in the way.',
    isolation: 'The Wi-Fi keeps its computers apart, as networks for guests do. Use another one, or a cable.',
    firewall: 'The firewall of the host’s computer lets nobody in. The host can look at it in the panel of the room.',
  },
};
