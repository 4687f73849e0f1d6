import { MUTED_FOR_GOOD, type ConversationId } from '../chat/index.ts';
import { UNDISTURBED_FOR_GOOD, type AppEvent, type AppState, type ServerId } from '../ipc/app-state.ts';
import type { Clock } from '../session/index.ts';
import type { AppStore } from './app-store.ts';

/**
 * A timer runs no longer: while a computer sleeps timers stand still and clocks are set, so the time is looked at again. It also keeps
 * below the longest that an engine takes, 2^31 ms.
 */
const LOOK_AGAIN_MS = 60_000;

/**
 * Ends mutes and "do not disturb" when their time has come, those that ended before the app was started too. Call `check` when the
 * computer woke up, so that they end at once and not within a minute.
 */
export class Expiry {
  readonly #store: AppStore;
  readonly #clock: Clock;
  #cancel: () => void = () => undefined;
  #isChecking = false;

  constructor(store: AppStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.watch((_state, event) => {
      if (!this.#isChecking && mayBring(event)) this.check();
    });
    this.check();
  }

  /** Ends what is over. */
  check(): void {
    this.#isChecking = true;
    const now = this.#clock.now();
    const { servers, settings } = this.#store.state;
    for (const { server, conversation, until } of mutes(servers)) {
      if (until > now) continue;
      const event = { type: 'conversation/chosen', conversation, choices: { mutedUntil: null } } as const;
      this.#store.dispatch({ type: 'chat', server, event });
    }
    if (settings.doNotDisturbUntil !== null && settings.doNotDisturbUntil <= now) {
      this.#store.dispatch({ type: 'settings/changed', settings: { ...settings, doNotDisturbUntil: null } });
    }
    this.#isChecking = false;
    this.#wait(this.#store.state, now);
  }

  #wait({ servers, settings }: AppState, now: number): void {
    this.#cancel();
    let next = settings.doNotDisturbUntil ?? Infinity;
    for (const { until } of mutes(servers)) next = Math.min(next, until);
    // What the person ends is ended by no clock.
    if (next >= Math.min(MUTED_FOR_GOOD, UNDISTURBED_FOR_GOOD)) return;
    this.#cancel = this.#clock.after(Math.min(next - now, LOOK_AGAIN_MS), () => {
      this.check();
    });
  }
}

interface Mute {
  readonly server: ServerId;
  readonly conversation: ConversationId;
  /** In ms since the epoch. */
  readonly until: number;
}

function mutes(servers: AppState['servers']): Mute[] {
  return servers.flatMap(({ chat, profile }) =>
    chat.conversations.flatMap(({ choices, id }) =>
      choices.mutedUntil === null ? [] : [{ server: profile.id, conversation: id, until: choices.mutedUntil }],
    ),
  );
}

/** Whether something that ends may have come: most events are messages, and bring nothing. */
function mayBring(event: AppEvent): boolean {
  if (event.type === 'chat') return event.event.type === 'conversation/chosen';
  return event.type === 'settings/changed' || event.type === 'server/put';
}
