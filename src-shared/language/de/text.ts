import type { Words } from '../words.ts';

export const text: Words['text'] = {
  opens: (address: string) => `Öffnet ${address}`,
  copyCode: 'Code kopieren',
  notOpened: (address: string) => `Für ${address} ließ sich kein Programm starten`,
  asking: {
    title: (scheme: string) => `Links mit ${scheme}: in einem anderen Programm öffnen?`,
    body: (address: string) =>
      `${address}\n\nFür Links mit ${address.split(':', 1)[0] ?? ''}: wirst du nicht noch einmal gefragt, bis RWCI Desktop beendet wird.`,
    open: 'Öffnen',
  },
};
