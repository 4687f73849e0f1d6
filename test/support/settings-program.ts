import { writeSync } from 'node:fs';
import { SettingsFile, type StoredServer } from '../../src-main/settings-file.ts';
import { openSettings } from '../../src-main/settings-writer.ts';

/** Writes the settings of the folder in its first argument again and again, and says each number that was written. */

const [folder = '', from = '0'] = process.argv.slice(2);
const file = new SettingsFile(folder, (sentence) => {
  throw new Error(sentence);
});
if (file.problem !== null) throw new Error(file.problem);
file.startWriting(openSettings);

function server(number: number): StoredServer {
  return {
    id: 'home',
    kind: 'remote',
    address: 'host:8888',
    username: 'ann',
    label: String(number),
    autoconnect: true,
    muted: false,
    // Of another length each time, over several pages of the disk.
    blocked: Array.from({ length: number % 50 }, (_, index) => `${'x'.repeat(900)}${String(index)}`),
    security: { kind: 'clear' },
    password: null,
  };
}

for (let number = Number(from); ; number++) {
  file.servers = [server(number)];
  // Waits for whoever reads; a stream would gather what is lost with the process.
  writeSync(1, `${String(number)}\n`);
}
