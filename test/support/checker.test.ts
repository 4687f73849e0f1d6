import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Code } from './checker-index.ts';
import { LogFile, readLog, type ClientRecord, type Line, type Row } from './checker-log.ts';
import { goodEvidence, story, type Evidence } from './checker-model.ts';
import { check, inWords } from './checker.ts';

type Record<W extends ClientRecord['what']> = Extract<ClientRecord, { what: W }>;
type Message = Extract<Line, { author: string }>;

const isMessage = (line: Line): line is Message => 'author' in line;

/** Spoils one thing in good logs. `pick` chooses among what can be spoilt; nothing to choose from rejects the logs. */
type Mutation = (evidence: Draft, pick: <T>(from: readonly T[]) => T) => void;

/** The evidence, open to changes. */
interface Draft {
  readonly clients: { readonly account: string; records: ClientRecord[] }[];
  readonly history: { rows: Row[]; readonly trimmedUpTo: number };
  faults: Evidence['faults'];
}

/** Every record of a kind, with where it stands. */
function all<W extends ClientRecord['what']>({ clients }: Draft, what: W) {
  return clients.flatMap((client) =>
    client.records.flatMap((record, at) =>
      record.what === what ? [{ client, records: client.records, at, record: record as Record<W> }] : [],
    ),
  );
}

/** The messages in the transcripts at the end that the server still has. */
function shownAtTheEnd(evidence: Draft) {
  return all(evidence, 'transcript').flatMap(({ client, record }) =>
    record.lines.flatMap((line, at) =>
      isMessage(line) && (line.id ?? 0) > evidence.history.trimmedUpTo
        ? [{ client, lines: record.lines as Line[], at, line, conversation: record.conversation }]
        : [],
    ),
  );
}

/** Two messages of a transcript, one right below the other. */
function neighbours(evidence: Draft) {
  return shownAtTheEnd(evidence).flatMap((each) => {
    const next = each.lines[each.at + 1];
    return next !== undefined && isMessage(next) ? [{ ...each, next }] : [];
  });
}

/** What was shown as sent, with its row. */
function sent(evidence: Draft) {
  const rows = new Map(evidence.history.rows.map((row) => [JSON.stringify([row.author, row.nonce]), row]));
  return all(evidence, 'sent').flatMap((each) => {
    const row = rows.get(JSON.stringify([each.client.account, each.record.nonce]));
    return row === undefined ? [] : [{ ...each, row }];
  });
}

/** The markers of numbers, between two messages. */
function markers(evidence: Draft) {
  return all(evidence, 'transcript').flatMap(({ record }) =>
    record.lines.flatMap((line, at) => {
      const isBetween = record.isWhole || record.lines.slice(0, at).some(isMessage);
      return 'missing' in line && isBetween ? [{ lines: record.lines as Line[], at, line }] : [];
    }),
  );
}

/** Changes a message everywhere on one person's screen. */
function onScreen(client: Draft['clients'][number], id: number | null, change: Partial<Message>): void {
  client.records = client.records.map((record) => {
    if (record.what === 'shown' && record.id === id) return { ...record, ...change };
    if (record.what !== 'transcript') return record;
    return {
      ...record,
      lines: record.lines.map((line) => (isMessage(line) && line.id === id ? { ...line, ...change } : line)),
    };
  });
}

/** Changes a message at the server and on all screens, so that only the sender can know better. */
function everywhere(evidence: Draft, row: Row, change: { text: string } | { author: string }): void {
  evidence.history.rows = evidence.history.rows.map((each) => (each === row ? { ...each, ...change } : each));
  for (const client of evidence.clients) onScreen(client, row.id, change);
}

/** Nobody sees a message any more. */
function vanish(evidence: Draft, id: number): void {
  for (const client of evidence.clients) {
    client.records = client.records.flatMap((record): ClientRecord[] => {
      if (record.what === 'shown' && record.id === id) return [];
      if (record.what !== 'transcript') return [record];
      return [{ ...record, lines: record.lines.filter((line) => !isMessage(line) || line.id !== id) }];
    });
  }
}

