// A server with many channels and people, and a user's data folder that knows it for long: what `timeline.mjs` and `typing.mjs` open.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, openHistoryIn, seeded } from './_long-history.mjs';
import { startLoad, startServer } from './_processes.mjs';

const SERVER = fileURLToPath(new URL('../../dist/server/cli.cjs', import.meta.url));
const LOAD = fileURLToPath(new URL('_timeline-load.mjs', import.meta.url));
const JOB_TIMEOUT_MS = 120_000;

const PEOPLE = 20;
/** Entries in each conversation but the long one. */
const OTHERS_ENTRIES = 200;
const OPS_A_WRITE = 500;
/** The person in front of the window, and how they log in. */
const ME = { username: 'me', password: 'a password' };
/** The conversation that is long: the server's default channel. */
const LONG = 'general';
const MESSAGE_EVERY_MS = 90_000;
/** A message begins so: `c12n345`, the number of its conversation and its own there. */
const markOf = (conversation) => `c${conversation}`;

/** Starts the server and its people, and writes `data` as an app has it that was there for long. */
export async function openBusyRoom({ folder, messages, conversations }) {
  const server = await startServer(SERVER, [
    ...['--limits', 'off', '--host', '127.0.0.1', '--port', '0', '--no-discovery'],
    ...['--data', join(folder, 'server')],
  ]);
  const load = startLoad(LOAD);
  const names = Array.from({ length: PEOPLE }, (_, index) => `person-${String(index).padStart(2, '0')}`);
  const channels = Array.from({ length: conversations - 1 }, (_, index) => `room-${String(index + 1).padStart(2, '0')}`);
  await load.ask({ job: 'prepare', port: server.port, names, channels }, JOB_TIMEOUT_MS);
  const data = join(folder, 'data');
  mkdirSync(data);
  const address = `127.0.0.1:${server.port}`;
  const texts = await writeHistory(data, { messages, address, names, channels: [LONG, ...channels] });
  const profile = { kind: 'remote', label: '', autoconnect: false, muted: false, blocked: [], password: null };
  const settings = { servers: [{ ...profile, id: 'bench', address, username: ME.username }], active: 'bench' };
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
  let floods = 0;
  return {
    data,
    /** Of the long conversation, the oldest first. */
    texts,
    /** Logs the app in, and waits for the last messages. */
    enter: async (desktop) => {
      await desktop.inPage((login) => globalThis.rwci.invoke('session/join', { ...login, remember: false }), {
        address,
        ...ME,
      });
      await desktop.until(() => globalThis.probe.edge('last') !== null, null, 'messages');
    },
    /** Messages a second in the long conversation for some seconds. */
    talk: ({ rate, seconds }) =>
      load.ask({ job: 'talk', rate, seconds, channel: LONG, mark: `f${floods++}` }, JOB_TIMEOUT_MS + seconds * 1000),
    /** Ends the talk early. */
    hush: () => load.child.kill('SIGUSR2'),
  };
}

async function writeHistory(data, { messages, address, names, channels }) {
  const history = await openHistoryIn(data);
  const { key } = await history.open({ profile: 'bench', account: ME.username, address });
  const random = seeded(5);
  const language = new Language(1);
  const texts = [];
  let id = 0;
  for (const [number, channel] of channels.entries()) {
    const count = number === 0 ? messages : OTHERS_ENTRIES;
    const begin = Date.now() - count * MESSAGE_EVERY_MS;
    let author = names[0];
    for (let written = 0; written < count;) {
      const ops = Array.from({ length: Math.min(OPS_A_WRITE, count - written) }, () => {
        const text = `${markOf(number)}n${written} ${language.message().slice(0, 1_000)}`;
        if (number === 0) texts.push(text);
        if (random() < 0.6) author = names[Math.floor(random() * names.length)];
        const at = begin + written++ * MESSAGE_EVERY_MS;
        const said = { kind: 'message', author, text, delivery: null, reason: null, mention: false };
        const entry = random() < 0.02 ? { kind: 'join', name: author } : said;
        return {
          ...{ type: 'entry', server: key, conversation: `channel:${channel}` },
          ...{ entry: { ...entry, id: ++id, at }, position: { era: 0, anchor: null } },
        };
      });
      await history.write(ops);
    }
  }
  const state = {
    known: { upTo: null, doubtFrom: id + 1, seen: [] },
    ...{ seenAt: null, server: null, channels, defaultChannel: LONG, active: `channel:${LONG}`, era: 0 },
  };
  await history.write([{ type: 'server', server: key, name: 'A busy room', state: JSON.stringify(state) }]);
  await history.close();
  return texts;
}
