import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SettingsFile } from '../../../src-main/settings-file.ts';
import { openSettings } from '../../../src-main/settings-writer.ts';
import { temporaryFolder } from '../../support/server-room.ts';

test('a disk that is full: a sentence, the settings from before whole, and what was set is kept once there is room', ({
  skip,
}) => {
  const folder = temporaryFolder();
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder]);
  if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
  onTestFinished(() => {
    spawnSync('umount', ['-l', folder]);
  });
  const said: string[] = [];
  const open = () => {
    const file = new SettingsFile(folder, (sentence) => said.push(sentence));
    file.startWriting(openSettings);
    return file;
  };
  const file = open();
  file.ownWords = ['before'];
  const before = readFileSync(join(folder, 'settings.json'));
  const ballast = join(folder, 'ballast');
  for (let pages = 1024; pages >= 1; pages /= 4) {
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(pages * 1024), { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }

  file.ownWords = ['before', 'while it is full'];
  file.ownWords = ['before', 'while it is full', 'twice'];
  expect(said).toEqual([`The settings cannot be saved in ${folder} (ENOSPC). What you change now is forgotten when you quit.`]);
  // What is set holds all the same.
  expect(file.ownWords).toHaveLength(3);
  expect(readFileSync(join(folder, 'settings.json')).equals(before)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['ballast', 'settings.json']);
  // A start on the full disk reads what was there, and takes nothing away.
  expect(open().ownWords).toEqual(['before']);
  expect(readFileSync(join(folder, 'settings.json')).equals(before)).toBe(true);

  rmSync(ballast);
  file.ownWords = ['before', 'room again'];
  expect(open().ownWords).toEqual(['before', 'room again']);
  expect(said).toHaveLength(2);
});
