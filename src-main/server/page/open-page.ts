import type { Services } from '../services.ts';
import { GuestPage } from './guest-page.ts';
import { hasPage, readPage, type PageFiles } from './page-files.ts';

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
  if (!hasPage(folder)) return none('it was not built');
  // Read when somebody asks for it first: most servers are never visited by a browser.
  let files: PageFiles | null | undefined;
  const read = (): PageFiles | null => {
    try {
      return readPage(folder);
    } catch (error) {
      none(error instanceof Error ? error.message : 'it cannot be read');
      return null;
    }
  };
  return new GuestPage({
    files: () => (files === undefined ? (files = read()) : files),
    isOpen: () => settings.guests,
    room: () => ({ name: settings.name, registration: settings.registration, version }),
    requireEncryption,
  });
}
