import { fc } from '@fast-check/vitest';
import { rowKey, whereOf } from './checker-index.ts';
import type { ClientLog, ClientRecord, FaultRecord, Line, Row, ServerHistory, Where } from './checker-log.ts';

/** What `check` judges. */
export interface Evidence {
  readonly clients: readonly ClientLog[];
  readonly history: ServerHistory;
  readonly faults: readonly FaultRecord[];
}

const NAMES = ['ann', 'bob', 'carol', 'dave'] as const;
const CHANNELS = ['channel:general', 'channel:garden'] as const;

const who = fc.nat(NAMES.length - 1);
const where = fc.nat(4);

/** Something that happens in a room of four, two channels and direct messages. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('say' as const), who, where }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lose-ack' as const, 'refuse' as const), who, where }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('cut' as const, 'connect' as const, 'kill' as const, 'start' as const, 'retry' as const),
      who,
      where,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('draft' as const, 'read' as const), who, where }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const), who, where }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

const act = (what: Step['do'], person: number, place = 0): Step => ({ do: what, who: person, where: place });

const EVERYBODY_IS_IN = [...NAMES.keys()].flatMap((person) => [act('start', person), act('connect', person)]);

/** Every log has at least this in it, so that everything there is to spoil is there. */
const ALWAYS: readonly Step[] = [
  ...EVERYBODY_IS_IN,
  ...[0, 1, 2, 0, 1].flatMap((person) => [act('say', person), act('say', person, 1), act('say', person, 2)]),
  act('draft', 0, 1),
  act('read', 0),
  act('cut', 3),
  act('refuse', 0),
  act('cut', 0),
  act('say', 0),
  ...[act('kill', 0), act('start', 0), act('connect', 0)],
  ...[1, 2, 1].flatMap((person) => [act('say', person), act('say', person, 1)]),
  act('refuse', 2),
  act('trim', 0, 4),
  ...[0, 1, 2].flatMap((person) => [act('say', person), act('say', person), act('say', person, 1)]),
  act('connect', 3),
  ...[3, 0, 3].flatMap((person) => [act('say', person), act('say', person, 2)]),
];

/** What happens in a room before and after what always happens, and whether screens keep all of it. */
export const story = fc.record({
  before: fc.array(step, { maxLength: 60 }),
  after: fc.array(step, { maxLength: 30 }),
  keepsAll: fc.boolean(),
});

/** The logs of people and of a server that do everything right. */
export function goodEvidence({ after, before, keepsAll }: Story): Evidence {
  const model = new Model();
  for (const each of [...EVERYBODY_IS_IN, ...before, ...ALWAYS, ...after]) model.take(each);
  return model.evidence(keepsAll);
}

/** One server and the people on it, none of whom shares a line of code with the product. */
class Model {
  readonly rows: Row[] = [];
  readonly seqs = new Map<string, number>();
  readonly people: Person[];
  trimmedUpTo = 0;
  now = 1_000;
  #said = 0;
  #nextId = 1;

  constructor() {
    this.people = NAMES.map((name) => new Person(this, name));
  }

  take({ do: what, who: number, where: place }: Step): void {
    this.now += 500;
    const person = this.people[number] as Person;
    const others = NAMES.filter((name) => name !== person.name);
    const conversation = place < 2 ? (CHANNELS[place] as Where) : `dm:${others[place - 2] as string}`;
    switch (what) {
      case 'say':
      case 'lose-ack':
      case 'refuse':
        person.say(conversation, `text ${String(++this.#said)}`, what);
        break;
      case 'draft':
        person.draft(conversation, `draft ${String(this.now)}`);
        break;
      case 'read':
        person.read(conversation);
        break;
      case 'trim':
        this.#trim((place + 1) / 5);
        break;
      default:
        person[what]();
    }
  }

