import { words } from '../../language/index.ts';
import type { Clock } from '../../session/index.ts';
import type { AppEvent, AppState } from '../../ipc/app-state.ts';
import { messages, missedBody } from './telling-text.ts';
import { isSettled, worthTelling, type Target, type Telling } from './worth-telling.ts';

/** A notification as the system is to show it. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly target: Target;
}

/** A notification that the system shows, or has shown. */
export interface Shown {
  /** Takes it from the screen and from the system's list. */
  close(): void;
}

export interface NotifierParts {
  readonly clock: Clock;
  /** Shows a notification; `gone` is called when it was closed, ran out or could not be shown. */
  show(notice: Notice, on: { readonly clicked: () => void; readonly gone: () => void }): Shown;
  /** The person wants to see this message. */
  open(target: Target): void;
}

/** Notifications on the screen in `BURST_MS` at most; what comes beyond waits for one that sums it up. */
const BURST_MAX = 4;
export const BURST_MS = 10_000;
/** The notification of a conversation is replaced no oftener. */
export const UPDATE_MS = 2_000;
/** After a notification has gone, what comes in its conversation within this time still counts with it. */
export const GROUP_MS = 60_000;
/** Between two sounds. */
export const SOUND_MS = 3_000;
/** Conversations with a notification; the oldest are let go. */
const GROUPS_MAX = 50;

/** What one conversation has told since the person was last there. */
interface Group {
  telling: Telling;
  count: number;
  /** In ms since the epoch; -Infinity as long as it was not shown. */
  shownAt: number;
  toldAt: number;
  shown: Shown | null;
}

/**
 * Shows notifications so that they help: one a conversation, replaced by "bob: 3 messages"; at most a few at once, then one for all the rest;
 * a sound at most once in 3 s; gone as soon as the conversation was read.
 */
