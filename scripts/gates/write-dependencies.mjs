// Writes the generated part of docs/DEPENDENCIES.md, what is in the bundles, after they are built.
import { ensureDependencies } from '../lib/dependencies.mjs';
import { runCommand } from '../lib/say.mjs';

await runCommand(async () => {
  await ensureDependencies();
  const { contents } = await import('./contents.mjs');
  const { countOf } = await import('./gates.mjs');
  return countOf(await contents({ isWriting: true })).failures.length === 0 ? 0 : 1;
});