  /** Takes a message in unless it has its nonce, and delivers it. */
  store(author: string, nonce: string, where: Where, text: string): Row {
    const known = this.rows.find((row) => row.author === author && row.nonce === nonce);
    if (known !== undefined) return known;
    const isDirect = where.startsWith('dm:');
    const draft = {
      ...{ id: this.#nextId++, seq: 0, author, text, nonce },
      channel: isDirect ? null : where.slice('channel:'.length),
      recipient: isDirect ? where.slice('dm:'.length) : null,
    };
    const key = rowKey(draft);
    const seq = (this.seqs.get(key) ?? 0) + 1;
    this.seqs.set(key, seq);
    const row = { ...draft, seq };
    this.rows.push(row);
    for (const person of this.people) person.hear(row);
    return row;
  }

  get newest(): number {
    return this.#nextId - 1;
  }

  /** Forgets a part of the messages, the oldest first, but not what its sender does not know to be there. */
  #trim(part: number): void {
    const count = Math.ceil(this.rows.length * part);
    const waits = (row: Row) => this.people.some(({ name, outbox }) => name === row.author && outbox.has(row.nonce ?? ''));
    for (let i = 0; i < count; i++) {
      const [oldest] = this.rows;
      if (oldest === undefined || waits(oldest)) return;
      this.trimmedUpTo = oldest.id;
      this.rows.shift();
    }
  }

  evidence(keepsAll: boolean): Evidence {
    const healed: FaultRecord = { what: 'healed', at: this.now };
    for (const person of this.people) {
      person.start();
      person.cut();
      person.connect();
    }
    for (const person of this.people) person.end(keepsAll);
    return {
      clients: this.people.map(({ name, records }) => ({ account: name, records })),
      history: { rows: this.rows, trimmedUpTo: this.trimmedUpTo },
      faults: [healed],
    };
  }
}

interface Waiting {
  readonly nonce: string;
  readonly where: Where;
  readonly text: string;
  state: 'queued' | 'failed';
}

class Person {
  readonly name: string;
  readonly records: ClientRecord[] = [];
  readonly outbox = new Map<string, Waiting>();
  readonly #model: Model;
  readonly #lines = new Map<Where, Line[]>();
  readonly #drafts = new Map<Where, string>();
  readonly #read = new Map<Where, number>();
  /** The newest number it knows of each conversation. */
  readonly #seqs = new Map<Where, number>();
  #upTo: number | null = null;
  #isRunning = false;
  #isOnline = false;

  constructor(model: Model, name: string) {
    this.#model = model;
    this.name = name;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#log({
      what: 'start',
      outbox: [...this.outbox.keys()],
      drafts: Object.fromEntries(this.#drafts),
      read: Object.fromEntries(this.#read),
    });
    for (const [conversation, lines] of this.#lines) {
      let below: number | null = null;
      for (const line of lines) {
        if (!('author' in line)) continue;
        this.#log({ what: 'shown', conversation, id: line.id, author: line.author, text: line.text, below });
        below = line.id;
      }
    }
  }

