import {
  checkRoomName,
  checkWelcome,
  MAY_DO,
  NEW_ACCOUNT_ROLES,
  REGISTRATIONS,
  type RegistrationMode,
} from '../../../src-shared/protocol/index.ts';
import type { Connection } from '../network/connection.ts';
import type { Hub } from '../delivery/hub.ts';
import { isPin, PIN_RULE } from '../console/option-values.ts';
import type { AuditLog } from './audit-log.ts';
import { CONSOLE, notWritten } from './judge.ts';
import { moderates, type Actor } from './permissions.ts';
import type { Outcome } from '../refusals.ts';
import type { MayDo } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

type NewAccountRole = (typeof NEW_ACCOUNT_ROLES)[number];

/** What is set on a server. */
interface SettingValues {
  readonly registration: RegistrationMode;
  /** The PIN that was set last; it counts while `registration` is `pin`. */
  readonly pin: string | null;
  readonly mayCreateChannels: MayDo;
  readonly newAccounts: NewAccountRole;
  /** What the room is called. */
  readonly name: string;
  /** What whoever comes is told; empty for nothing. */
  readonly welcome: string;
  /** Whether guests may join with a browser: whether the server's page is there. */
  readonly guests: boolean;
}

/** What an owner can set; what is left out stays as it is. */
export type SettingsChange = Partial<Omit<SettingValues, 'pin'>> & { readonly pin?: string };

/** Who may make an account, as whoever starts a server says it. */
export interface RegistrationChoice {
  readonly mode?: RegistrationMode;
  readonly pin?: string;
}

/** Settings that were asked for cannot be; the message is a sentence. */
export class SettingsProblem extends Error {
  override readonly name = 'SettingsProblem';
}

/** What each is called in the storage and in the audit log. */
const STORED_AS: { readonly [K in keyof SettingValues]: string } = {
  registration: 'registration',
  pin: 'pin',
  mayCreateChannels: 'may_create_channels',
  newAccounts: 'new_accounts',
  name: 'name',
  welcome: 'welcome',
  guests: 'guests',
};

const [ON, OFF] = ['on', 'off'] as const;

const NAMES = Object.keys(STORED_AS) as (keyof SettingValues)[];

/**
 * Who may make an account and as what, with which PIN, who may make channels, what the room is called and how it greets; kept in the
 * storage (docs/PROTOCOL.md, "settings").
 */
export class ServerSettings {
  readonly #storage: Storage;
  readonly #hub: Hub;
  readonly #audit: AuditLog;
  #values: SettingValues;
  #hearName: (name: string) => void = () => undefined;
  readonly #hearGuests = new Set<(guests: boolean) => void>();
  #hasPage = false;

