import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';
import { SettingsFile } from '../../../src-main/settings-file.ts';
import { openSettings } from '../../../src-main/settings-writer.ts';
import { bundle } from '../../support/bundle.ts';
import { isLong } from '../../support/long-profile.ts';
import { seeded } from '../../support/random.ts';
import { temporaryFolder } from '../../support/server-room.ts';

const KILLS = isLong ? 100 : 20;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

let program: string;
beforeAll(async () => {
  program = await bundle('settings-program', 'test/support/settings-program.ts');
}, 60_000);

/** Runs the writer until it said so many numbers, kills it a random moment later, and returns the last that it said. */
async function writeAndDie(folder: string, from: number, writes: number, pauseMs: number): Promise<number> {
  const child = spawn(process.execPath, [program, folder, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = from - 1;
  let left = writes;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (--left !== 0) continue;
    const end = performance.now() + pauseMs;
    while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
  }
  return last;
}

test(`killed ${String(KILLS)} times while it writes: the settings are whole each time, and nothing that was written is lost (SEED=${String(SEED)})`, async () => {
  const random = seeded(SEED);
  const lane = async (kills: number) => {
    const folder = temporaryFolder();
    let last = 0;
    for (let kill = 0; kill < kills; kill++) {
      last = await writeAndDie(folder, last + 1, 1 + Math.floor(random() * 8), random() * 4);
      const file = new SettingsFile(folder, () => undefined);
      expect(file.problem).toBeNull();
      // One that was written and not said any more may be there as well.
      const [kept] = file.servers;
      expect([last, last + 1]).toContain(Number(kept?.label));
      expect(kept?.blocked).toHaveLength(Number(kept?.label) % 50);
    }
    // What a kill left half written goes with the next write.
    const file = new SettingsFile(folder, () => undefined);
    file.startWriting(openSettings);
    expect(readdirSync(folder).sort()).toEqual(['settings.json', 'settings.json.good']);
  };
  await Promise.all([lane(KILLS / 2), lane(KILLS / 2)]);
}, 60_000);