const lastOfItsConversation = (rows: readonly Row[]) => (row: Row) =>
  row.channel !== null && rows.findLast(({ channel }) => channel === row.channel) === row;

const MUTATIONS: readonly { readonly name: string; readonly codes: readonly Code[]; readonly spoil: Mutation }[] = [
  {
    name: 'a message is missing on one screen at the end',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const all = shownAtTheEnd(evidence).filter(({ lines, line }) => lines.find(isMessage) !== line);
      const { at, lines } = pick(all);
      lines.splice(at, 1);
    },
  },
  {
    name: 'a message never came to one person',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const { client, line } = pick(shownAtTheEnd(evidence));
      client.records = client.records.flatMap((record): ClientRecord[] => {
        if (record.what === 'shown' && record.id === line.id) return [];
        if (record.what !== 'transcript') return [record];
        return [{ ...record, lines: record.lines.filter((each) => !isMessage(each) || each.id !== line.id) }];
      });
    },
  },
  {
    name: 'a message stands on one screen twice',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const { at, line, lines } = pick(shownAtTheEnd(evidence));
      lines.splice(at, 0, line);
    },
  },
  {
    name: 'a message appeared twice for a while',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(all(evidence, 'shown'));
      records.splice(at + 1, 0, record);
    },
  },
  {
    name: 'two messages change places on one screen',
    codes: ['N4'],
    spoil: (evidence, pick) => {
      const { at, line, lines, next } = pick(neighbours(evidence));
      lines.splice(at, 2, next, line);
    },
  },
  {
    name: 'a message appeared below a newer one',
    codes: ['N4'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(all(evidence, 'shown'));
      records[at] = { ...record, below: (record.id ?? 0) + 1 };
    },
  },
  {
    name: 'two people see two messages in different orders, both of which the server has forgotten',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const forgotten = all(evidence, 'transcript').flatMap(({ client, record }) =>
        record.lines.flatMap((line, at) => {
          const next = record.lines[at + 1];
          if (next === undefined || !isMessage(line) || !isMessage(next)) return [];
          if ((next.id ?? Infinity) > evidence.history.trimmedUpTo || line.text === next.text) return [];
          const others = evidence.clients.filter((other) => other !== client);
          const seenBy = (id: number | null) =>
            others.some(({ records }) => records.some((each) => each.what === 'shown' && each.id === id));
          return seenBy(line.id) && seenBy(next.id) ? [{ client, line, next }] : [];
        }),
      );
      const { client, line, next } = pick(forgotten);
      const [a, b] = [
        { author: line.author, text: line.text },
        { author: next.author, text: next.text },
      ];
      onScreen(client, line.id, b);
      onScreen(client, next.id, a);
    },
  },
  {
    name: 'the server has two messages of one sender in the wrong order',
    codes: ['N4'],
    spoil: (evidence, pick) => {
      const pairs = all(evidence, 'send').flatMap((one) =>
        all(evidence, 'send').flatMap((other) => {
          const together = one.client === other.client && one.record.conversation === other.record.conversation;
          const retried = one.records.some(({ what }) => what === 'retried');
          const states = [one, other].map(({ record }) =>
            one.records.findLast((each) => 'nonce' in each && each.what !== 'send' && each.nonce === record.nonce),
          );
          // Between two lives the restored outbox would tell, too.
          const oneLife = one.records.slice(one.at, other.at).every(({ what }) => what !== 'start');
          const isSent = states.every((state) => state?.what === 'sent');
          return together && one.at < other.at && isSent && oneLife && !retried ? [{ one, other }] : [];
        }),
      );
      const { one, other } = pick(pairs);
      // As if they had been sent the other way round.
      one.records.splice(other.at, 1);
      one.records.splice(one.at, 0, other.record);
    },
  },
  {
    name: 'a byte differs in the history',
    codes: ['N1', 'N5'],
    spoil: (evidence, pick) => {
      const { row } = pick(sent(evidence));
      everywhere(evidence, row, { text: `${row.text} ` });
    },
  },
  {
    name: 'a byte differs on one screen',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const { client, line } = pick(shownAtTheEnd(evidence));
      onScreen(client, line.id, { text: line.text.toUpperCase() });
    },
  },
  {
    name: 'the author is another one on one screen',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const { client, line } = pick(shownAtTheEnd(evidence));
      onScreen(client, line.id, { author: line.author === 'ann' ? 'bob' : 'ann' });
    },
  },
  {
    name: 'the history has a message under another name',
    codes: ['N1', 'N5'],
    spoil: (evidence, pick) => {
      const { row } = pick(sent(evidence).filter(({ row }) => row.channel !== null));
      everywhere(evidence, row, { author: row.author === 'ann' ? 'bob' : 'ann' });
    },
  },
  {
    name: 'a message nobody sent is on one screen',
    codes: ['N5'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(all(evidence, 'shown'));
      records.splice(at, 0, { ...record, id: null, text: 'boo' });
    },
  },
  {
    name: 'a message the server never had is on one screen',
    codes: ['N5'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(all(evidence, 'shown'));
      records.splice(at, 0, { ...record, id: 10_000 });
    },
  },
  {
    name: 'a message nobody sent is in the history and on all screens',
    codes: ['N5'],
    spoil: (evidence, pick) => {
      const { history } = evidence;
      const last = pick(history.rows.filter(lastOfItsConversation(history.rows)));
      const ghost = { ...last, id: 10_000, seq: last.seq + 1, text: 'boo', nonce: null };
      history.rows.push(ghost);
      for (const { record } of all(evidence, 'transcript')) {
        const end = record.lines.findLastIndex((line) => !('nonce' in line)) + 1;
        const line = { id: ghost.id, seq: ghost.seq, author: ghost.author, text: ghost.text };
        if (record.conversation === `channel:${ghost.channel ?? ''}`) (record.lines as Line[]).splice(end, 0, line);
      }
    },
  },
  {
    name: 'a message is shown in the wrong conversation',
    codes: ['N3'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(
        all(evidence, 'shown').filter(({ record }) => (record.id ?? 0) > evidence.history.trimmedUpTo),
      );
      const other = record.conversation === 'channel:general' ? 'channel:garden' : 'channel:general';
      records[at] = { ...record, conversation: other };
    },
  },
  {
    name: 'the history has a message in the wrong channel',
    codes: ['N1', 'N3', 'N4', 'N5', 'N6'],
    spoil: (evidence, pick) => {
      const { row } = pick(sent(evidence).filter(({ row }) => row.channel !== null));
      const channel = row.channel === 'general' ? 'garden' : 'general';
      evidence.history.rows = evidence.history.rows.map((each) => (each === row ? { ...each, channel } : each));
    },
  },
  {
    name: 'a message is shown as sent before it is stored, and is not',
    codes: ['N1'],
    spoil: (evidence, pick) => {
      const { rows } = evidence.history;
      // The newest of a channel, so that no hole in the numbers tells.
      const newest = sent(evidence).filter(({ row }) => lastOfItsConversation(rows)(row) && rows.at(-1) === row);
      const other = sent(evidence).filter(({ row }) => lastOfItsConversation(rows)(row));
      const { row } = pick(newest.length > 0 ? newest : other);
      evidence.history.rows = rows.filter((each) => each !== row);
      vanish(evidence, row.id);
    },
  },
  {
    name: 'the history has what was sent once twice',
    codes: ['N1'],
    spoil: (evidence, pick) => {
      const { history } = evidence;
      const { row } = pick(sent(evidence).filter(({ row }) => row.channel !== null));
      const last = history.rows.findLast(({ channel }) => channel === row.channel) ?? row;
      const copy = { ...row, id: 10_000, seq: last.seq + 1 };
      history.rows.push(copy);
      for (const { record } of all(evidence, 'transcript')) {
        const end = record.lines.findLastIndex((line) => !('nonce' in line)) + 1;
        const line = { id: copy.id, seq: copy.seq, author: copy.author, text: copy.text };
        if (record.conversation === `channel:${copy.channel ?? ''}`) (record.lines as Line[]).splice(end, 0, line);
      }
    },
  },
  {
    name: 'a message is sent under another id than the history has it',
    codes: ['N1'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(sent(evidence));
      records[at] = { ...record, id: (record.id ?? 0) + 1 };
    },
  },
  {
    name: 'a hole is not marked',
    codes: ['N6'],
    spoil: (evidence, pick) => {
      const { at, lines } = pick(markers(evidence));
      lines.splice(at, 1);
    },
  },
  {
    name: 'a marker says a wrong number',
    codes: ['N6'],
    spoil: (evidence, pick) => {
      const { at, line, lines } = pick(markers(evidence));
      lines[at] = { missing: (line.missing ?? 0) + 1 };
    },
  },
  {
    name: 'a marker stands where nothing is missing',
    codes: ['N6'],
    spoil: (evidence, pick) => {
      const { at, lines } = pick(neighbours(evidence));
      lines.splice(at + 1, 0, { missing: 2 });
    },
  },
  {
    name: 'what was accepted is never heard of again',
    codes: ['N2'],
    spoil: (evidence, pick) => {
      const { records } = pick(all(evidence, 'stop'));
      const lost = { conversation: 'channel:general', text: 'lost' };
      const end = records.findIndex(({ what }) => what === 'transcript');
      records.splice(end, 0, { what: 'typed', ...lost }, { what: 'send', nonce: 'lost', ...lost, at: 1 });
    },
  },
  {
    name: 'what was accepted waits for ever',
    codes: ['N2'],
    spoil: (evidence, pick) => {
      const { records } = pick(all(evidence, 'stop'));
      const waits = { conversation: 'channel:general', text: 'waits' };
      const end = records.findIndex(({ what }) => what === 'transcript');
      records.splice(
        end,
        0,
        { what: 'typed', ...waits },
        { what: 'send', nonce: 'waits', ...waits, at: 1 },
        { what: 'queued', nonce: 'waits', at: 1 },
      );
    },
  },
  {
    name: 'a failed message is not on the screen any more',
    codes: ['N2'],
    spoil: (evidence, pick) => {
      const failed = all(evidence, 'transcript').flatMap(({ record }) =>
        record.lines.flatMap((line, at) => ('nonce' in line ? [{ lines: record.lines as Line[], at }] : [])),
      );
      const { at, lines } = pick(failed);
      lines.splice(at, 1);
    },
  },
  {
    name: 'what became of a message is said too late',
    codes: ['N2'],
    spoil: (evidence, pick) => {
      const { at, client, record, records } = pick(all(evidence, 'sent'));
      const later = records.some((each, i) => i > at && 'nonce' in each && each.nonce === record.nonce);
      const again = records.some((each) => each.what === 'retried' && each.nonce === record.nonce);
      if (!later && !again) client.records[at] = { ...record, at: 10_000_000 };
      else pick([]);
    },
  },
  {
    name: 'a failed message is in the history',
    codes: ['N5'],
    spoil: (evidence, pick) => {
      const { client, record, records, row } = pick(sent(evidence));
      const end = records.findIndex(({ what }) => what === 'transcript');
      records.splice(end, 0, { what: 'failed', nonce: record.nonce, at: record.at });
      const at = records.findIndex((each) => each.what === 'transcript');
      const transcript = records[at] as Record<'transcript'>;
      const line = { nonce: record.nonce, state: 'failed' as const, text: row.text };
      client.records[at] = { ...transcript, lines: [...transcript.lines, line] };
    },
  },
  {
    name: 'a message that was deleted as failed is in the history',
    codes: ['N5'],
    spoil: (evidence, pick) => {
      const { record, records } = pick(sent(evidence));
      const end = records.findIndex(({ what }) => what === 'transcript');
      records.splice(end, 0, { what: 'discarded', nonce: record.nonce });
    },
  },
  {
    name: 'the outbox is empty after a kill',
    codes: ['N2'],
    spoil: (evidence, pick) => {
      const stored = new Set(evidence.history.rows.map(({ nonce }) => nonce));
      const restored = all(evidence, 'start').flatMap((each) => each.record.outbox.map((nonce) => ({ ...each, nonce })));
      const { at, nonce, record, records } = pick(restored.filter((each) => !stored.has(each.nonce)));
      records[at] = { ...record, outbox: record.outbox.filter((other) => other !== nonce) };
    },
  },
  {
    name: 'a draft is not there any more after a kill',
    codes: ['N7'],
    spoil: (evidence, pick) => {
      const restored = all(evidence, 'start').flatMap((each) => {
        const before = each.records.slice(0, each.at);
        const killed = before.findLast((record) => record.what === 'killed');
        const old = Object.keys(each.record.drafts).filter((where) => {
          const typed = before.findLast((record) => record.what === 'draft' && record.conversation === where);
          if (killed?.what !== 'killed' || typed?.what !== 'draft') return false;
          return typed.at < killed.at - 2_000 && typed.text !== '';
        });
        return old.map((where) => ({ ...each, where }));
      });
      const { at, record, records, where } = pick(restored);
      records[at] = { ...record, drafts: { ...record.drafts, [where]: '' } };
    },
  },
  {
    name: 'what was read is unread after a kill',
    codes: ['N7'],
    spoil: (evidence, pick) => {
      const { at, record, records } = pick(all(evidence, 'start').filter(({ record }) => Object.keys(record.read).length > 0));
      const where = pick(Object.keys(record.read));
      records[at] = { ...record, read: { ...record.read, [where]: (record.read[where] ?? 0) - 1 } };
    },
  },
];

