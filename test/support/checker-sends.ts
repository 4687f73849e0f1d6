import { keyOf, rowKey, type Index } from './checker-index.ts';
import type { ClientRecord, Where } from './checker-log.ts';

/** A message that was accepted is decided so long after the faults are over, or after it was sent, at the latest. */
const DECIDED_WITHIN_MS = 60_000;
/** Of typing a draft, so much may be lost in a kill. */
const DRAFT_LOSS_MAX_MS = 2_000;

interface Send {
  readonly nonce: string;
  readonly conversation: Where;
  readonly text: string;
  /** When the person last pressed Enter or Retry. */
  at: number;
  state: 'nothing' | 'queued' | 'sent' | 'failed' | 'discarded';
  stateAt: number;
  /** The id it was last shown with as sent. */
  id: number | null;
  wasRetried: boolean;
}

interface Draft {
  readonly text: string;
  /** Until when it was what the person had typed; Infinity: it still is. */
  until: number;
}

/** What one person sent, and what has to outlive the program: N1, N2, N7, and of N4 and N5 what is about own messages. */
export class Sends {
  readonly #index: Index;
  readonly #account: string;
  readonly #healedAt: number | null;
  /** By nonce, in the order of sending. */
  readonly #sends = new Map<string, Send>();
  readonly #drafts = new Map<Where, Draft[]>();
  readonly #read = new Map<Where, number>();
  /** Own messages that did not arrive, as they stand on the screen at the end. */
  readonly #onScreen = new Map<string, 'queued' | 'failed'>();
  #lives = 0;
  #endedAt: number | null = null;

  constructor(index: Index, account: string, healedAt: number | null) {
    this.#index = index;
    this.#account = account;
    this.#healedAt = healedAt;
  }

  take(record: ClientRecord): void {
    switch (record.what) {
      case 'start':
        if (this.#lives++ > 0) this.#restarted(record);
        break;
      case 'killed':
        this.#endedAt = record.at;
        break;
      case 'stop':
        this.#endedAt = Infinity;
        break;
      case 'send': {
        const { nonce, conversation, text, at } = record;
        if (this.#sends.has(nonce)) break;
        this.#sends.set(nonce, {
          ...{ nonce, conversation, text, at },
          ...{ state: 'nothing', stateAt: at, id: null, wasRetried: false },
        });
        break;
      }
      case 'queued':
      case 'failed':
      case 'sent':
        this.#state(record.nonce, record.what, record.at, record.what === 'sent' ? record.id : null);
        break;
      case 'retried': {
        const send = this.#sends.get(record.nonce);
        if (send !== undefined) Object.assign(send, { at: record.at, wasRetried: true });
        break;
      }
      case 'discarded':
        this.#state(record.nonce, 'discarded', 0, null);
        break;
      case 'draft':
        this.#drafted(record.conversation, record.text, record.at);
        break;
      case 'read':
        this.#read.set(record.conversation, record.id);
        break;
      case 'transcript':
        for (const line of record.lines) if ('nonce' in line) this.#onScreen.set(line.nonce, line.state);
        break;
      case 'joined':
      case 'typed':
      case 'shown':
      case 'unshown':
        break;
    }
  }

