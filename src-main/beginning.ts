import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dialog, type App } from 'electron';
import { words } from '../src-shared/language/index.ts';
import { HIDDEN_SWITCH } from './login-start.ts';

/** How a start was asked for. */
export interface Beginning {
  /** The app looks at itself and ends; see smoke-test.ts. */
  readonly isSmokeTest: boolean;
  /** The person logged in to the system, and asked for nothing yet: no window comes up. */
  readonly isHidden: () => boolean;
}

/** Reads the switches, and chooses the folder of the user's data by them: call before anything looks for that. */
export function begin(app: App, platform: NodeJS.Platform): Beginning {
  const { commandLine } = app;
  const isSmokeTest = commandLine.hasSwitch('smoke');
  const folder = commandLine.getSwitchValue('user-data-dir');
  if (folder !== '') app.setPath('userData', resolve(folder));
  // Nobody's own room is started, and none of their files is read.
  else if (isSmokeTest) app.setPath('userData', mkdtempSync(join(tmpdir(), 'rwci-smoke-')));
  return {
    isSmokeTest,
    // macOS starts an app without switches, and says afterwards that it did.
    isHidden: () =>
      commandLine.hasSwitch(HIDDEN_SWITCH) || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin),
  };
}

/** Whether files can be made in a folder, which is made if it is missing. */
export function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ends an app that could not start. Without a window nobody could see that it runs, or end it. */
export function endUnstarted(app: App, sentence: string): void {
  dialog.showErrorBox(words().shell.couldNotStart, sentence);
  app.exit(1);
}
