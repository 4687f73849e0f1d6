import { join } from 'node:path';
import { systemClock } from './clock.ts';
import { createJsonLog } from './console/json-log.ts';
import { serveParent, type ParentPort } from './serve-parent.ts';

/** The hosted server in an Electron utility process: listens to the desktop app on the process's parent port. */

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
if (parentPort !== undefined) {
  const log = createJsonLog(systemClock, (line) => process.stderr.write(line));
  serveParent(parentPort, {
    log,
    exit: (code) => process.exit(code),
    writerThread: join(__dirname, 'writer-thread.cjs'),
    pageFolder: join(__dirname, '..', 'guest'),
  });
}
