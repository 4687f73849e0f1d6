import type { ChatState, Conversation, Entry, MessageEntry } from '../../src-shared/chat/index.ts';
import type { ClientRecord, Line } from './checker-log.ts';

/** Writes down what changes on a person's screen, for the checker. */
export class ScreenLog {
  readonly #add: (record: ClientRecord) => void;
  #state: ChatState | null = null;
  #hasJoined = false;
  readonly #accepted = new Set<string>();
  /** What each own message was last shown as. */
  readonly #shownAs = new Map<string, 'queued' | 'sent' | 'failed'>();

  constructor(add: (record: ClientRecord) => void) {
    this.#add = add;
  }

  /** The program runs, and this is what it begins with. */
  start(state: ChatState): void {
    const waiting = state.conversations.flatMap(({ entries, id }) =>
      entries.flatMap((entry) => (isOwnWaiting(entry) ? [{ nonce: entry.nonce, conversation: id, text: entry.text }] : [])),
    );
    this.#add({
      what: 'start',
      outbox: waiting.map(({ nonce }) => nonce),
      drafts: Object.fromEntries(state.conversations.flatMap(({ draft, id }) => (draft === '' ? [] : [[id, draft]]))),
      read: {},
    });
    // Of what was accepted in the last moment of an earlier life nothing may have been written down.
    for (const each of waiting) this.accepted(each);
    this.changed(state, Date.now());
  }

  /** An own message is on the disk. */
  accepted(message: { readonly nonce: string; readonly conversation: string; readonly text: string }): void {
    if (this.#accepted.has(message.nonce)) return;
    this.#accepted.add(message.nonce);
    this.#add({ what: 'send', ...message, at: Date.now() });
  }

  /** The state is another one now. */
  changed(state: ChatState, at: number): void {
    const before = this.#state;
    this.#state = state;
    if (!this.#hasJoined && state.known.upTo !== null) {
      this.#hasJoined = true;
      this.#add({ what: 'joined', after: state.known.upTo });
    }
    if (before?.conversations === state.conversations) return;
    for (const [i, conversation] of state.conversations.entries()) {
      const beside = before?.conversations[i];
      const old = beside?.id === conversation.id ? beside : before?.conversations.find(({ id }) => id === conversation.id);
      if (old === conversation) continue;
      if (old?.entries !== conversation.entries) this.#entries(conversation, old?.entries ?? [], at);
      if ((old?.draft ?? '') !== conversation.draft) {
        this.#add({ what: 'draft', conversation: conversation.id, text: conversation.draft, at });
      }
    }
  }

  /** What stands in each conversation at the end. `isWhole`: whether that is all since the person joined. */
  end(transcripts: Iterable<{ readonly id: string; readonly entries: readonly Entry[]; readonly isWhole: boolean }>): void {
    for (const { entries, id, isWhole } of transcripts) {
      this.#add({ what: 'transcript', conversation: id, lines: entries.flatMap(lineOf), isWhole });
    }
    this.#add({ what: 'stop', at: Date.now() });
  }

  #entries({ entries, id }: Conversation, old: readonly Entry[], at: number): void {
    // The oldest go when there are too many.
    const gone = Math.max(0, old.indexOf(entries[0] as Entry));
    for (const entry of old.slice(0, gone)) if (isPlain(entry)) this.#gone(id, entry);
    let start = 0;
    while (gone + start < old.length && old[gone + start] === entries[start]) start++;
    let [oldEnd, end] = [old.length, entries.length];
    while (oldEnd > gone + start && end > start && old[oldEnd - 1] === entries[end - 1]) {
      oldEnd--;
      end--;
    }
    const kept = new Set(entries.slice(start, end).flatMap((entry) => (isPlain(entry) ? [identity(entry)] : [])));
    const had = new Set<string>();
    for (const entry of old.slice(gone + start, oldEnd)) {
      if (!isPlain(entry)) continue;
      if (kept.has(identity(entry))) had.add(identity(entry));
      else this.#gone(id, entry);
    }
    for (let i = start; i < end; i++) {
      const entry = entries[i];
      if (entry?.kind !== 'message') continue;
      if (entry.nonce !== undefined) this.#own(id, entry.nonce, entry, at);
      if (!isPlain(entry) || had.has(identity(entry))) continue;
      this.#add({
        what: 'shown',
        conversation: id,
        id: entry.place?.id ?? null,
        author: entry.author,
        text: entry.text,
        below: idAbove(entries, i),
      });
    }
  }

  #gone(conversation: string, { place }: MessageEntry): void {
    this.#add({ what: 'unshown', conversation, id: place?.id ?? null });
  }

  #own(conversation: string, nonce: string, { delivery, place, text }: MessageEntry, at: number): void {
    const shownAs = this.#shownAs.get(nonce);
    const now = delivery === 'failed' ? 'failed' : delivery === 'delivered' ? 'sent' : 'queued';
    if (shownAs === now) return;
    // Whose fate is known was accepted, also when the word of the disk comes later.
    if (now !== 'queued') this.accepted({ nonce, conversation, text });
    this.#shownAs.set(nonce, now);
    if (now === 'sent') this.#add({ what: 'sent', nonce, id: place?.id ?? null, at });
    else this.#add({ what: now, nonce, at });
  }
}

type Waiting = MessageEntry & { readonly nonce: string };

/** An own message that the server has not taken, as far as is known. */
export function isOwnWaiting(entry: Entry): entry is Waiting {
  return entry.kind === 'message' && entry.nonce !== undefined && entry.delivery !== null && entry.delivery !== 'delivered';
}

/** A message that the server has. */
function isPlain(entry: Entry): entry is MessageEntry {
  return entry.kind === 'message' && (entry.delivery === null || entry.delivery === 'delivered');
}

/** The id of the nearest message with one above this line. */
function idAbove(entries: readonly Entry[], at: number): number | null {
  for (let i = at - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry !== undefined && isPlain(entry) && entry.place !== undefined) return entry.place.id;
  }
  return null;
}

const identity = ({ author, id, place, text }: MessageEntry): string =>
  place === undefined ? `entry ${String(id)}` : `${String(place.id)} ${author}: ${text}`;

function lineOf(entry: Entry): Line[] {
  if (entry.kind === 'gap') return [{ missing: null }];
  if (entry.kind !== 'message') return [];
  if (isOwnWaiting(entry)) {
    return [{ nonce: entry.nonce, state: entry.delivery === 'failed' ? 'failed' : 'queued', text: entry.text }];
  }
  return [{ id: entry.place?.id ?? null, seq: entry.place?.seq ?? null, author: entry.author, text: entry.text }];
}
