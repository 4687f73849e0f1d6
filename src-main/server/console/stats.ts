import type { Admission } from '../network/admission.ts';
import type { Clock } from '../clock.ts';
import type { Delays } from './delays.ts';
import type { Hub } from '../delivery/hub.ts';
import type { Storage } from '../storage/storage.ts';

interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** How a server is doing; percentiles are over the last minute, null when there was nothing to measure. */
export interface ServerStats {
  /** Online. */
  readonly people: number;
  /** With those that have not logged in. */
  readonly connections: number;
  /** Accounts. */
  readonly members: number;
  /** Messages stored, direct messages and broadcasts included. */
  readonly messages: number;
  /** Writes that are not on the disk yet. */
  readonly queued_writes: number;
  readonly commit_ms: Percentiles;
  readonly loop_delay_ms: Percentiles;
  readonly rss_bytes: number;
  readonly heap_bytes: number;
  readonly uptime_s: number;
}

export interface StatsSources {
  readonly clock: Clock;
  readonly hub: Hub;
  readonly admission: Admission;
  readonly storage: Storage;
  readonly commits: Delays;
  /** Null when whoever started the server does not watch its event loop. */
  readonly loop: Delays | null;
}

/** Who asks more often than this gets the same numbers again. */
const RECENT_MS = 1_000;

/** What whoever runs a server can know about how it is doing. */
export class Stats {
  readonly #sources: StatsSources;
  readonly #startedAt: number;
  #recent: { readonly at: number; readonly stats: ServerStats } | null = null;

  constructor(sources: StatsSources) {
    this.#sources = sources;
    this.#startedAt = sources.clock.monotonic();
  }

  /** The same as `read` at most a second ago, for programs that ask again and again. */
  recent(): ServerStats {
    const at = this.#sources.clock.monotonic();
    if (this.#recent === null || at - this.#recent.at >= RECENT_MS) this.#recent = { at, stats: this.read() };
    return this.#recent.stats;
  }

  /** Counts the rows of the messages, which takes some 10 ms a million. */
  read(): ServerStats {
    const { admission, clock, commits, hub, loop, storage } = this.#sources;
    const { rss, heapUsed } = process.memoryUsage();
    return {
      people: hub.size,
      connections: admission.open,
      ...storage.counts(),
      queued_writes: storage.journal.queued,
      commit_ms: percentiles(commits),
      loop_delay_ms: percentiles(loop),
      rss_bytes: rss,
      heap_bytes: heapUsed,
      uptime_s: Math.round((clock.monotonic() - this.#startedAt) / 1000),
    };
  }
}

function percentiles(delays: Delays | null): Percentiles {
  return { p50: rounded(delays, 50), p99: rounded(delays, 99) };
}

function rounded(delays: Delays | null, percent: number): number | null {
  const ms = delays?.percentile(percent) ?? null;
  return ms === null ? null : Math.round(ms * 100) / 100;
}
