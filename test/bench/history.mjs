// What it takes to keep, page through and search a history of years; next to a plain SELECT of one row by its key.
// npm run bench -- history [--messages 1000000] [--rounds 300]
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openHistoryIn, seeded, writeLongHistory } from './_long-history.mjs';
import { endAfter } from './_processes.mjs';
import { Durations, note, print, printMachine, readOptions, rounded } from './_report.mjs';

const options = readOptions({ messages: 1_000_000, rounds: 300 });
const folder = mkdtempSync(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
endAfter(120_000 + options.messages + options.rounds * 2_000);
printMachine('history', options);
const file = join(folder, 'history', 'history.db');
const random = seeded(7);
const pick = (list) => list[Math.floor(random() * list.length)];

note(`writing ${options.messages} messages`);
let history = await openHistoryIn(folder);
const began = performance.now();
const { servers, language, authors } = await writeLongHistory(history, options.messages);
const rowsPerSecond = options.messages / ((performance.now() - began) / 1000);
const all = servers.map(({ key }) => key);
const places = servers.flatMap(({ key, conversations }) =>
  [...conversations].map(([conversation, entries]) => ({ server: key, conversation, entries })),
);
const anyPlace = () => {
  // A place as likely as it has entries.
  const { server, conversation, entries } = pick(weighted);
  return [server, conversation, pick(entries)];
};
const weighted = places.flatMap((place) => Array(Math.ceil((place.entries.length / options.messages) * 1_000)).fill(place));

const one = await timed(options.rounds, async (round) => {
  const entry = {
    kind: 'message',
    id: 10_000_000 + round,
    at: Date.now(),
    author: 'ann',
    text: language.message(),
    delivery: null,
    reason: null,
    mention: false,
  };
  await history.write([
    { type: 'entry', server: all[0], conversation: 'dm:one by one', entry, position: { era: 0, anchor: null } },
  ]);
});
await history.close();
print({
  bench: 'history',
  mode: 'append',
  ...rounded({
    rowsPerSecond,
    fileMiB: statSync(file).size / 2 ** 20,
    oneByOneP50Ms: one.percentile(50),
    oneByOneP95Ms: one.percentile(95),
  }),
});

note('reading');
const opening = performance.now();
history = await openHistoryIn(folder);
await history.page(...anyPlace().slice(0, 2), { newest: true }, 50);
print({ bench: 'history', mode: 'open and read one page', ...rounded({ ms: performance.now() - opening }) });

const { DatabaseSync } = process.getBuiltinModule('node:sqlite') ?? (await import('@photostructure/sqlite'));
const plain = new DatabaseSync(file, { readOnly: true });
const { first, last } = plain.prepare('SELECT min(key) AS first, max(key) AS last FROM entries').get();
const keys = plain.prepare('SELECT key FROM entries WHERE key >= ? LIMIT 1');
const rowKeys = Array.from({ length: options.rounds * 4 }, () => keys.get(first + Math.floor(random() * (last - first))).key);
const select = plain.prepare('SELECT * FROM entries WHERE key = ?');
const selected = await timed(rowKeys.length, (round) => select.get(rowKeys[round]));
print({
  bench: 'history',
  mode: 'plain select',
  ...rounded({ p50Ms: selected.percentile(50), p95Ms: selected.percentile(95) }),
});

/** The ordinary words are the 50 most common, the rare ones such as most messages have one of. */
const common = () => pick(language.words.slice(0, 50));
const medium = () => pick(language.words.slice(50, 1_000));
const rare = () => pick(language.words.slice(2_000));
const begun = (word) => word.slice(0, 2 + Math.floor(random() * 3));
const han = (from, to) => pick(language.characters.slice(from, to));
const inRoom = () =>
  pick(places.filter(({ conversation }) => conversation.startsWith('channel:'))).conversation.slice('channel:'.length);
const SEARCHES = {
  'common word': () => common(),
  'rare word': () => rare(),
  phrase: () => `"${common()} ${common()}"`,
  'phrase of rare words': () => `"${medium()} ${rare()}"`,
  'two words': () => `${common()} ${medium()}`,
  'three words': () => `${medium()} ${medium()} ${medium()}`,
  'beginning of a word': () => begun(medium()),
  'one letter': () => pick([...'abcdefghijklmnoprstuw']),
  'one Han character': () => han(0, 500),
  'two Han characters': () => han(0, 50) + han(0, 200),
  'from: and a word': () => `from:${pick(authors)} ${common()}`,
  'from: and a rare word': () => `from:${pick(authors)} ${rare()}`,
  'in: and before:': () => `in:"${inRoom()}" ${medium()} before:2025-0${1 + Math.floor(random() * 9)}-01`,
  'has:link in one server': () => `has:link ${common()}`,
  'words nobody wrote together': () => `${rare()} ${rare()} ${rare()}`,
};

const pageBack = await timed(options.rounds, async () => {
  const [server, conversation, entry] = anyPlace();
  await history.page(server, conversation, { before: entry }, 50);
});
report('page back', pageBack, 5);
const jump = await timed(options.rounds, async () => {
  const [server, conversation, entry] = anyPlace();
  await history.page(server, conversation, { around: entry }, 100);
});
report('jump', jump, 20);

const searched = new Durations();
const rounds = Math.ceil(options.rounds / 5);
await history.search(all, 'warm', null, 50);
for (const [kind, query] of Object.entries(SEARCHES)) {
  let results = 0;
  const took = await timed(
    rounds,
    async () => {
      const { found } = await history.search(kind.endsWith('one server') ? [all[1]] : all, query(), null, 50);
      results += found.length;
    },
    kind === 'one letter' ? null : searched,
  );
  const [p50Ms, p95Ms, maxMs] = [50, 95, 100].map((percent) => took.percentile(percent));
  print({ bench: 'history', mode: `search: ${kind}`, ...rounded({ p50Ms, p95Ms, maxMs, results: results / rounds }) });
}
// One letter is what somebody has typed who goes on typing; it begins a word in most messages.
report('search, the first 50 results, all but one letter', searched, 50);
await history.close();
process.exit();

async function timed(rounds, run, also = null) {
  const durations = new Durations();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run(round);
    const us = (performance.now() - start) * 1000;
    durations.add(us);
    also?.add(us);
  }
  return durations;
}

function report(mode, durations, goalMs) {
  const p95Ms = durations.percentile(95);
  print({
    bench: 'history',
    mode,
    goalMs,
    ...rounded({ p50Ms: durations.percentile(50), p95Ms, p95ToPlainSelect: p95Ms / selected.percentile(95) }),
  });
}
