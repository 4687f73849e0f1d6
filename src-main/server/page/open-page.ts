import type { Services } from '../services.ts';
import { GuestPage } from './guest-page.ts';
import { readPage } from './page-files.ts';

/** The page for guests from its built folder; null where none was built or it cannot be read, which the log says. */
export function openPage(
  folder: string,
  { log, settings, version }: Pick<Services, 'log' | 'settings' | 'version'>,
  requireEncryption: boolean,
): GuestPage | null {
  const none = (error: string) => {
    log.warn('there is no page for guests: they need the app', { error });
    return null;
  };
  try {
    const files = readPage(folder);
    if (files === null) return none('it was not built');
    return new GuestPage({
      files,
      isOpen: () => settings.guests,
      room: () => ({ name: settings.name, registration: settings.registration, version }),
      requireEncryption,
    });
  } catch (error) {
    return none(error instanceof Error ? error.message : 'it cannot be read');
  }
}