  kill(): void {
    if (!this.#isRunning) return;
    this.#isOnline = this.#isRunning = false;
    this.#log({ what: 'killed', at: this.#model.now });
  }

  cut(): void {
    this.#isOnline = false;
  }

  connect(): void {
    if (!this.#isRunning || this.#isOnline) return;
    this.#isOnline = true;
    if (this.#upTo === null) this.#join();
    for (const row of this.#model.rows) if (row.id > (this.#upTo ?? 0)) this.hear(row);
    // What was forgotten behind all that is there.
    for (const [where, seq] of this.#serverSeqs()) this.#missing(where, seq + 1);
    this.#upTo = this.#model.newest;
    for (const waiting of this.outbox.values()) if (waiting.state === 'queued') this.#send(waiting);
  }

  say(where: Where, text: string, how: 'say' | 'lose-ack' | 'refuse'): void {
    if (!this.#isRunning) return;
    const nonce = `${this.name} ${text}`;
    this.draft(where, '');
    this.#log({ what: 'typed', conversation: where, text });
    this.#log({ what: 'send', nonce, conversation: where, text, at: this.#model.now });
    const waiting: Waiting = { nonce, where, text, state: 'queued' };
    this.outbox.set(nonce, waiting);
    this.#log({ what: 'queued', nonce, at: this.#model.now });
    if (!this.#isOnline) return;
    if (how === 'refuse') {
      waiting.state = 'failed';
      this.#log({ what: 'failed', nonce, at: this.#model.now });
      return;
    }
    if (how === 'lose-ack') this.#isOnline = false;
    this.#send(waiting);
  }

  retry(): void {
    const failed = [...this.outbox.values()].find(({ state }) => state === 'failed');
    if (!this.#isOnline || failed === undefined) return;
    failed.state = 'queued';
    this.#log({ what: 'retried', nonce: failed.nonce, at: this.#model.now });
    this.#log({ what: 'queued', nonce: failed.nonce, at: this.#model.now });
    this.#send(failed);
  }

  draft(conversation: Where, text: string): void {
    if (!this.#isRunning || (this.#drafts.get(conversation) ?? '') === text) return;
    this.#drafts.set(conversation, text);
    this.#log({ what: 'draft', conversation, text, at: this.#model.now });
  }

  read(conversation: Where): void {
    const last = this.#lines.get(conversation)?.findLast((line) => 'author' in line);
    if (!this.#isRunning || last === undefined || !('author' in last) || last.id === null) return;
    this.#read.set(conversation, last.id);
    this.#log({ what: 'read', conversation, id: last.id });
  }

  /** A message comes, now or out of the history. */
  hear(row: Row): void {
    const where = whereOf(this.name, row);
    if (!this.#isOnline || where === null || row.id <= (this.#upTo ?? 0)) return;
    if (row.author === this.name && this.outbox.delete(row.nonce ?? '')) {
      this.#log({ what: 'sent', nonce: row.nonce ?? '', id: row.id, at: this.#model.now });
    }
    this.#missing(where, row.seq);
    const lines = this.#linesOf(where);
    const above = lines.findLast((line) => 'author' in line);
    const below = above !== undefined && 'author' in above ? above.id : null;
    lines.push({ id: row.id, seq: row.seq, author: row.author, text: row.text });
    this.#seqs.set(where, row.seq);
    this.#upTo = row.id;
    this.#log({ what: 'shown', conversation: where, id: row.id, author: row.author, text: row.text, below });
  }

  end(keepsAll: boolean): void {
    for (const [conversation, all] of this.#lines) {
      const isWhole = keepsAll || all.length < 5;
      const lines = isWhole ? all : all.slice(-4);
      this.#log({ what: 'transcript', conversation, lines: [...lines, ...this.#waitingIn(conversation)], isWhole });
    }
    for (const { where } of this.outbox.values()) {
      if (this.#lines.has(where)) continue;
      this.#log({ what: 'transcript', conversation: where, lines: this.#waitingIn(where), isWhole: true });
    }
    this.#log({ what: 'stop', at: this.#model.now });
  }

  #waitingIn(conversation: Where): Line[] {
    const waiting = [...this.outbox.values()].filter(({ where }) => where === conversation);
    return waiting.map(({ nonce, state, text }) => ({ nonce, state, text }));
  }

  #join(): void {
    const { newest } = this.#model;
    for (const [where, seq] of this.#serverSeqs()) this.#seqs.set(where, seq);
    this.#upTo = newest;
    this.#log({ what: 'joined', after: newest, seqs: Object.fromEntries(this.#seqs) });
  }

  /** The newest number of each of this person's conversations. */
  #serverSeqs(): [Where, number][] {
    return [...this.#model.seqs].flatMap(([key, seq]): [Where, number][] => {
      if (!key.startsWith('dm:')) return [[key, seq]];
      const both = JSON.parse(key.slice('dm:'.length)) as string[];
      return both.includes(this.name) ? [[`dm:${both.find((name) => name !== this.name) ?? this.name}`, seq]] : [];
    });
  }

  /** Says what is missing in front of a number. */
  #missing(where: Where, before: number): void {
    const missing = before - (this.#seqs.get(where) ?? 0) - 1;
    if (missing <= 0) return;
    this.#linesOf(where).push({ missing });
    this.#seqs.set(where, before - 1);
  }

  #send({ nonce, where, text }: Waiting): void {
    const row = this.#model.store(this.name, nonce, where, text);
    // Where it was there already, the answer says it again.
    if (this.#isOnline && this.outbox.delete(nonce)) {
      this.#log({ what: 'sent', nonce, id: row.id, at: this.#model.now });
    }
  }

  #linesOf(where: Where): Line[] {
    const lines = this.#lines.get(where) ?? [];
    this.#lines.set(where, lines);
    return lines;
  }

  #log(record: ClientRecord): void {
    this.records.push(record);
  }
}
