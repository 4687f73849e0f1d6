import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { literalsOfComponent, literalsOfModule } from '../support/literal-text.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What is said by a server to people who run it, is part of a protocol or of a report of a problem, or is the catalogue itself. */
const ELSEWHERE =
  /^src-main\/server\/|^src-shared\/(protocol|session|language)\/|^src-renderer\/gallery\/|^src-main\/discovery\/ask-server\.ts$|\/diagnostics\.ts$|\.config\.ts$|\.d\.ts$/u;

function filesOf(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/u.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !ELSEWHERE.test(file))
    .sort();
}

function literalsOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const found = file.endsWith('.svelte') ? literalsOfComponent(source) : literalsOfModule(source);
  return found.map((each) => `${file}:${each}`);
}

test('all that the app says is in the catalogue', () => {
  const files = filesOf('src-renderer', 'src-main', 'src-shared');
  expect(files.length).toBeGreaterThan(80);
  expect(files.flatMap(literalsOf)).toEqual([]);
});

describe('a literal is found', () => {
  test.each([
    ['between tags', '<p>Hello</p>', '1: Hello'],
    ['among other text', '<p>\n  {name} is here\n</p>', '2: is here'],
    ['in an attribute', '<button\n  title="Close">x1</button>', '2: Close'],
    ['in a prop of ours', '<Button label="Close {name}" />', '1: Close'],
    ['in what a prop comes to', "<Button label={a ? say.close : 'close'} />", '1: close'],
    ['in what text comes to', "<p>{a ? 'open' : `${b} closed`}</p>", '1: open'],
    ['in a block', '{#if a}{#each b as c}<i>{c}s</i>{/each}{/if}', '1: s'],
    ['in the script', "<script>\nconst a = fail('Nothing was found');</script>", '2: Nothing was found'],
    ['by its key', "<script>\nconst a = { label: 'Close' };</script>", '2: Close'],
  ])('%s', (_where, source, expected) => {
    expect(literalsOfComponent(source)).toContain(expected);
  });

  test('in a module', () => {
    expect(literalsOfModule("import { a } from 'A b';\nexport const b = `There are ${a}`;")).toEqual(['2: There are']);
  });
});

test('what nobody reads is no literal', () => {
  const source = `<script lang="ts">
    let kind: 'A b' | 'c' = $state('c');
    if (kind === 'c') throw new Error('This cannot be');
    log.info('joined as somebody');
  </script>
  <p class="a b {kind === 'c' ? 'open' : 'closed'}" data-kind={kind} title={words().a.b} onclick={() => go('Home')}>
    {kind === 'c' ? words().a.b : format('short')} · #{kind} 12
  </p>`;
  expect(literalsOfComponent(source)).toEqual([]);
});
