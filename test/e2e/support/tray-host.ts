import type { Message } from '../../../src-main/session-bus/message.ts';
import { aligned, BusProgram, NO_ANSWER, signature, uint32, type Answer } from './bus-program.ts';
import type { SessionBus } from './session-bus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';

/**
 * A desktop with a place for tray icons, as far as an app can tell: owns the name of the StatusNotifierWatcher on a bus, says
 * that a host is there and notes which icons register.
 */
export class TrayHost extends BusProgram {
  /** Bus names of the icons, in the order of their registration. */
  readonly icons: string[] = [];
  /** Whether a host shows the icons; null: it is a watcher that does not know of hosts. */
  hasHost: boolean | null = true;
  /** It answers nothing. */
  isHung = false;
  /** How often it was asked for that. */
  asked = 0;

  /** Resolves when the bus knows of it. */
  static async start(bus: SessionBus): Promise<TrayHost> {
    const host = new TrayHost(bus, await BusProgram.enter(bus));
    await host.begin(WATCHER);
    return host;
  }

  /** The person clicks an icon. */
  async click(icon: string): Promise<void> {
    await this.bus.call(icon, '/StatusNotifierItem', 'org.kde.StatusNotifierItem.Activate', 'int32:0', 'int32:0');
  }

  /** Says that a host has come or gone. */
  signal(member: 'StatusNotifierHostRegistered' | 'StatusNotifierHostUnregistered'): void {
    this.emit('/StatusNotifierWatcher', WATCHER, member);
  }

  protected override answer({ body: [first, second], member }: Message): Answer | null | 'nothing' {
    if (this.isHung) return 'nothing';
    if (member === 'RegisterStatusNotifierItem') {
      this.icons.push(String(first));
      return NO_ANSWER;
    }
    if (member !== 'Get' || second !== 'IsStatusNotifierHostRegistered' || this.hasHost === null) return null;
    this.asked++;
    return { signature: 'v', body: Buffer.concat([aligned(signature('b'), 4), uint32(Number(this.hasHost))]) };
  }
}
