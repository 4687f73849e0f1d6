import { safeStorage } from 'electron';
import type { PasswordStore, ServerId } from '../src-shared/ipc/index.ts';

/**
 * Passwords: between two starts only encrypted by the system's keyring, never where that is a constant known to all
 * (`basic_text`). Without a keyring they are kept in memory until the app quits. Use after the app is ready.
 */
export class Secrets {
  readonly store: PasswordStore;
  readonly #untilQuit = new Map<ServerId, string>();

  constructor() {
    this.store = passwordStore();
  }

  /** The password for a server; `sealed` is what the settings hold of it. Null where none is kept or the keyring cannot read it any more. */
  read(server: ServerId, sealed: string | null): string | null {
    const known = this.#untilQuit.get(server);
    if (known !== undefined) return known;
    if (sealed === null || !this.store.available) return null;
    try {
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    } catch {
      // Another keyring or another user: the person types the password again. The old one stays until a new one replaces it.
      return null;
    }
  }

  /** Keeps a password for this run, and answers what to put into the settings: null where it is not to be kept, or cannot be. */
  keep(server: ServerId, password: string, remember: boolean): string | null {
    this.#untilQuit.set(server, password);
    return remember && this.store.available ? encrypt(password) : null;
  }

  forget(server: ServerId): void {
    this.#untilQuit.delete(server);
  }
}

/** Null where the keyring was locked or went away since the start: then the password is kept until the app quits. */
function encrypt(password: string): string | null {
  try {
    return safeStorage.encryptString(password).toString('base64');
  } catch {
    return null;
  }
}

function passwordStore(): PasswordStore {
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') {
      return {
        available: false,
        reason: 'no-keyring',
      };
    }
  }
  if (safeStorage.isEncryptionAvailable()) return { available: true };
  return { available: false, reason: 'locked-keyring' };
}
