import type { Fingerprint } from '../../../src-shared/trust/fingerprint.ts';
import { classOf } from '../network/address.ts';
import type { Listener } from '../network/listener.ts';
import type { Services } from '../services.ts';
import { Announcer } from './announcer.ts';

/** A port, and with it what the networks are told of the server for as long as it is open: nothing where nobody else can reach it. */
export function announced(
  listener: Listener,
  fingerprint: Fingerprint | null,
  { settings, clock, log }: Pick<Services, 'settings' | 'clock' | 'log'>,
  leftOut?: () => readonly string[],
): Listener {
  const { host, port } = listener;
  if (host === 'localhost' || classOf(host) === 'loopback') return listener;
  const more = leftOut === undefined ? {} : { leftOut };
  const announcer = new Announcer({ room: settings.name, host, port, fingerprint, clock, log, ...more });
  announcer.start();
  settings.onRename((name) => {
    announcer.rename(name);
  });
  return {
    ...listener,
    stopAccepting: () => {
      void announcer.stop();
      listener.stopAccepting();
    },
    close: async () => {
      await Promise.all([announcer.stop(), listener.close()]);
    },
  };
}
