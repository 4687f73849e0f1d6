import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readFeed } from '../../../src-main/updates/feed.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/updates/sign-feed.mjs', import.meta.url));

test('what the release script signs the app believes, under its own name alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-sign-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const file = `version: 2.0.0\nfiles:\n  - url: a.AppImage\n    sha512: ${'A'.repeat(86)}==\n    size: 5\n`;
  for (const name of ['latest-linux.yml', 'latest-linux-arm64.yml', 'builder-debug.yml'])
    writeFileSync(join(folder, name), file);
  const run = (key: string, where = folder) =>
    spawnSync(process.execPath, [SCRIPT, where], { env: { ...process.env, RWCI_UPDATE_KEY: key }, encoding: 'utf8' });

  expect(run(keyFile)).toMatchObject({ status: 0, stderr: 'signed latest-linux-arm64.yml\nsigned latest-linux.yml\n' });
  const read = (name: string, signed: string) =>
    readFeed({
      ...{ file: name, extension: '.AppImage', feed: readFileSync(join(folder, name)) },
      ...{ signature: readFileSync(join(folder, `${signed}.sig`), 'utf8') },
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    });
  expect(read('latest-linux.yml', 'latest-linux.yml').version).toBe('2.0.0');
  expect(() => read('latest-linux.yml', 'latest-linux-arm64.yml')).toThrow('not signed');
  expect(run(join(folder, 'none.pem'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('cannot be read') as string,
  });
});