  /** @param defaultName what a room is called that nobody gave a name */
  constructor(storage: Storage, hub: Hub, audit: AuditLog, defaultName: string) {
    this.#storage = storage;
    this.#hub = hub;
    this.#audit = audit;
    const stored = (name: keyof SettingValues) => storage.setting(STORED_AS[name]);
    this.#values = {
      // What somebody wrote into the file by hand and misspelt closes rather than opens.
      registration: oneOf(REGISTRATIONS, stored('registration'), 'open', 'closed'),
      pin: stored('pin'),
      mayCreateChannels: oneOf(MAY_DO, stored('mayCreateChannels'), 'everybody', 'owner'),
      newAccounts: oneOf(NEW_ACCOUNT_ROLES, stored('newAccounts'), 'member', 'guest'),
      name: stored('name') ?? defaultName,
      welcome: stored('welcome') ?? '',
      guests: oneOf([ON, OFF], stored('guests'), ON, OFF) === ON,
    };
  }

  get registration(): RegistrationMode {
    return this.#values.registration;
  }

  get pin(): string | null {
    return this.#values.pin;
  }

  get mayCreateChannels(): MayDo {
    return this.#values.mayCreateChannels;
  }

  get newAccounts(): NewAccountRole {
    return this.#values.newAccounts;
  }

  get name(): string {
    return this.#values.name;
  }

  get welcome(): string {
    return this.#values.welcome;
  }

  /** Whether guests may join with a browser now: it is set so, and there is a page for them. */
  get guests(): boolean {
    return this.#hasPage && this.#values.guests;
  }

  /** There is a page for guests, from the start on. */
  hasPage(): void {
    this.#hasPage = true;
  }

  /** Calls a listener with `guests` after each change of it; the returned function ends that. */
  onGuests(listener: (guests: boolean) => void): () => void {
    this.#hearGuests.add(listener);
    return () => this.#hearGuests.delete(listener);
  }

  /** Has the newest listener told what the room is called from now on, at each change of that. */
  onRename(listener: (name: string) => void): void {
    this.#hearName = listener;
  }

  /** Writes a change; once it is on the disk it holds, and clients that know RWCI+ are told. */
  change(by: Actor, wanted: SettingsChange, done: (outcome: Outcome<null>) => void): void {
    const { journal } = this.#storage;
    journal.after(() => {
      const checked = this.#checked(wanted);
      if (typeof checked === 'string') {
        done({ ok: false, refusal: { code: 'bad_packet', message: checked } });
        return;
      }
      const named = NAMES.filter((name) => checked[name] !== undefined);
      if (named.length === 0) {
        done({ ok: true, value: null });
        return;
      }
      const values = named.map((name) => [STORED_AS[name], asText(checked[name])] as const);
      const changed = named.filter((name) => checked[name] !== this.#values[name]);
      const detail = changed.map((name) => describe(name, asText(checked[name]))).join('; ');
      const audit = changed.length === 0 ? null : this.#audit.entry(by, 'settings', '', detail);
      journal.write('setSettings', { values, audit }, (written) => {
        if (!written.ok) {
          done(notWritten(written.reason));
          return;
        }
        const { guests } = this;
        const { name } = this.#values;
        this.#values = { ...this.#values, ...checked };
        if (name !== this.#values.name) this.#hearName(this.#values.name);
        for (const connection of this.#hub.connections()) this.tell(connection);
        if (guests !== this.guests) for (const hear of this.#hearGuests) hear(this.guests);
        done({ ok: true, value: null });
      });
    });
  }

  /**
   * The same before anybody is there, by who starts the server. A name holds for this run at least, also where the disk does not take it.
   * @throws {SettingsProblem} when that cannot be
   */
  async begin({ name = this.#values.name, ...wanted }: SettingsChange): Promise<void> {
    const change = (part: SettingsChange) =>
      new Promise<Outcome<null>>((resolve) => {
        this.change(CONSOLE, part, resolve);
      });
    const changed = await change(wanted);
    if (!changed.ok) throw new SettingsProblem(changed.refusal.message);
    if (name === this.#values.name) return;
    const named = await change({ name });
    if (named.ok) return;
    if (named.refusal.code === 'bad_packet') throw new SettingsProblem(named.refusal.message);
    this.#values = { ...this.#values, name };
  }

  /** Tells a client that knows RWCI+ what is set, the PIN when its account may see it. */
  tell(connection: Connection): void {
    const { account, clientInfo } = connection;
    if (account === null || clientInfo === null) return;
    const { guests, registration, pin, mayCreateChannels, newAccounts, name, welcome } = this.#values;
    connection.send({
      type: 'settings',
      registration,
      ...(pin !== null && moderates(account) ? { pin } : {}),
      may_create_channels: mayCreateChannels,
      new_accounts: newAccounts,
      name,
      welcome,
      ...(this.#hasPage ? { guests } : {}),
    });
  }

  /** A change with its texts as they are kept, or the rule that it breaks, as a sentence. */
  #checked(wanted: SettingsChange): SettingsChange | string {
    const { registration = this.#values.registration, pin, name, welcome } = wanted;
    if (pin !== undefined && !isPin(pin)) return PIN_RULE;
    if (registration === 'pin' && (pin ?? this.#values.pin) === null) return 'Say which PIN new accounts need.';
    const roomName = name === undefined ? null : checkRoomName(name);
    if (roomName?.ok === false) return roomName.reason;
    const greeting = welcome === undefined ? null : checkWelcome(welcome);
    if (greeting?.ok === false) return greeting.reason;
    return {
      ...wanted,
      ...(roomName === null ? {} : { name: roomName.line }),
      ...(greeting === null ? {} : { welcome: greeting.line }),
    };
  }
}

/** As it is kept. */
function asText(value: string | boolean | null | undefined): string {
  return typeof value === 'boolean' ? (value ? ON : OFF) : (value ?? '');
}

/** For the audit log, in which no PIN is. */
function describe(name: keyof SettingValues, value: string): string {
  if (name === 'pin') return 'pin';
  return value === '' ? `no ${STORED_AS[name]}` : `${STORED_AS[name]}: ${value}`;
}

function oneOf<T extends string>(values: readonly T[], stored: string | null, unset: T, unknown: T): T {
  return stored === null ? unset : (values.find((value) => value === stored) ?? unknown);
}
