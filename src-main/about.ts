import { release } from 'node:os';
import { app } from 'electron';
import type { About, Diagnostics } from '../src-shared/ipc/index.ts';
import { logFolder } from './log.ts';
import { readLogReport } from './recovery/log-report.ts';

/** What the app is and what it runs on, for a person who looks or reports a problem. */
export function about(): About {
  const { electron = '', chrome = '', node } = process.versions;
  return {
    ...{ version: app.getVersion(), electron, chromium: chrome, node },
    system: `${process.platform} ${release()} ${process.arch}`,
    folder: app.getPath('userData'),
    softwareOnly: app.getGPUFeatureStatus().gpu_compositing !== 'enabled',
  };
}

/** What a report of a problem needs besides. */
export function diagnostics({ isSafeMode }: { isSafeMode: boolean }, { keyring }: { keyring: string }): Diagnostics {
  const { crashes, lines } = readLogReport(logFolder(app.getPath('userData')));
  return { graphics: app.getGPUFeatureStatus().gpu_compositing, keyring, safeMode: isSafeMode, crashes, log: lines };
}
