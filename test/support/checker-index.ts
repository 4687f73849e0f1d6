import type { ClientLog, Row, ServerHistory, Where } from './checker-log.ts';

/** Which promise was broken: security's N1 (durable) to N7 (session). */
export type Code = 'N1' | 'N2' | 'N3' | 'N4' | 'N5' | 'N6' | 'N7';

export interface Violation {
  readonly code: Code;
  readonly text: string;
}

/** A message as somebody saw it, or as the server has it. */
export interface Seen {
  readonly key: string;
  readonly author: string;
  readonly text: string;
}

/** Violations written down at most: of a broken run the first ones tell enough. */
const VIOLATIONS_MAX = 1_000;

/** The name of a conversation that both ends of it use. */
export function keyOf(account: string, where: Where): string {
  return where.startsWith('dm:') ? directKey(account, where.slice('dm:'.length)) : where;
}

export const rowKey = ({ author, channel, recipient }: Row): string =>
  channel === null ? directKey(author, recipient ?? '') : `channel:${channel}`;

/** A conversation as this person calls it; null where it is none of theirs. */
export function whereOf(account: string, row: Row): Where | null {
  if (row.channel !== null) return `channel:${row.channel}`;
  if (row.author === account) return `dm:${row.recipient ?? ''}`;
  return row.recipient === account ? `dm:${row.author}` : null;
}

const directKey = (one: string, other: string): string => `dm:${JSON.stringify([one, other].sort())}`;

const nonceKey = (author: string, nonce: string): string => JSON.stringify([author, nonce]);
const textKey = ({ key, author, text }: Seen): string => JSON.stringify([key, author, text]);

/** All logs and the server's history, so that a rule finds what it asks for at once. */
export class Index {
  readonly violations: Violation[] = [];
  readonly byId = new Map<number, Row>();
  /** In the order of the ids. */
  readonly byConversation = new Map<string, Row[]>();
  readonly trimmedUpTo: number;
  readonly #byNonce = new Map<string, Row[]>();
  readonly #typed = new Map<string, number>();
  /** What somebody saw of messages that the server has no more, and numbers of them. */
  readonly #forgotten = new Map<number, Seen>();
  readonly #seqs = new Map<number, number>();
  readonly #lastSeq = new Map<string, number>();

  constructor({ rows, trimmedUpTo }: ServerHistory, clients: readonly ClientLog[]) {
    this.trimmedUpTo = trimmedUpTo;
    for (const row of rows) {
      const key = rowKey(row);
      this.byId.set(row.id, row);
      push(this.byConversation, key, row);
      this.#knowSeq(key, row.id, row.seq);
      if (row.nonce !== null) push(this.#byNonce, nonceKey(row.author, row.nonce), row);
    }
    for (const { account, records } of clients) {
      for (const record of records) {
        if (record.what === 'typed') {
          const typed = textKey({ key: keyOf(account, record.conversation), author: account, text: record.text });
          this.#typed.set(typed, (this.#typed.get(typed) ?? 0) + 1);
        } else if (record.what === 'transcript') {
          const key = keyOf(account, record.conversation);
          for (const line of record.lines) {
            if ('author' in line && line.id !== null && line.seq !== null) this.#knowSeq(key, line.id, line.seq);
          }
        }
      }
    }
  }

  add(code: Code, text: string): void {
    if (this.violations.length < VIOLATIONS_MAX) this.violations.push({ code, text });
  }

  rowsOf(author: string, nonce: string): readonly Row[] {
    return this.#byNonce.get(nonceKey(author, nonce)) ?? [];
  }

  /** How often somebody typed this there. */
  typed(seen: Seen): number {
    return this.#typed.get(textKey(seen)) ?? 0;
  }

  /** The number of a message in its conversation, as far as anybody knows it. */
  seqOf(id: number): number | null {
    return this.#seqs.get(id) ?? null;
  }

  /** The greatest number in a conversation that anybody knows of. */
  lastSeq(key: string): number {
    return this.#lastSeq.get(key) ?? 0;
  }

  /** Judges a message on somebody's screen by what the server has, or by what others saw of what it has no more. */
  judge(who: string, id: number | null, seen: Seen): void {
    const said = `${JSON.stringify(seen.text)} of ${seen.author} in ${seen.key}`;
    const row = id === null ? undefined : this.byId.get(id);
    if (row !== undefined) {
      const has = { key: rowKey(row), author: row.author, text: row.text };
      if (textKey(has) === textKey(seen)) return;
      const stored = `${JSON.stringify(has.text)} of ${has.author} in ${has.key}`;
      this.add('N3', `${who} sees ${said} as message ${String(id)}, which is ${stored}`);
      return;
    }
    if (id !== null && id > this.trimmedUpTo) {
      this.add('N5', `${who} sees message ${String(id)}, ${said}, which the server never had`);
    } else if (this.typed(seen) === 0) {
      this.add('N5', `${who} sees ${said}, which nobody typed`);
    } else if (id !== null) {
      const before = this.#forgotten.get(id);
      if (before === undefined) this.#forgotten.set(id, seen);
      else if (textKey(before) !== textKey(seen)) {
        this.add('N3', `${who} sees ${said} as message ${String(id)}, which for another is ${JSON.stringify(before.text)}`);
      }
    }
  }

  #knowSeq(key: string, id: number, seq: number): void {
    this.#seqs.set(id, seq);
    this.#lastSeq.set(key, Math.max(this.#lastSeq.get(key) ?? 0, seq));
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
