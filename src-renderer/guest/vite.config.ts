import { fileURLToPath } from 'node:url';
import { mergeConfig, type Plugin, type UserConfig } from 'vite';
import window from '../vite.config.ts';
import { pageIcons } from '../../scripts/lib/page-icons.mjs';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the app has at once and a page loads when it is first used: the page's module by the app's. */
const LATER: ReadonlyMap<string, string> = new Map([
  [at('../text/blocks-source.ts'), at('./later/blocks-source.svelte.ts')],
  [at('../../src-shared/protocol/confusables.ts'), at('./later/confusables.svelte.ts')],
]);

/** Puts these in the place of the app's everywhere but in themselves. */
function laterParts(): Plugin {
  return {
    name: 'later-parts',
    enforce: 'pre',
    async resolveId(id, importer) {
      if (importer === undefined || [...LATER.values()].includes(importer)) return null;
      const found = await this.resolve(id, importer, { skipSelf: true });
      return found === null ? null : (LATER.get(found.id) ?? found);
    },
  };
}

const page: UserConfig = mergeConfig(window, {
  plugins: [laterParts(), pageIcons()],
  root: at('.'),
  build: {
    outDir: at('../../dist/guest/'),
    // What is built here is all that a server gives away.
    sourcemap: false,
  },
});

/** The guests' page: the window's parts over another bridge, for the browsers of phones that still get updates. */
const guests: UserConfig = {
  ...page,
  // Merged with the window's it would be a list of both.
  build: { ...page.build, target: ['chrome111', 'firefox114', 'safari16.4'] },
};

export default guests;
