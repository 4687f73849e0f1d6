import { PANEL_MINUTES_MAX, type PanelMinute } from '../../../src-shared/hosting/index.ts';
import type { Clock } from '../clock.ts';

const MINUTE_MS = 60_000;

interface Sources {
  readonly clock: Clock;
  /** Messages ever stored: a count that only grows. */
  readonly messages: () => number;
  /** People online. */
  readonly people: () => number;
}

/** How busy a server was in each of the last minutes; bounded by `PANEL_MINUTES_MAX`. */
export class Activity {
  readonly #sources: Sources;
  readonly #past: PanelMinute[] = [];
  #at: number;
  #messagesBefore: number;
  #peopleMost: number;
  #cancel: () => void = () => undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#at = startOfMinute(sources.clock.wall());
    this.#messagesBefore = sources.messages();
    this.#peopleMost = sources.people();
    this.#wait();
  }

  /** Somebody came or went. */
  noticePeople(): void {
    this.#peopleMost = Math.max(this.#peopleMost, this.#sources.people());
  }

  /** The newest, which has not ended, last. */
  get minutes(): readonly PanelMinute[] {
    return [...this.#past, this.#current()];
  }

  stop(): void {
    this.#cancel();
  }

  #current(): PanelMinute {
    return { at: this.#at, messages: Math.max(0, this.#sources.messages() - this.#messagesBefore), people: this.#peopleMost };
  }

  #wait(): void {
    const { clock } = this.#sources;
    const untilNext = MINUTE_MS - (((clock.wall() % MINUTE_MS) + MINUTE_MS) % MINUTE_MS);
    this.#cancel = clock.after(untilNext, () => {
      this.#turn();
      this.#wait();
    });
  }

  #turn(): void {
    const { clock, messages, people } = this.#sources;
    this.#past.push(this.#current());
    if (this.#past.length > PANEL_MINUTES_MAX - 1) this.#past.shift();
    this.#at = startOfMinute(clock.wall());
    this.#messagesBefore = messages();
    this.#peopleMost = people();
  }
}

function startOfMinute(wallMs: number): number {
  return Math.floor(wallMs / MINUTE_MS) * MINUTE_MS;
}
