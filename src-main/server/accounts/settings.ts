import { MAY_DO, REGISTRATIONS, type RegistrationMode } from '../../../src-shared/protocol/index.ts';
import type { Connection } from '../network/connection.ts';
import type { Hub } from '../delivery/hub.ts';
import { isPin, PIN_RULE } from '../console/option-values.ts';
import { moderates } from './permissions.ts';
import { notChanged, type Outcome } from '../refusals.ts';
import type { MayDo } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** What an owner can set; what is left out stays as it is. */
export interface SettingsChange {
  readonly registration?: RegistrationMode;
  readonly pin?: string;
  readonly mayCreateChannels?: MayDo;
}

/** Who may make an account, as whoever starts a server says it. */
export interface RegistrationChoice {
  readonly mode?: RegistrationMode;
  readonly pin?: string;
}

/** Settings that were asked for cannot be; the message is a sentence. */
export class SettingsProblem extends Error {
  override readonly name = 'SettingsProblem';
}

/** Who may make an account, with which PIN, and who may make channels; kept in the storage (docs/PROTOCOL.md, "settings"). */
export class ServerSettings {
  readonly #storage: Storage;
  readonly #hub: Hub;
  #registration: RegistrationMode;
  #pin: string | null;
  #mayCreateChannels: MayDo;

  constructor(storage: Storage, hub: Hub) {
    this.#storage = storage;
    this.#hub = hub;
    // What somebody wrote into the file by hand and misspelt closes rather than opens.
    this.#registration = oneOf(REGISTRATIONS, storage.setting('registration'), 'open', 'closed');
    this.#mayCreateChannels = oneOf(MAY_DO, storage.setting('may_create_channels'), 'everybody', 'owner');
    this.#pin = storage.setting('pin');
  }

  get registration(): RegistrationMode {
    return this.#registration;
  }

  /** The PIN that was set last; it counts while `registration` is `pin`. */
  get pin(): string | null {
    return this.#pin;
  }

  get mayCreateChannels(): MayDo {
    return this.#mayCreateChannels;
  }

  /** Writes a change; once it is on the disk it holds, and clients that know RWCI+ are told. */
  change(change: SettingsChange, done: (outcome: Outcome<null>) => void): void {
    const { journal } = this.#storage;
    journal.after(() => {
      const problem = this.#problem(change);
      if (problem !== null) {
        done({ ok: false, refusal: { code: 'bad_packet', message: problem } });
        return;
      }
      const { registration = null, pin = null, mayCreateChannels = null } = change;
      const values: [string, string][] = [];
      if (registration !== null) values.push(['registration', registration]);
      if (pin !== null) values.push(['pin', pin]);
      if (mayCreateChannels !== null) values.push(['may_create_channels', mayCreateChannels]);
      if (values.length === 0) {
        done({ ok: true, value: null });
        return;
      }
      journal.write('setSettings', { values }, (written) => {
        if (!written.ok) {
          done({ ok: false, refusal: notChanged(written.reason) });
          return;
        }
        this.#registration = registration ?? this.#registration;
        this.#pin = pin ?? this.#pin;
        this.#mayCreateChannels = mayCreateChannels ?? this.#mayCreateChannels;
        for (const connection of this.#hub.connections()) this.tell(connection);
        done({ ok: true, value: null });
      });
    });
  }

  /**
   * The same before anybody is there.
   * @throws {SettingsProblem} when that cannot be
   */
  async begin(change: SettingsChange): Promise<void> {
    const changed = await new Promise<Outcome<null>>((resolve) => {
      this.change(change, resolve);
    });
    if (!changed.ok) throw new SettingsProblem(changed.refusal.message);
  }

  /** Tells a client that knows RWCI+ what is set, the PIN when its account may see it. */
  tell(connection: Connection): void {
    const { account, clientInfo } = connection;
    if (account === null || clientInfo === null) return;
    connection.send({
      type: 'settings',
      registration: this.#registration,
      ...(this.#pin !== null && moderates(account) ? { pin: this.#pin } : {}),
      may_create_channels: this.#mayCreateChannels,
    });
  }

  #problem({ registration = this.#registration, pin }: SettingsChange): string | null {
    if (pin !== undefined && !isPin(pin)) return PIN_RULE;
    return registration === 'pin' && (pin ?? this.#pin) === null ? 'Say which PIN new accounts need.' : null;
  }
}

function oneOf<T extends string>(values: readonly T[], stored: string | null, unset: T, unknown: T): T {
  return stored === null ? unset : (values.find((value) => value === stored) ?? unknown);
}
