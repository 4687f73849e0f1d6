import { assertNever } from '../../src-shared/assert-never.ts';
import type { Admin } from './console/admin.ts';
import type { AdminResult } from './console/admin-result.ts';
import { doBackupWork } from './backup/backup-work.ts';
import { systemClock } from './clock.ts';
import type { Logger } from './logger.ts';
import { LogRing } from './panel/log-ring.ts';
import { ServerPanel } from './panel/server-panel.ts';
import type { AdminCommand, FromServerProcess, ToServerProcess } from './process-messages.ts';
import { startServer, type ListeningServer } from './server.ts';
import { carryKeys } from './backup/carry-keys.ts';

/** What this file needs of Electron's `process.parentPort`, so that it need not import Electron. */
export interface ParentPort {
  postMessage(message: FromServerProcess): void;
  on(event: 'message', listener: (event: { readonly data: ToServerProcess }) => void): void;
}

/** What this file needs of its process. */
export interface ServerProcess {
  readonly log: Logger;
  readonly exit: (code: number) => void;
  /** The built program whose thread writes to the disk. */
  readonly writerThread?: string;
  /** Where the built page for guests lies. */
  readonly pageFolder?: string;
}

/** Serves the app on the other end of `port`: starts, obeys, and ends the process after a `stop`. */
export function serveParent(port: ParentPort, { exit, log, pageFolder, writerThread }: ServerProcess): void {
  const built = {
    ...(writerThread === undefined ? {} : { writerThread }),
    ...(pageFolder === undefined ? {} : { pageFolder }),
  };
  const ring = new LogRing(systemClock, log);
  let starting: Promise<ListeningServer | null> = Promise.resolve(null);
  let panel: ServerPanel | null = null;
  let isPanelOpen = false;
  let leftOut: readonly string[] = [];

  port.on('message', ({ data }) => {
    switch (data.type) {
      case 'start':
        starting = starting.then(async (running) => {
          if (running !== null) return running;
          try {
            const { keyDir, leftOut: leftOutAtFirst = [], ...options } = data.options;
            leftOut = leftOutAtFirst;
            if (keyDir !== undefined) carryKeys(keyDir, options.dataDir, systemClock.wall());
            const server = await startServer({
              ...{ ...options, ...built, log: ring, firstAccountIsOwner: true },
              leftOut: () => leftOut,
            });
            if (keyDir !== undefined) carryKeys(options.dataDir, keyDir, systemClock.wall());
            announce(server, port);
            panel = new ServerPanel({
              ...{ server, clock: systemClock, log: ring },
              onPeople: (now) => {
                port.postMessage({ type: 'people', ...now });
              },
              onPanel: (change) => {
                port.postMessage({ type: 'panel', change });
              },
            });
            panel.show(isPanelOpen);
            return server;
          } catch (error) {
            port.postMessage({ type: 'failed', message: error instanceof Error ? error.message : 'The server cannot run.' });
            return null;
          }
        });
        break;
      case 'stop':
        void starting
          .then((server) => {
            panel?.stop();
            return server?.stop(data.reason);
          })
          .catch((error: unknown) => {
            log.error('the server did not stop well', { error: error instanceof Error ? error.message : 'unknown error' });
          })
          .then(() => {
            port.postMessage({ type: 'stopped' });
            exit(0);
          });
        break;
      case 'admin':
        void starting.then(async (server) => {
          port.postMessage({ type: 'result', id: data.id, ...(await answer(server?.admin, data)) });
        });
        break;
      case 'panel':
        isPanelOpen = data.open;
        panel?.show(isPanelOpen);
        break;
      case 'networks':
        ({ leftOut } = data);
        break;
      case 'work':
        void doBackupWork(data.work).then((outcome) => {
          if (!outcome.ok) log.warn('a backup came to nothing', { problem: outcome.problem, detail: outcome.detail });
          port.postMessage({ type: 'worked', id: data.id, outcome });
        });
        break;
      default:
        assertNever(data);
    }
  });
}

function announce(server: ListeningServer, port: ParentPort): void {
  const addresses = server.addresses.map(({ address, network }) => ({ address, network }));
  const { fingerprint, notice } = server;
  const guests = server.guestPage !== null;
  port.postMessage({ type: 'listening', port: server.port, addresses, fingerprint, guests, notice });
}

async function answer(admin: Admin | undefined, command: AdminCommand): Promise<AdminResult> {
  if (admin === undefined) return { ok: false, message: 'The server is not running.' };
  try {
    switch (command.command) {
      case 'kick':
        return await admin.kick(command.username, command.reason);
      case 'ban':
        return await admin.ban(command.username, command.reason);
      case 'unban':
        return await admin.unban(command.username);
      case 'mute':
        return await admin.mute(command.username, command.minutes, command.reason);
      case 'unmute':
        return await admin.unmute(command.username);
      case 'role':
        return await admin.setRole(command.username, command.role);
      case 'settings':
        return await admin.room.change(command);
      case 'broadcast':
        return await admin.broadcast(command.message);
      default:
        return assertNever(command);
    }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'The server failed.' };
  }
}
