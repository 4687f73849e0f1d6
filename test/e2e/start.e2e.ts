import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

/** Bytes of programs that the first picture waits for; what it does without belongs into `src-renderer/later.svelte.ts`. */
const FIRST_PROGRAMS_MAX_BYTES = 540_000;

const PAGE = new URL('../../dist/renderer/index.html', import.meta.url);

test('the first picture waits for little: what it does without is not in the first program', async () => {
  const html = await readFile(PAGE, 'utf8');
  const programs = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => new URL(path ?? '', PAGE));
  expect(programs.length).toBeGreaterThan(0);
  const sizes = await Promise.all(programs.map(async (program) => (await stat(fileURLToPath(program))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(FIRST_PROGRAMS_MAX_BYTES);
});
