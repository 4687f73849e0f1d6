import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** What is installed is what somebody looked at: the lock files, the app's own and that of the scanner beside it. */

interface Entry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function entries(lockFile: string): [string, Entry][] {
  const { lockfileVersion, packages } = JSON.parse(read(lockFile)) as {
    lockfileVersion: number;
    packages: Record<string, Entry>;
  };
  expect(lockfileVersion).toBe(3);
  return Object.entries(packages).filter(([path]) => path !== '');
}

describe.each(['package-lock.json', 'scripts/gates/electronegativity/package-lock.json'])('%s', (lockFile) => {
  test('has a SHA-512 of every package', () => {
    const without = entries(lockFile).filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
    expect(without.map(([path]) => path)).toEqual([]);
  });

  test('names no place to get a package from but the public registry, and no folder', () => {
    const elsewhere = entries(lockFile).filter(
      ([, { link, resolved }]) =>
        link === true || !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });
});

/**
 * Packages that bring a script for their installation. Neither has to run: the one brings its binaries, and what the other unpacks is
 * for installers of a kind that is not made here. The scanner's packages are installed without scripts.
 */
const WITH_INSTALL_SCRIPT = ['node_modules/@photostructure/sqlite', 'node_modules/electron-winstaller'];

test('no package brings a script for its installation but those that were looked at', () => {
  const found = entries('package-lock.json').filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(found.map(([path]) => path).filter((path) => !WITH_INSTALL_SCRIPT.includes(path))).toEqual([]);
});

test('package.json names exact versions, from the registry', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});
