import { release } from 'node:os';
import { app } from 'electron';
import type { About } from '../src-shared/ipc/index.ts';

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
