import { safeStorage } from 'electron';
import type { PasswordStore, ServerId } from '../src-shared/ipc/index.ts';

/**
 * Passwords: between two starts only encrypted by the system's keyring, never where that is a constant known to all
 * (`basic_text`). Without a keyring they are kept in memory until the app quits. What the settings hold of one is the name of the
 * keyring and what it made of it, `gnome_libsecret:BASE64`: another keyring is not asked to read it. Use after the app is ready.
 */
export class Secrets {
  readonly store: PasswordStore;
  /** Of the keyring, as Electron calls it. */
  readonly keyring: string;
  readonly #untilQuit = new Map<ServerId, string>();

  constructor() {
    this.keyring = keyringName();
    this.store = passwordStore(this.keyring);
  }

  /** The password for a server; `sealed` is what the settings hold of it. Null where none is kept or this keyring cannot read it. */
  read(server: ServerId, sealed: string | null): string | null {
    const known = this.#untilQuit.get(server);
    if (known !== undefined) return known;
    if (sealed === null || !this.store.available) return null;
    const { content, keyring } = partsOf(sealed);
    if (keyring !== null && keyring !== this.keyring) return null;
    try {
      return safeStorage.decryptString(Buffer.from(content, 'base64'));
    } catch {
      // Another keyring or another user: the person types the password again. The old one stays until a new one replaces it.
      return null;
    }
  }

  /**
   * Keeps a password for this run, and answers what to put into the settings: null where the person does not want it kept. Where no
   * keyring takes it now, what was there stays: the keyring that made it may be back at the next start.
   */
  keep(server: ServerId, password: string, remember: boolean, before: string | null): string | null {
    this.#untilQuit.set(server, password);
    if (!remember) return null;
    const content = this.store.available ? encrypt(password) : null;
    return content === null ? before : `${this.keyring}:${content}`;
  }

  forget(server: ServerId): void {
    this.#untilQuit.delete(server);
  }
}

/** Older versions wrote no name. */
function partsOf(sealed: string): { readonly keyring: string | null; readonly content: string } {
  const at = sealed.indexOf(':');
  return at === -1 ? { keyring: null, content: sealed } : { keyring: sealed.slice(0, at), content: sealed.slice(at + 1) };
}

/** Null where the keyring was locked or went away since the start: then the password is kept until the app quits. */
function encrypt(password: string): string | null {
  try {
    return safeStorage.encryptString(password).toString('base64');
  } catch {
    return null;
  }
}

function keyringName(): string {
  if (process.platform === 'linux') return safeStorage.getSelectedStorageBackend();
  return process.platform === 'darwin' ? 'keychain' : 'dpapi';
}

function passwordStore(keyring: string): PasswordStore {
  if (keyring === 'basic_text' || keyring === 'unknown') return { available: false, reason: 'no-keyring' };
  if (safeStorage.isEncryptionAvailable()) return { available: true };
  return { available: false, reason: 'locked-keyring' };
}
