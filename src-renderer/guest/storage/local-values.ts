import * as v from 'valibot';
import { BLOCKED_MAX } from '../../../src-shared/chat/index.ts';
import { DRAFT_MAX_CHARS, type ConversationId } from '../../../src-shared/chat/state.ts';
import type { Settings } from '../../../src-shared/ipc/app-state.ts';
import { settingsChange } from '../../../src-shared/ipc/settings-change.ts';
import { isResumeToken } from '../../../src-shared/protocol/resume-token.ts';

/** Begins every name under which the page keeps something. */
export const PREFIX = 'rwci.';

/** UTF-16 units of one value; what is longer was not written by this page. */
const VALUE_MAX_CHARS = 512 * 1024;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(256));

const LoginSchema = v.object({
  username: text,
  /** People whose messages are hidden; of damaged ones none. */
  blocked: v.fallback(v.pipe(v.array(text), v.maxLength(BLOCKED_MAX), v.readonly()), []),
  secret: v.variant('kind', [
    v.object({ kind: v.literal('guest'), password: text }),
    v.object({ kind: v.literal('own'), token: v.nullable(v.pipe(v.string(), v.check(isResumeToken))) }),
  ]),
});

/**
 * By what a guest logs in again: the random password of an account that only this browser knows, or the resume token of an account with a
 * password of the person's own, which is never kept; without the token it has to be typed.
 */
export type KeptLogin = Readonly<v.InferOutput<typeof LoginSchema>>;

const DraftSchema = v.object({
  username: text,
  conversation: v.custom<ConversationId>((value) => typeof value === 'string' && /^(channel|dm):/u.test(value)),
  text: v.pipe(v.string(), v.maxLength(DRAFT_MAX_CHARS)),
});

/** What somebody was writing when the page went out of sight: a page that ends has no time for its database. */
export type KeptDraft = v.InferOutput<typeof DraftSchema>;

/** One value by its name; where the browser keeps nothing it is kept until the page is closed. */
export class LocalValues {
  #storage: Storage | null;
  readonly #memory = new Map<string, string>();

  /** `storage`: may throw, be null or be full at any time. */
  constructor(storage: () => Storage | null) {
    this.#storage = attempt(() => {
      const found = storage();
      // Some browsers have one that takes nothing.
      found?.setItem(`${PREFIX}probe`, '1');
      found?.removeItem(`${PREFIX}probe`);
      return found;
    });
  }

  /** Whether the browser keeps what is written. */
  get keeps(): boolean {
    return this.#storage !== null;
  }

  /** From now on nothing is kept that is written: another tab does that. */
  stop(): void {
    this.#storage = null;
  }

  read(name: string): string | null {
    const written = this.#memory.get(name) ?? attempt(() => this.#storage?.getItem(PREFIX + name) ?? null);
    return written === null || written.length > VALUE_MAX_CHARS ? null : written;
  }

  /** Null: there is none any more. */
  write(name: string, value: string | null): void {
    this.#memory.delete(name);
    const isKept = attempt(() => {
      if (value === null) this.#storage?.removeItem(PREFIX + name);
      else this.#storage?.setItem(PREFIX + name, value);
      return this.#storage;
    });
    if (isKept === null && value !== null) this.#memory.set(name, value);
  }
}

/** A value of a type, kept under a name. */
export interface KeptValue<Read, Kept> {
  read(): Read;
  keep(value: Kept): void;
}

/** The login that was kept last; null where there is none, or none that could be one. To keep null, or such a one, forgets it. */
export function loginIn(values: LocalValues): KeptValue<KeptLogin | null, KeptLogin | null> {
  const parse = (value: unknown) => {
    const result = v.safeParse(LoginSchema, value);
    return result.success ? result.output : null;
  };
  return {
    read: () => parse(parseJson(values.read('login'))),
    keep(login) {
      // Nothing but what is named there is written, whatever else it has.
      const known = parse(login);
      values.write('login', known === null ? null : JSON.stringify(known));
    },
  };
}

/** What was being written when it was kept last; null where there is nothing. */
export function draftIn(values: LocalValues): KeptValue<KeptDraft | null, KeptDraft | null> {
  return {
    read() {
      const result = v.safeParse(DraftSchema, parseJson(values.read('draft')));
      return result.success ? result.output : null;
    },
    keep(draft) {
      values.write('draft', draft === null ? null : JSON.stringify(draft));
    },
  };
}

/** The settings that were kept last, without those that are not as this version writes them. */
export function settingsIn(values: LocalValues): KeptValue<Partial<Settings>, Settings> {
  return {
    read() {
      const entries: [string, unknown][] = Object.entries(parseJson(values.read('settings')) ?? {});
      return Object.fromEntries(entries.filter(([name, value]) => v.is(settingsChange, { [name]: value })));
    },
    keep(settings) {
      values.write('settings', JSON.stringify(settings));
    },
  };
}

function parseJson(text: string | null): unknown {
  return text === null ? null : attempt<unknown>(() => JSON.parse(text));
}

/** Null where it throws. */
function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
