import { keyOf, whereOf, type Index } from './checker-index.ts';
import type { ClientRecord, Line, Row, Where } from './checker-log.ts';

type Joined = Extract<ClientRecord, { what: 'joined' }>;
type Transcript = Extract<ClientRecord, { what: 'transcript' }>;

/** What one person saw: N3, N4, N5 and N6. */
export class Screen {
  readonly #index: Index;
  readonly #account: string;
  /** Ids on the screen in this life of the program. */
  readonly #now = new Set<number>();
  /** Ids that were on the screen in any life. */
  readonly #ever = new Set<number>();
  readonly #transcripts = new Map<Where, Transcript>();
  #joined: Joined | null = null;

  constructor(index: Index, account: string) {
    this.#index = index;
    this.#account = account;
  }

  take(record: ClientRecord): void {
    switch (record.what) {
      case 'start':
        this.#now.clear();
        break;
      case 'joined':
        this.#joined ??= record;
        break;
      case 'shown':
        this.#shown(record);
        break;
      case 'unshown':
        if (record.id !== null) this.#now.delete(record.id);
        break;
      case 'transcript':
        this.#transcripts.set(record.conversation, record);
        break;
      default:
        break;
    }
  }

  end(): void {
    const expected = this.#expected();
    for (const where of new Set([...expected.keys(), ...this.#transcripts.keys()])) {
      const transcript = this.#transcripts.get(where) ?? { conversation: where, lines: [], isWhole: true };
      this.#finally(transcript, expected.get(where) ?? []);
    }
  }

  #shown({ author, below, conversation, id, text }: Extract<ClientRecord, { what: 'shown' }>): void {
    this.#index.judge(this.#account, id, { key: keyOf(this.#account, conversation), author, text });
    if (id === null) return;
    if (this.#now.has(id)) this.#add('N3', `sees message ${String(id)} twice: ${JSON.stringify(text)}`);
    if (below !== null && below >= id) this.#add('N4', `sees message ${String(id)} below ${String(below)}`);
    this.#now.add(id);
    this.#ever.add(id);
  }

  /** What of the history the person is to have seen, by conversation. */
  #expected(): Map<Where, Row[]> {
    const expected = new Map<Where, Row[]>();
    if (this.#joined === null) return expected;
    for (const row of this.#index.byId.values()) {
      const where = whereOf(this.#account, row);
      if (where === null || row.id <= this.#joined.after) continue;
      const rows = expected.get(where);
      if (rows === undefined) expected.set(where, [row]);
      else rows.push(row);
    }
    return expected;
  }

  #finally({ conversation, isWhole, lines }: Omit<Transcript, 'what'>, expected: readonly Row[]): void {
    const key = keyOf(this.#account, conversation);
    const ids = new Set<number>();
    let first: number | null = null;
    let above: number | null = null;
    let isInOrder = true;
    for (const line of lines) {
      if (!('author' in line)) continue;
      this.#index.judge(this.#account, line.id, { key, author: line.author, text: line.text });
      if (line.id === null) continue;
      if (ids.has(line.id)) this.#add('N3', `has message ${String(line.id)} twice: ${JSON.stringify(line.text)}`);
      else if (above !== null && line.id < above) this.#add('N4', `has message ${String(line.id)} below ${String(above)}`);
      isInOrder &&= above === null || line.id > above;
      ids.add(line.id);
      first ??= line.id;
      above = line.id;
    }
    const from = isWhole ? 0 : (first ?? Infinity);
    const lost = expected.filter(({ id }) => !ids.has(id) && (id >= from || !this.#ever.has(id)));
    for (const { author, id, text } of lost) {
      this.#add('N3', `does not have message ${String(id)} of ${author} in ${key}: ${JSON.stringify(text)}`);
    }
    // Of lines out of order nobody can say what is between them.
    if (isInOrder) this.#gaps(key, conversation, { isWhole, lines }, lost);
  }

  /** Between two numbers of a conversation as many messages are missing as a marker there says. */
  #gaps(
    key: string,
    where: Where,
    { isWhole, lines }: { readonly isWhole: boolean; readonly lines: readonly Line[] },
    lost: readonly Row[],
  ): void {
    const stretch = new Stretch(isWhole ? this.#seqAtJoin(key, where, lines) : null);
    const judge = (seq: number) => {
      // What the server still has and the screen has not is a loss of its own.
      const said = stretch.endAt(seq, lost.filter((row) => row.seq > stretch.from && row.seq < seq).length);
      if (said !== null) this.#add('N6', `in ${key}, before number ${String(seq)}: ${said}`);
    };
    for (const line of lines) {
      if ('missing' in line) stretch.gap(line.missing);
      else if ('author' in line && line.id !== null) {
        const seq = line.seq ?? this.#index.seqOf(line.id);
        if (seq === null) stretch.unnumbered++;
        else judge(seq);
      }
    }
    judge(this.#index.lastSeq(key) + 1);
  }

  /** The number of the newest message at the time the person joined; null where what is shown begins before that. */
  #seqAtJoin(key: string, where: Where, lines: readonly Line[]): number | null {
    if (this.#joined === null) return null;
    const { after, seqs } = this.#joined;
    const first = lines.find((line) => 'author' in line && line.id !== null);
    if (first !== undefined && 'author' in first && first.id !== null && first.id <= after) return null;
    return seqs?.[where] ?? this.#index.byConversation.get(key)?.findLast(({ id }) => id <= after)?.seq ?? 0;
  }

  #add(code: Parameters<Index['add']>[0], text: string): void {
    this.#index.add(code, `${this.#account} ${text}`);
  }
}

/** From one message whose number is known to the next. */
class Stretch {
  /** Messages in between whose numbers nobody knows. */
  unnumbered = 0;
  #from: number | null;
  #gaps: (number | null)[] = [];

  constructor(from: number | null) {
    this.#from = from;
  }

  get from(): number {
    return this.#from ?? Infinity;
  }

  gap(missing: number | null): void {
    this.#gaps.push(missing);
  }

  /** What is wrong with the markers since the last message, or null; the next stretch begins at `seq`. */
  endAt(seq: number, lost: number): string | null {
    const missing = this.#from === null ? null : seq - this.#from - 1 - this.unnumbered - lost;
    const gaps = this.#gaps;
    this.#from = seq;
    this.#gaps = [];
    this.unnumbered = 0;
    if (missing === null || missing < 0) return null;
    const said = gaps.reduce<number>((sum, each) => sum + (each ?? 0), 0);
    const isVague = gaps.includes(null);
    if (missing > 0 && gaps.length === 0) return `${String(missing)} messages are missing, and no marker says so`;
    if (said > missing || (!isVague && said !== missing)) {
      return `the marker says ${String(said)} messages, and ${String(missing)} are missing`;
    }
    return null;
  }
}
