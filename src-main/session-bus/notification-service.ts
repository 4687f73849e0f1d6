import type { Clock } from '../../src-shared/session/index.ts';
import type { NotificationService } from '../attention/test-notification.ts';
import { SessionBus } from './session-bus.ts';

const SERVICE = 'org.freedesktop.Notifications';

/** Who shows notifications on a Linux desktop. The bus's address is as in `DBUS_SESSION_BUS_ADDRESS`; empty where there is none. */
export async function findNotificationService(address: string, clock: Clock): Promise<NotificationService> {
  if (address === '') return 'none';
  let bus: SessionBus | undefined;
  try {
    bus = await SessionBus.connect(address, clock);
    const owner = await bus.ownerOf(SERVICE);
    if (owner === null)
      return (await bus.startsOnDemand(SERVICE)) ? { name: 'a program that starts when it is needed' } : 'none';
    const information = { destination: owner, path: '/org/freedesktop/Notifications', interface: SERVICE };
    const [name] = await bus.ask({ ...information, member: 'GetServerInformation' }).catch(() => []);
    return { name: typeof name === 'string' && name !== '' ? name : 'your desktop' };
  } catch {
    return 'unknown';
  } finally {
    bus?.close();
  }
}
