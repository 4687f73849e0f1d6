import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * What clients and a server write down so that `checker.ts` can judge whether anything was lost. Every record is one JSON
 * object; a log is an array of them, or a file with one a line. `at` is in milliseconds by one clock that all of them share.
 */

/** Where something was said, as one person calls it: `channel:NAME`, or `dm:NAME` with the other person's name. */
export type Where = string;

/** A line of a conversation as it stands on the screen. */
export type Line =
  /** A message. `id`: its place in the order of the server; null for what came before the server gave ids. `seq` null: not known. */
  | { readonly id: number | null; readonly seq: number | null; readonly author: string; readonly text: string }
  /** "N messages are not available"; null: some may be missing. */
  | { readonly missing: number | null }
  /** An own message that the server has not taken. */
  | { readonly nonce: string; readonly state: 'queued' | 'failed'; readonly text: string };

/** What one person did and saw, in the order in which it happened, over all lives of the program. */
export type ClientRecord =
  /**
   * The program runs, for the first time or again. Nothing is on the screen; what is restored is `shown` afterwards. `outbox`: the
   * nonces of own messages that wait or failed, as restored; `drafts` and `read` (newest id read) by conversation.
   */
  | {
      readonly what: 'start';
      readonly outbox: readonly string[];
      readonly drafts: Readonly<Record<Where, string>>;
      readonly read: Readonly<Record<Where, number>>;
    }
  /**
   * From here on the person is to see everything: `after` is the newest id of the server at the first login, `seqs` the newest
   * number of each conversation that had one by then and of which older messages may be forgotten since.
   */
  | { readonly what: 'joined'; readonly after: number; readonly seqs?: Readonly<Record<Where, number>> }
  /** The person pressed Enter. Only what was typed may ever be seen anywhere. */
  | { readonly what: 'typed'; readonly conversation: Where; readonly text: string }
  /** The composer took it: from now on it may not vanish. In the order of sending. */
  | {
      readonly what: 'send';
      readonly nonce: string;
      readonly conversation: Where;
      readonly text: string;
      readonly at: number;
    }
  /** The person sent a failed one again: its place in the order of sending is here. */
  | { readonly what: 'retried'; readonly nonce: string; readonly at: number }
  /** The person deleted a failed one. */
  | { readonly what: 'discarded'; readonly nonce: string }
  /** It is shown as waiting, as sent (under this id), or as failed. */
  | { readonly what: 'queued' | 'failed'; readonly nonce: string; readonly at: number }
  | { readonly what: 'sent'; readonly nonce: string; readonly id: number | null; readonly at: number }
  /** A message appeared on the screen; `below`: the id of the nearest message with one that stands above it. */
  | {
      readonly what: 'shown';
      readonly conversation: Where;
      readonly id: number | null;
      readonly author: string;
      readonly text: string;
      readonly below: number | null;
    }
  /** It is not on the screen any more, or stands elsewhere from now on. */
  | { readonly what: 'unshown'; readonly conversation: Where; readonly id: number | null }
  /** The draft of a conversation is now this; empty: there is none. */
  | { readonly what: 'draft'; readonly conversation: Where; readonly text: string; readonly at: number }
  /** Everything up to this id is read, and that is kept. */
  | { readonly what: 'read'; readonly conversation: Where; readonly id: number }
  | { readonly what: 'killed' | 'stop'; readonly at: number }
  /**
   * What stands in a conversation at the very end, oldest first. `isWhole`: it reaches back to where the person joined; otherwise
   * what is older was dropped from the screen, which is no loss where it had been shown.
   */
  | {
      readonly what: 'transcript';
      readonly conversation: Where;
      readonly lines: readonly Line[];
      readonly isWhole: boolean;
    };

/** A message as the server has it at the end. */
export interface Row {
  readonly id: number;
  /** Its number in its conversation, from 1. */
  readonly seq: number;
  readonly author: string;
  /** Exactly one of these is not null. */
  readonly channel: string | null;
  readonly recipient: string | null;
  readonly text: string;
  readonly nonce: string | null;
}

/** All that a server has at the end. */
export interface ServerHistory {
  /** In the order of the ids. */
  readonly rows: readonly Row[];
  /** Messages up to this id may have been forgotten on purpose; 0: none was. */
  readonly trimmedUpTo: number;
}

/** What was done to the system; without `healed` there is no deadline. */
export interface FaultRecord {
  readonly what: 'start' | 'killed' | 'stop' | 'cut' | 'healed';
  readonly at: number;
}

/** The log of one person. */
export interface ClientLog {
  readonly account: string;
  /** Gone through twice; of a long run too many to have at once. */
  readonly records: Iterable<ClientRecord>;
}

/** Reads a log of one record a line. A last line that a kill cut short is left out. */
export function readLog<R>(file: string): R[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as R);
}

/** Writes a log of one record a line. What `flush` wrote outlives the process, not the computer. */
export class LogFile<R> {
  readonly #file: number;
  #waiting = '';

  constructor(file: string) {
    this.#file = openSync(file, 'a');
  }

  add(record: R): void {
    this.#waiting += `${JSON.stringify(record)}\n`;
  }

  flush(): void {
    if (this.#waiting === '') return;
    writeSync(this.#file, this.#waiting);
    this.#waiting = '';
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}
