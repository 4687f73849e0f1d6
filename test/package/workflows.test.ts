import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What the hosted CI is told. electron-builder's own reader of YAML reads it. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = `${ROOT}.github/workflows/`;
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const yaml = createRequire(builder.resolve('app-builder-lib'))('js-yaml') as { load(text: string): unknown };

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly 'timeout-minutes'?: number;
        readonly strategy?: { readonly matrix: { readonly os: readonly string[] } };
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
      }
    >
  >;
}

const workflows = readdirSync(FOLDER).map((name): [string, Workflow] => {
  return [name, yaml.load(readFileSync(FOLDER + name, 'utf8')) as Workflow];
});
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };

test.each(workflows)('%s reads and writes nothing that it need not, and ends by itself', (_name, { jobs, permissions }) => {
  expect(permissions).toEqual({ contents: 'read' });
  for (const [name, job] of Object.entries(jobs)) {
    expect({ name, ...job.permissions }).toEqual(name === 'draft' ? { name, contents: 'write' } : { name });
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  }
});

test.each(workflows)('%s runs actions by their commits, and commands that there are', (_name, { jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  for (const { run = '', uses } of steps) {
    if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@[\da-f]{40}$/);
    for (const [, script = ''] of run.matchAll(/npm run ([\w-]+)/g)) expect(Object.keys(scripts)).toContain(script);
    for (const [, file = ''] of run.matchAll(/node (\S+\.mjs)/g))
      expect({ file, is: existsSync(ROOT + file) }).toEqual({ file, is: true });
    // A name that somebody chose is no part of a command.
    expect(run).not.toContain('${{');
  }
});

test('a release is tested, made on the three platforms, and stays a draft with its checksums', () => {
  const { draft, package: made, test: tested } = new Map(workflows).get('release.yml')?.jobs ?? {};
  const said = (job: typeof draft) => job?.steps.map(({ run }) => run ?? '').join('\n') ?? '';
  expect(said(tested)).toContain('npm test');
  expect(made?.strategy?.matrix.os.map((os) => os.split('-')[0])).toEqual(['ubuntu', 'windows', 'macos']);
  expect(said(draft)).toMatch(/sha256sum .* > SHA256SUMS[^]*gh release create .*--draft/);
});
