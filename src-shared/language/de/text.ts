import type { Words } from '../words.ts';

export const text: Words['text'] = {
  opens: (address: string) => `Öffnet ${address}`,
  copyCode: 'Code kopieren',
};