export class Notifier {
  readonly #parts: NotifierParts;
  readonly #groups = new Map<string, Group>();
  /** Groups that have told more than is shown. */
  readonly #waiting = new Set<string>();
  #shows: number[] = [];
  #soundAt = -Infinity;
  #summary: { readonly keys: Set<string>; count: number; shown: Shown | null } | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Takes note of an event; returns what it tells of, or null. */
  follow(before: AppState, after: AppState, event: AppEvent): Telling | null {
    const now = this.#parts.clock.now();
    if (isUnwanted(after) && !isUnwanted(before)) this.#hush();
    for (const [key, { telling }] of [...this.#groups]) if (isSettled(after, telling.target, now)) this.#end(key);
    const telling = worthTelling(before, after, event, now);
    if (telling !== null) this.tell(telling);
    return telling;
  }

  /** Shows it now or, where there is too much, a little later with others. */
  tell(telling: Telling): void {
    const now = this.#parts.clock.now();
    const key = keyOf(telling);
    const group = this.#goingOn(key, now) ?? { telling, count: 0, shownAt: shownFirst(telling, now), toldAt: now, shown: null };
    // What was missed is read on from its first message; of a conversation the newest is shown.
    if (telling.kind === 'message') group.telling = telling;
    group.count += telling.count;
    group.toldAt = now;
    this.#groups.delete(key);
    this.#groups.set(key, group);
    this.#waiting.add(key);
    for (const [oldest] of this.#groups) {
      if (this.#groups.size <= GROUPS_MAX) break;
      this.#end(oldest);
    }
    this.#flush(false);
  }

  /** Opens what a notification is about, as a click on it does; also one that an earlier run of the app has shown. */
  clicked(target: Target): void {
    for (const [key, { telling }] of [...this.#groups]) {
      if (telling.target.server === target.server && telling.target.conversation === target.conversation) this.#end(key);
    }
    this.#parts.open(target);
  }

  #goingOn(key: string, now: number): Group | null {
    const group = this.#groups.get(key);
    if (group === undefined) return null;
    return group.shown !== null || this.#waiting.has(key) || since(group.toldAt, now) < GROUP_MS ? group : null;
  }

  /** @param isOver a burst is over: what waits goes into one notification */
  #flush(isOver: boolean): void {
    const now = this.#parts.clock.now();
    this.#shows = this.#shows.filter((at) => since(at, now) < BURST_MS);
    if (isOver && this.#waiting.size > 1 && this.#shows.length < BURST_MAX) this.#sumUp(now);
    for (const key of [...this.#waiting]) {
      const group = this.#groups.get(key);
      if (group !== undefined && since(group.shownAt, now) < UPDATE_MS) continue;
      if (this.#shows.length >= BURST_MAX) break;
      this.#waiting.delete(key);
      if (group !== undefined) this.#show(group, now);
    }
    this.#wait(now);
  }

  #show(group: Group, now: number): void {
    const { count, telling } = group;
    group.shownAt = now;
    group.shown?.close();
    const text =
      telling.kind === 'missed'
        ? { title: telling.title, body: missedBody(count) }
        : count === 1
          ? telling
          : { title: words().shell.telling.several(telling.subject, messages(count)), body: telling.line };
    let isGone = false;
    const shown = this.#put(text, telling, now, {
      clicked: () => {
        this.clicked(telling.target);
      },
      gone: () => {
        isGone = true;
        if (group.shownAt === now) group.shown = null;
      },
    });
    group.shown = isGone ? null : shown;
  }

  /** One notification for all that waits: "12 messages in 3 conversations". */
  #sumUp(now: number): void {
    const keys = new Set([...(this.#summary?.keys ?? []), ...this.#waiting]);
    let count = this.#summary?.count ?? 0;
    let newest: Group | null = null;
    for (const key of this.#waiting) {
      const group = this.#groups.get(key);
      if (group === undefined) continue;
      count += group.count;
      group.shownAt = now;
      newest = newest === null || group.toldAt >= newest.toldAt ? group : newest;
    }
    this.#waiting.clear();
    if (newest === null) return;
    this.#summary?.shown?.close();
    const { telling } = newest;
    const summary = { keys, count, shown: null as Shown | null };
    const text = { title: words().common.app, body: words().shell.telling.summary(messages(count), keys.size) };
    summary.shown = this.#put(text, telling, now, {
      clicked: () => {
        this.#endSummary();
        this.clicked(telling.target);
      },
      gone: () => {
        if (this.#summary === summary) this.#summary = null;
      },
    });
    this.#summary = summary;
  }

  #put(
    { title, body }: Pick<Notice, 'title' | 'body'>,
    { silent, target }: Telling,
    now: number,
    on: Parameters<NotifierParts['show']>[1],
  ): Shown {
    this.#shows.push(now);
    const isQuiet = silent || since(this.#soundAt, now) < SOUND_MS;
    if (!isQuiet) this.#soundAt = now;
    return this.#parts.show({ title, body, silent: isQuiet, target }, on);
  }

  /** Comes back when there may be room again. */
  #wait(now: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#waiting.size === 0) return;
    const isBurst = this.#shows.length >= BURST_MAX;
    const times = [...this.#waiting].map((key) => UPDATE_MS - since(this.#groups.get(key)?.shownAt ?? now, now));
    const ms = isBurst ? BURST_MS - since(this.#shows[0] ?? now, now) : Math.min(...times);
    this.#cancelTimer = this.#parts.clock.after(Math.max(ms, 0), () => {
      this.#cancelTimer = null;
      this.#flush(isBurst);
    });
  }

  #end(key: string): void {
    this.#groups.get(key)?.shown?.close();
    this.#groups.delete(key);
    this.#waiting.delete(key);
    if (this.#summary?.keys.delete(key) === true && this.#summary.keys.size === 0) this.#endSummary();
  }

  #endSummary(): void {
    this.#summary?.shown?.close();
    this.#summary = null;
  }

  #hush(): void {
    this.#waiting.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}

function keyOf({ kind, target }: Telling): string {
  return kind === 'missed' ? `${target.server} missed` : `${target.server} ${target.conversation}`;
}

/** What was missed comes page by page, and is told when most of it is here; anything else at once. */
function shownFirst({ kind }: Telling, now: number): number {
  return kind === 'missed' ? now : -Infinity;
}

function isUnwanted({ settings }: AppState): boolean {
  return settings.doNotDisturbUntil !== null || !settings.notify;
}

/** Milliseconds between two times; of a clock that was set back meanwhile, more than any. */
function since(then: number, now: number): number {
  return now < then ? Infinity : now - then;
}
