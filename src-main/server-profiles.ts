import { randomUUID } from 'node:crypto';
import { findServer, type Profile, type ServerId } from '../src-shared/ipc/index.ts';
import { placeOf } from '../src-shared/session/index.ts';
import type { Fingerprint, Security } from '../src-shared/trust/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import type { Secrets } from './secrets.ts';
import type { SettingsFile, StoredServer } from './settings-file.ts';

/** What a login was asked for with. */
export interface Login {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** Keep the password on disk where that can be done safely. */
  readonly remember: boolean;
  readonly kind: Profile['kind'];
  /** The only key that will do, as an invitation or the own server says. */
  readonly fingerprint?: Fingerprint;
  /** The room's, for a new account. */
  readonly pin?: string;
  /** The person was asked, and wants it in clear. */
  readonly unencrypted?: true;
  /** Shown after the login, where it is there. */
  readonly channel?: string;
}

/** The servers of the list as the person set them up: what the state shows of them, in step with what the settings and the keyring keep. */
export class ServerProfiles {
  readonly #store: AppStore;
  readonly #file: SettingsFile;
  readonly #secrets: Pick<Secrets, 'read' | 'keep' | 'forget'>;

  constructor(parts: { store: AppStore; file: SettingsFile; secrets: Pick<Secrets, 'read' | 'keep' | 'forget'> }) {
    this.#store = parts.store;
    this.#file = parts.file;
    this.#secrets = parts.secrets;
  }

  /** In the order of the list. */
  get all(): readonly Profile[] {
    return this.#store.state.servers.map(({ profile }) => profile);
  }

  /** Those that the settings have, with their sealed passwords. */
  get stored(): readonly StoredServer[] {
    return this.#file.servers;
  }

  get(id: ServerId): Profile | undefined {
    return findServer(this.#store.state.servers, id)?.profile;
  }

  /** Null where none is kept, or it cannot be read. */
  password(id: ServerId): string | null {
    return this.#secrets.read(id, this.#file.servers.find((server) => server.id === id)?.password ?? null);
  }

  /** Shows and keeps a profile, as the last of the list where it is new there; without a password the kept one stays. */
  put(profile: Profile, password?: { readonly text: string; readonly remember: boolean }): void {
    const { servers } = this.#file;
    const before = servers.find(({ id }) => id === profile.id);
    const kept = before?.password ?? null;
    const sealed = password === undefined ? kept : this.#secrets.keep(profile.id, password.text, password.remember, kept);
    const server = { ...profile, password: sealed };
    this.#file.servers = before === undefined ? [...servers, server] : servers.map((each) => (each === before ? server : each));
    this.#store.dispatch({ type: 'server/profile', profile });
  }

  /** After a first login: the profile, its password, and what the next form is filled with. */
  remember({ address, kind, password, remember, username }: Login, profile: Profile): void {
    this.put(profile, { text: password, remember });
    const before = this.#file.lastUsed;
    const isThis = (known: { address: string; username: string }) => known.address === address && known.username === username;
    const knownNames = [...before.knownNames.filter((known) => !isThis(known)), { address, username }];
    this.#file.lastUsed = { ...before, username, knownNames, ...(kind === 'hosted' ? {} : { address }) };
    this.#store.dispatch({ type: 'last-used/changed', lastUsed: this.#file.lastUsed });
  }

  order(ids: readonly ServerId[]): void {
    this.#store.dispatch({ type: 'servers/ordered', servers: ids });
    const stored = new Map(this.#file.servers.map((server) => [server.id, server]));
    const listed = this.all.flatMap(({ id }) => stored.get(id) ?? []);
    // What could not be brought back this time stays in the settings, behind the rest.
    this.#file.servers = [...new Set([...listed, ...this.#file.servers])];
  }

  /** Out of the settings and the keyring. */
  forget(id: ServerId): void {
    this.#secrets.forget(id);
    this.#file.servers = this.#file.servers.filter((server) => server.id !== id);
  }
}

/** Of a server that comes to the list. */
export function newProfile(
  { address, kind, username }: Pick<Login, 'address' | 'kind' | 'username'>,
  security: Security,
): Profile {
  return {
    id: randomUUID(),
    kind,
    address: address.trim(),
    username,
    label: '',
    autoconnect: true,
    muted: false,
    blocked: [],
    security,
  };
}

/** Whether a login is about the server of a profile. The own server is the same wherever it listens. */
export function isSame(profile: Profile, { address, kind, username }: Pick<Login, 'address' | 'kind' | 'username'>): boolean {
  if (profile.username !== username || profile.kind !== kind) return false;
  return kind === 'hosted' || (placeOf(profile.address) ?? profile.address) === (placeOf(address) ?? address);
}

/** What the window may see of a server of the settings. */
export function withoutPassword({ password: _, ...profile }: Profile & { readonly password: string | null }): Profile {
  return profile;
}
