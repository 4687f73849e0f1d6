// A long local history of made-up, realistic messages, written by the app's own history.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** What the thread of the history is built to. */
const THREAD = fileURLToPath(new URL('../../dist/main/history-thread.cjs', import.meta.url));
const SOURCE = fileURLToPath(new URL('../../src-main/history/open-history.ts', import.meta.url));

/** Operations in one write, and writes under way at once: several become one transaction. */
const OPS_A_WRITE = 250;
const WRITES_AT_ONCE = 8;

const SERVERS = 4;
const CONVERSATIONS = 40;
const AUTHORS = 200;
const VOCABULARY = 40_000;
const CHARACTERS = 2_500;
const BEGIN = Date.UTC(2024, 0, 1);
const END = Date.UTC(2026, 5, 1);

const { module } = await runnerImport(SOURCE, { configFile: false, logLevel: 'error' });

/** Opens the history in a folder as the app does, with its threads. */
export function openHistoryIn(folder) {
  const clock = { now: () => Date.now(), after: () => () => undefined };
  const log = { error: (text, error) => process.stderr.write(`${text} ${error ?? ''}\n`) };
  return module.openHistory({ folder, program: THREAD, clock, log });
}

/** Numbers from 0 to below 1 that look random and are the same for a seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws 0 to below `count` by Zipf's law: the first is drawn twice as often as the second. */
function zipf(count, random) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sums[rank] = sum += 1 / (rank + 1);
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Words and messages as people write them: a few words very often, most of them hardly ever. */
export class Language {
  #random;
  #word;
  #character;
  /** The most common first. */
  words;
  characters;

  constructor(seed) {
    const random = seeded(seed);
    const syllables = [];
    for (const onset of ['', ...'bcdfghklmnprstvw', 'ch', 'sh', 'th', 'st', 'tr'])
      for (const nucleus of ['a', 'e', 'i', 'o', 'u', 'ea', 'ou'])
        for (const coda of ['', 'n', 'r', 's', 't', 'ng']) syllables.push(onset + nucleus + coda);
    const words = new Set();
    while (words.size < VOCABULARY) {
      const length = 1 + Math.floor((random() + random() * Math.min(1, words.size / 2_000)) * 2);
      words.add(Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join(''));
    }
    this.words = [...words];
    this.characters = Array.from({ length: CHARACTERS }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000)),
    );
    this.#random = random;
    this.#word = zipf(VOCABULARY, random);
    this.#character = zipf(CHARACTERS, random);
  }

  message() {
    const random = this.#random;
    if (random() < 0.05)
      return Array.from({ length: 4 + Math.floor(random() ** 2 * 40) }, () => this.characters[this.#character()]).join('');
    const length = 1 + Math.floor(-Math.log(1 - random()) * 10);
    const words = Array.from({ length: Math.min(length, 200) }, () => this.words[this.#word()]);
    if (random() < 0.02) words.push(`https://example.org/${this.words[this.#word()]}/${Math.floor(random() * 1e6)}`);
    const text = words.join(' ');
    return text[0].toUpperCase() + text.slice(1) + (random() < 0.5 ? '.' : '');
  }
}

/**
 * Writes `count` entries into an empty history. Resolves with what was written where: for each server its key, its conversations and the
 * ids of its entries, the rates, and the language.
 */
export async function writeLongHistory(history, count, seed = 1) {
  const random = seeded(seed + 1);
  const language = new Language(seed);
  const pickConversation = zipf(CONVERSATIONS, random);
  const pickAuthor = zipf(AUTHORS, random);
  const authors = Array.from({ length: AUTHORS }, (_, index) => language.words[500 + index]);
  const servers = [];
  for (let index = 0; index < SERVERS; index++) {
    const { key } = await history.open({ profile: `bench-${index}`, account: 'ann', address: `bench-${index}.lan:8888` });
    await history.identify(key, `identity of ${index}`);
    servers.push({ key, next: 1, conversations: new Map() });
  }
  let written = 0;
  const nextOp = () => {
    const number = written++;
    const conversationNumber = pickConversation();
    const server = servers[conversationNumber % SERVERS];
    const name = conversationNumber % 5 < 3 ? `channel:room ${conversationNumber}` : `dm:${authors[conversationNumber]}`;
    if (!server.conversations.has(name)) server.conversations.set(name, []);
    const entries = server.conversations.get(name);
    const id = server.next++;
    const at = BEGIN + Math.floor(((END - BEGIN) * number) / count + random() * 30_000);
    entries.push(id);
    const author = authors[pickAuthor()];
    const isNumbered = server !== servers[SERVERS - 1];
    const entry =
      random() < 0.03
        ? { kind: random() < 0.5 ? 'join' : 'quit', id, at, name: author }
        : {
            ...{ kind: 'message', id, at, author, text: language.message(), delivery: null, reason: null, mention: false },
            ...(isNumbered && { place: { id, seq: entries.length } }),
          };
    const position = { era: 0, anchor: isNumbered ? id : null };
    return { type: 'entry', server: server.key, conversation: name, entry, position };
  };
  const writeSome = async () => {
    while (written < count) await history.write(Array.from({ length: Math.min(OPS_A_WRITE, count - written) }, nextOp));
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, writeSome));
  return { servers, language, authors };
}
