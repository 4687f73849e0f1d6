import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { replaceFile } from '../server/storage/disk.ts';

const FILE = 'recovery.json';

/** An app that ended and started again more often than this within `RESTARTS_WINDOW_MS` does not start again by itself. */
export const RESTARTS_MAX = 3;
export const RESTARTS_WINDOW_MS = 60_000;
/** Times that are looked back at, for the diagnostics. */
const TIMES_MAX = 10;

const REASONS = ['error', 'graphics', 'chosen', 'reset'] as const;
/** Why the app ended to start again; `chosen`: the person wants it to draw in another way. */
export type RestartReason = (typeof REASONS)[number];

const time = v.pipe(v.number(), v.integer(), v.minValue(0));
const NoteSchema = v.object({
  /** When the app ended to start again by itself, in ms since the epoch, the newest last. */
  restarts: v.pipe(v.array(time), v.maxLength(TIMES_MAX)),
  /** Why it did so last, until the next start has said it. */
  reason: v.nullable(v.picklist(REASONS)),
  /** The version that draws without acceleration, because it died of it or the person wants it. */
  softwareIn: v.nullable(v.string()),
});
type Note = v.InferOutput<typeof NoteSchema>;

const NOTHING: Note = { restarts: [], reason: null, softwareIn: null };

/** What a run of the app leaves for the next one about how it ended, in `recovery.json` in the user's data folder. Reading never throws. */
export class LastRun {
  readonly #path: string;
  #note: Note;

  constructor(folder: string) {
    this.#path = join(folder, FILE);
    this.#note = read(this.#path);
  }

  /** When the app started again by itself, in ms since the epoch, the newest last. */
  get restarts(): readonly number[] {
    return this.#note.restarts;
  }

  /** Why the last run ended to start again; null where the person ended it. */
  get reason(): RestartReason | null {
    return this.#note.reason;
  }

  /** What was to be done for that reason is done. */
  reasonSeen(): void {
    if (this.#note.reason !== null) this.#keep({ ...this.#note, reason: null });
  }

  drawsInSoftware(version: string): boolean {
    return this.#note.softwareIn === version;
  }

  /** From now on this version draws without acceleration; another one tries it anew. */
  drawInSoftware(version: string): void {
    this.#keep({ ...this.#note, softwareIn: version });
  }

  /** From now on every version draws with acceleration. */
  drawInHardware(): void {
    this.#keep({ ...this.#note, softwareIn: null });
  }

  /**
   * Notes that the app ends to start again, at a time in ms since the epoch. False where it did so too often of late to do it once more, or
   * where the note cannot be kept: what cannot be counted could go on for ever.
   */
  endsToStartAgain(reason: RestartReason, now: number): boolean {
    // A clock that was set back makes none of them recent.
    const recent = this.#note.restarts.filter((at) => now - at >= 0 && now - at < RESTARTS_WINDOW_MS);
    if (reason === 'error' && recent.length >= RESTARTS_MAX) return false;
    const restarts = [...this.#note.restarts, Math.floor(now)].slice(-TIMES_MAX);
    return this.#keep({ ...this.#note, reason, restarts });
  }

  #keep(note: Note): boolean {
    this.#note = note;
    try {
      replaceFile(this.#path, JSON.stringify(note));
      return true;
    } catch {
      return false;
    }
  }
}

function read(path: string): Note {
  try {
    const note = v.safeParse(NoteSchema, JSON.parse(readFileSync(path, 'utf8')));
    return note.success ? note.output : NOTHING;
  } catch {
    return NOTHING;
  }
}
