import type { Message } from '../../../src-main/session-bus/message.ts';
import { aligned, BusProgram, NO_ANSWER, text, texts, uint32, type Answer } from './bus-program.ts';
import type { SessionBus } from './session-bus.ts';

const SERVICE = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
/** Why a notification was closed: by the person, by the app. */
const DISMISSED = 2;
const CLOSED = 3;

export interface ShownNotification {
  readonly id: number;
  readonly title: string;
  /** Markup. */
  readonly body: string;
}

/** A desktop that shows notifications, as far as an app can tell (Desktop Notifications Specification), and a person who clicks them. */
export class NotificationHost extends BusProgram {
  /** Everything there ever was, in order. */
  readonly made: ShownNotification[] = [];
  /** What is on the screen. */
  readonly standing = new Map<number, ShownNotification>();

  /** Resolves when the bus knows of it. */
  static async start(bus: SessionBus): Promise<NotificationHost> {
    const host = new NotificationHost(bus, await BusProgram.enter(bus));
    await host.begin(SERVICE);
    return host;
  }

  get titles(): string[] {
    return [...this.standing.values()].map(({ title }) => title);
  }

  /** The person clicks the notification with this title. */
  click(title: string): void {
    const { id } = this.#find(title);
    this.emit(PATH, SERVICE, 'ActionInvoked', { signature: 'us', body: Buffer.concat([uint32(id), text('default')]) });
    this.#close(id, DISMISSED);
  }

  dismiss(title: string): void {
    this.#close(this.#find(title).id, DISMISSED);
  }

  protected override answer({ body, member }: Message): Answer | null {
    switch (member) {
      case 'GetServerInformation':
        return { signature: 'ssss', body: texts('Test desktop', 'test', '1', '1.2') };
      case 'GetCapabilities': {
        const names = texts('body', 'actions', 'body-markup');
        return { signature: 'as', body: Buffer.concat([uint32(names.length), names]) };
      }
      case 'Notify': {
        const [, replaced, , title, markup] = body;
        const id = replaced === 0 ? this.made.length + 1 : Number(replaced);
        const notification = { id, title: String(title), body: String(markup) };
        this.made.push(notification);
        this.standing.set(id, notification);
        return { signature: 'u', body: uint32(id) };
      }
      case 'CloseNotification':
        this.#close(Number(body[0]), CLOSED);
        return NO_ANSWER;
      default:
        return null;
    }
  }

  #find(title: string): ShownNotification {
    const found = [...this.standing.values()].find((one) => one.title === title);
    if (found === undefined) throw new Error(`${title} is not on the screen: ${this.titles.join(', ')}`);
    return found;
  }

  #close(id: number, reason: number): void {
    if (!this.standing.delete(id)) return;
    const body = Buffer.concat([aligned(uint32(id), 4), uint32(reason)]);
    this.emit(PATH, SERVICE, 'NotificationClosed', { signature: 'uu', body });
  }
}
