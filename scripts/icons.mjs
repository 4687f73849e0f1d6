// Makes every icon of the app from src-main/assets/icon.svg, drawn by Electron's own Chromium: npm run icons.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT } from './lib/paths.mjs';
import { lastLine, runQuietly } from './lib/run.mjs';
import { Problem, runCommand, say } from './lib/say.mjs';
import { icnsOf, icoOf } from './icons/containers.mjs';
import { ASSETS, HASHES, hashIcons, MADE } from './icons/hashes.mjs';
import { ICNS, ICO, PICTURES, VIEW_BOXES } from './icons/kinds.mjs';

/** Nothing that is drawn takes so long. */
const DRAW_TIMEOUT_MS = 60_000;

await runCommand(async () => {
  await ensureDependencies();
  const pictures = await draw([...Object.values(PICTURES), ...ICO, ...ICNS]);
  const drawn = ({ kind, size }) => pictures.get(`${kind} ${size}`);
  for (const [name, drawing] of Object.entries(PICTURES)) await write(name, drawn(drawing).png);
  await write('icon.ico', icoOf(ICO.map((drawing) => ({ ...drawing, ...drawn(drawing) }))));
  await write('icon.icns', icnsOf(ICNS.map((drawing) => ({ ...drawing, ...drawn(drawing) }))));
  await write(HASHES, `${JSON.stringify(await hashIcons(), null, 2)}\n`);
  say(`made ${MADE.length} icons in ${ASSETS}`);
});

async function draw(drawings) {
  const { resolveElectron } = await import('./electron/resolve.mjs');
  const { ownScreen } = await import('./test/end-to-end.mjs');
  const { path } = await resolveElectron();
  const source = await readFile(join(ASSETS, 'icon.svg'), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'rwci-icons-'));
  try {
    const each = drawings.map(({ kind, size }) => ({ size, svg: pictureOf(source, kind, size) }));
    await writeFile(join(folder, 'drawings.json'), JSON.stringify(each));
    await writeFile(join(folder, 'package.json'), '{ "name": "icons", "version": "1.0.0", "main": "draw.cjs" }');
    await writeFile(join(folder, 'draw.cjs'), await readFile(new URL('icons/draw.cjs', import.meta.url)));
    const isRoot = process.platform === 'linux' && process.getuid() === 0;
    const command = [path, ...(isRoot ? ['--no-sandbox'] : []), `--user-data-dir=${join(folder, 'data')}`, folder, folder];
    const [program, ...args] = process.platform === 'linux' ? [...ownScreen(), ...command] : command;
    const { code, output } = await runQuietly(program, args, { cwd: ROOT, timeoutMs: DRAW_TIMEOUT_MS });
    if (code !== 0) throw new Problem(`the icons could not be drawn: ${lastLine(output)}`);
    const pictures = JSON.parse(await readFile(join(folder, 'pictures.json'), 'utf8'));
    return new Map(
      drawings.map(({ kind, size }, index) => {
        const { png, rgba } = pictures[index];
        return [`${kind} ${size}`, { png: Buffer.from(png, 'base64'), rgba: Buffer.from(rgba, 'base64') }];
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pictureOf(source, kind, size) {
  const sized = source.replace('data-kind="app"', `data-kind="${kind}" width="${size}" height="${size}"`);
  return kind in VIEW_BOXES ? sized.replace(/viewBox="[^"]*"/, `viewBox="${VIEW_BOXES[kind]}"`) : sized;
}

async function write(name, content) {
  await mkdir(dirname(join(ASSETS, name)), { recursive: true });
  await writeFile(join(ASSETS, name), content);
}
