import { safeStorage } from 'electron';
import type { PasswordStore } from '../src-shared/ipc/index.ts';
import type { SettingsFile } from './settings-file.ts';

/**
 * The password between two starts: only encrypted by the system's keyring, never where that is a constant known to all
 * (`basic_text`). Without a keyring it is kept in memory until the app quits. Use after the app is ready.
 */
export class Secrets {
  readonly store: PasswordStore;
  readonly #file: SettingsFile;
  #untilQuit: string | null = null;

  constructor(file: SettingsFile) {
    this.#file = file;
    this.store = passwordStore();
  }

  /** Null where none is kept or the keyring cannot read it any more. */
  read(): string | null {
    if (this.#untilQuit !== null) return this.#untilQuit;
    const encrypted = this.#file.password;
    if (encrypted === null || !this.store.available) return null;
    try {
      return safeStorage.decryptString(Buffer.from(encrypted, 'base64'));
    } catch {
      // Another keyring or another user: the person types the password again. The old one stays until a new one replaces it.
      return null;
    }
  }

  /** `remember` false keeps nothing on disk and forgets what was there; for this run the password stays in memory. */
  keep(password: string, remember: boolean): void {
    this.#untilQuit = password;
    this.#file.password = remember && this.store.available ? encrypt(password) : null;
  }

  forget(): void {
    this.#untilQuit = null;
    this.#file.password = null;
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
        reason: 'This system has no keyring, so a password on disk would be readable by anybody. It is kept until you quit.',
      };
    }
  }
  if (safeStorage.isEncryptionAvailable()) return { available: true };
  return { available: false, reason: 'The system’s keyring is locked or missing. The password is kept until you quit.' };
}
