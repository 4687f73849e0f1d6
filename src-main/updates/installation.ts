import { access, constants, readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { UpdateAbsence } from '../../src-shared/ipc/index.ts';

/** How the app came onto this computer, as far as the app can see. */
export interface Installation {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The running program. */
  readonly execPath: string;
  /** The folder of app.asar. */
  readonly resources: string;
}

/** Why this installation is not ours to replace; null where it is. */
export async function installationBar(installation: Installation): Promise<UpdateAbsence | null> {
  switch (installation.platform) {
    case 'linux':
      return linuxBar(installation);
    case 'win32':
      // It is unpacked anew at each start; what is written into it would be gone.
      return installation.env.PORTABLE_EXECUTABLE_FILE === undefined ? null : 'portable';
    case 'darwin':
      return /^\/Volumes\/|\/AppTranslocation\//u.test(installation.execPath) ? 'not-in-applications' : null;
    default:
      return 'unpacked';
  }
}

async function linuxBar({ env, execPath, resources }: Installation): Promise<UpdateAbsence | null> {
  // electron-builder writes it into a deb and an rpm.
  if (await isThere(join(resources, 'package-type'))) return 'package-manager';
  const { APPIMAGE: image, APPDIR: mount } = env;
  // A program started from another AppImage inherits that one's variables: only what runs out of the mount is the image.
  if (image === undefined || mount === undefined || !execPath.startsWith(mount.replace(/\/*$/u, sep))) return 'unpacked';
  try {
    await access(image, constants.W_OK);
    await access(dirname(image), constants.W_OK);
    return null;
  } catch {
    return 'read-only';
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch {
    return false;
  }
}