  end(): void {
    const last = new Map<string, { id: number; text: string }>();
    for (const send of this.#sends.values()) {
      this.#decided(send);
      const row = this.#index.rowsOf(this.#account, send.nonce)[0];
      const id = row?.id ?? send.id;
      // One sent again stands where the server had it the first time or the second.
      if (id === null || send.wasRetried) continue;
      const before = last.get(send.conversation);
      if (before !== undefined && id <= before.id) {
        this.#add(
          'N4',
          `sent ${JSON.stringify(send.text)} behind ${JSON.stringify(before.text)}, and the server has it before`,
        );
      }
      last.set(send.conversation, { id, text: send.text });
    }
  }

  #decided(send: Send): void {
    const { nonce, state, text } = send;
    const what = JSON.stringify(text);
    const isInHistory = this.#index.rowsOf(this.#account, nonce).length > 0;
    switch (state) {
      case 'sent':
        this.#stored(send);
        break;
      case 'failed':
        if (isInHistory) this.#add('N5', `is told that ${what} failed, and the history has it`);
        if (this.#onScreen.get(nonce) !== 'failed') this.#add('N2', `does not see any more that ${what} failed`);
        break;
      case 'discarded':
        if (isInHistory) this.#add('N5', `deleted ${what}, which was said to have failed, and the history has it`);
        return;
      case 'queued':
      case 'nothing':
        this.#add('N2', `wrote ${what}, which at the end is neither sent nor failed`);
        return;
    }
    const due = this.#healedAt === null ? Infinity : Math.max(this.#healedAt, send.at) + DECIDED_WITHIN_MS;
    if (send.stateAt > due) this.#add('N2', `learnt ${String(send.stateAt - due)} ms too late what became of ${what}`);
  }

  /** What was shown as sent. */
  #stored({ conversation, id, nonce, text }: Send): void {
    const what = JSON.stringify(text);
    const rows = this.#index.rowsOf(this.#account, nonce);
    const [row] = rows;
    if (row === undefined) {
      const isForgotten = id !== null && id <= this.#index.trimmedUpTo;
      if (!isForgotten) this.#add('N1', `is told that ${what} was sent, and the history does not have it`);
      return;
    }
    if (rows.length > 1) this.#add('N1', `sent ${what} once, and the history has it ${String(rows.length)} times`);
    if (row.text !== text) this.#add('N1', `sent ${what}, and the history has ${JSON.stringify(row.text)}`);
    const key = keyOf(this.#account, conversation);
    if (rowKey(row) !== key) this.#add('N1', `sent ${what} to ${key}, and the history has it in ${rowKey(row)}`);
    if (id !== null && row.id !== id) {
      this.#add('N1', `is told that ${what} is message ${String(id)}, and the history has it as ${String(row.id)}`);
    }
  }

  #state(nonce: string, state: Send['state'], at: number, id: number | null): void {
    const send = this.#sends.get(nonce);
    if (send === undefined) return;
    // Of when it was sent the first word counts, which may be followed by its id.
    const isNews = send.state !== state;
    send.state = state;
    if (isNews) send.stateAt = at;
    send.id = id ?? (state === 'sent' ? send.id : null);
  }

  #drafted(conversation: Where, text: string, at: number): void {
    const drafts = this.#drafts.get(conversation) ?? [{ text: '', until: Infinity }];
    const last = drafts.at(-1);
    if (last !== undefined) last.until = at;
    this.#drafts.set(conversation, [...drafts, { text, until: Infinity }]);
  }

  #restarted({ drafts, outbox, read }: Extract<ClientRecord, { what: 'start' }>): void {
    const restored = new Set(outbox);
    for (const send of this.#sends.values()) {
      const { nonce, state, text } = send;
      if (state === 'sent' || state === 'discarded' || restored.has(nonce)) continue;
      if (this.#index.rowsOf(this.#account, nonce).length > 0) {
        // It was answered in the moment of the kill. From now on it is a message like any other, and N3 sees to it.
        send.state = 'sent';
        continue;
      }
      this.#add('N2', `wrote ${JSON.stringify(text)}, which was not there any more after a restart`);
    }
    const since = (this.#endedAt ?? Infinity) - DRAFT_LOSS_MAX_MS;
    for (const conversation of new Set([...this.#drafts.keys(), ...Object.keys(drafts)])) {
      const text = drafts[conversation] ?? '';
      const before = this.#drafts.get(conversation) ?? [{ text: '', until: Infinity }];
      if (!before.some((draft) => draft.text === text && draft.until >= since)) {
        const had = JSON.stringify(before.at(-1)?.text);
        this.#add('N7', `had the draft ${had} in ${conversation}, and after a restart ${JSON.stringify(text)}`);
      }
      this.#drafts.set(conversation, [{ text, until: Infinity }]);
    }
    for (const [conversation, id] of this.#read) {
      const now = read[conversation] ?? 0;
      if (now < id) this.#add('N7', `had read ${conversation} up to ${String(id)}, and after a restart up to ${String(now)}`);
    }
  }

  #add(code: Parameters<Index['add']>[0], text: string): void {
    this.#index.add(code, `${this.#account} ${text}`);
  }
}
