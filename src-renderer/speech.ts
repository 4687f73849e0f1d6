import { isLearnt, learn, type Language, type Words } from '../src-shared/language/index.ts';

/** Languages that are programs of their own: whoever does not speak one does not load it. */
const LATER: Readonly<Partial<Record<Language, () => Promise<Words>>>> = {
  de: async () => (await import('../src-shared/language/de/index.ts')).de,
};

/** Resolves when the window can speak a language. */
export async function learnLanguage(language: Language): Promise<void> {
  const load = LATER[language];
  if (load !== undefined && !isLearnt(language)) learn(language, await load());
}