/** Logs that each way of spoiling them is tried on. */
const RUNS = 30;

describe('logs of a room in which all is well', () => {
  propertyTest.prop([story], { numRuns: 200 })('pass', (good) => {
    const { clients, faults, history } = goodEvidence(good);
    expect(inWords(check(clients, history, faults))).toBe('');
  });
});

describe('logs of a room in which', () => {
  test.each(MUTATIONS)('$name are caught', ({ codes, spoil }) => {
    let spoilt = 0;
    fc.assert(
      fc.property(story, fc.infiniteStream(fc.nat()), (good, numbers) => {
        const evidence = structuredClone(goodEvidence(good)) as unknown as Draft;
        spoil(evidence, (from) => {
          fc.pre(from.length > 0);
          return from[(numbers.next().value as number) % from.length] as (typeof from)[number];
        });
        const found = new Set(check(evidence.clients, evidence.history, evidence.faults).map(({ code }) => code));
        // What is lost in one way shows in others too; the first code is the one that says what it is.
        expect(found).toContain(codes[0]);
        expect(codes).toEqual(expect.arrayContaining([...found]));
        spoilt++;
      }),
      { numRuns: RUNS, maxSkipsPerRun: 50 },
    );
    expect(spoilt).toBe(RUNS);
  });
});

test('a log in a file is read as it was written, without a last line that was cut short', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'log.jsonl');
  const log = new LogFile<ClientRecord>(file);
  const records: ClientRecord[] = [
    { what: 'typed', conversation: 'channel:general', text: 'line\nbreak \u2028 “ü”' },
    { what: 'killed', at: 1 },
  ];
  for (const record of records) log.add(record);
  log.close();
  writeFileSync(file, '{"what":"ty', { flag: 'a' });
  expect(readLog(file)).toEqual(records);
});
