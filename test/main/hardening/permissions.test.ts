import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isPermitted } from '../../../src-main/permissions.ts';

/** Every name that the installed Electron has for a permission, out of its own declarations. */
function names(): readonly string[] {
  const declarations = readFileSync(new URL('../../../node_modules/electron/electron.d.ts', import.meta.url), 'utf8');
  const handlers = declarations.match(/setPermission(?:Request|Check)Handler\(handler: .*/g) ?? [];
  return [...new Set(handlers.flatMap((line) => [...line.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)))];
}

test('of all permissions that Electron knows the page gets to write into the clipboard', () => {
  expect(names().length).toBeGreaterThan(40);
  expect(names().filter(isPermitted)).toEqual(['clipboard-sanitized-write']);
});

test.each(['', 'unknown', 'CLIPBOARD-SANITIZED-WRITE', '__proto__', 'constructor', 'one of tomorrow'])(
  '%j is denied',
  (name) => {
    expect(isPermitted(name)).toBe(false);
  },
);
