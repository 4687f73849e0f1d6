import { AUDIT_PAGE_MAX, type RegistrationMode } from '../../../src-shared/protocol/index.ts';
import { CONSOLE } from '../accounts/judge.ts';
import type { SettingsChange } from '../accounts/settings.ts';
import type { WantedChannel } from '../delivery/channel-deeds.ts';
import type { RoomChange } from '../process-messages.ts';
import type { Services } from '../services.ts';
import type { StoredAuditEntry, StoredChannel } from '../storage/records.ts';
import { answer, type AdminResult } from './admin-result.ts';

const REGISTRATION_WORDS: { readonly [M in RegistrationMode]: string } = {
  open: 'Whoever comes may register.',
  pin: 'Who registers needs the PIN.',
  closed: 'Nobody may register.',
};

/** What the person at the server can do to the room itself: its channels, its settings, and what was done to it. */
export class AdminRoom {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Changes what is named: the name, the topic, who may write, the place (1 is the first behind the default channel). */
  updateChannel(channel: string, wanted: WantedChannel): Promise<AdminResult> {
    return answer<StoredChannel>(
      (done) => this.#services.channelDeeds.update(CONSOLE, bare(channel), wanted, done),
      ({ name }) => `#${name} is changed.`,
    );
  }

  deleteChannel(channel: string): Promise<AdminResult> {
    const { channelDeeds, limits } = this.#services;
    const minutes = Math.floor(limits.channelRestoreMs / 60_000);
    return answer<StoredChannel>(
      (done) => channelDeeds.delete(CONSOLE, bare(channel), done),
      ({ name }) => `Deleted #${name}. It can be restored for ${minutes} minutes: restore ${name}`,
    );
  }

  restoreChannel(channel: string): Promise<AdminResult> {
    return answer<StoredChannel>(
      (done) => this.#services.channelDeeds.restore(CONSOLE, bare(channel), done),
      ({ name }) => `#${name} is back, with its messages.`,
    );
  }

  /** @param pin the new one; the last one stays when it is left out */
  setRegistration(mode: RegistrationMode, pin?: string): Promise<AdminResult> {
    return this.#set({ registration: mode, ...(pin === undefined ? {} : { pin }) }, REGISTRATION_WORDS[mode]);
  }

  /** What new accounts are. */
  setNewAccounts(role: 'member' | 'guest'): Promise<AdminResult> {
    return this.#set({ newAccounts: role }, `New accounts are ${role}s.`);
  }

  setName(name: string): Promise<AdminResult> {
    return this.#set({ name }, 'The room has its new name.');
  }

  /** @param welcome empty for none */
  setWelcome(welcome: string): Promise<AdminResult> {
    return this.#set({ welcome }, welcome === '' ? 'There is no welcome any more.' : 'The welcome is set.');
  }

  /** Whether guests may join with a browser; those who did are sent away when they may not any more. */
  setGuests(guests: boolean): Promise<AdminResult> {
    return this.#set({ guests }, guests ? 'Guests may join with a browser.' : 'Guests need the app now.');
  }

  /** Calls a listener after each change of `settings.guests`; the returned function ends that. */
  onGuests(listener: () => void): () => void {
    return this.#services.settings.onGuests(listener);
  }

  /** Several of these at once; what is left out stays as it is. */
  change({ guests, name, pin, registration, welcome }: RoomChange): Promise<AdminResult> {
    const change: SettingsChange = {
      ...(name === undefined ? {} : { name }),
      ...(pin === undefined ? {} : { pin }),
      ...(registration === undefined ? {} : { registration }),
      ...(welcome === undefined ? {} : { welcome }),
      ...(guests === undefined ? {} : { guests }),
    };
    return this.#set(change, 'The room is changed.');
  }

  /** What is set, the PIN included. */
  get settings(): Readonly<
    Pick<Services['settings'], 'registration' | 'pin' | 'name' | 'welcome' | 'newAccounts' | 'mayCreateChannels' | 'guests'>
  > {
    return this.#services.settings;
  }

  /** The newest of the audit log, the newest last. */
  audit(count: number): StoredAuditEntry[] {
    const { audit } = this.#services;
    const found: StoredAuditEntry[] = [];
    for (let before: number | undefined; found.length < count; before = found.at(-1)?.id) {
      const { entries, more } = audit.page(before, Math.min(AUDIT_PAGE_MAX, count - found.length));
      found.push(...entries);
      if (!more) break;
    }
    return found.reverse();
  }

  #set(change: SettingsChange, words: string): Promise<AdminResult> {
    return answer(
      (done) => this.#services.settings.change(CONSOLE, change, done),
      () => words,
    );
  }
}

/** A channel's name as a person types it, with or without its #. */
function bare(channel: string): string {
  return channel.replace(/^#/u, '');
}
