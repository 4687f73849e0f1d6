import { PANEL_PEOPLE_MAX, type PanelPerson } from '../../../src-shared/hosting/index.ts';
import type { Clock } from '../clock.ts';
import type { Admin, OnlinePerson } from '../console/admin.ts';
import { classOf } from '../network/address.ts';
import type { Server } from '../server-core.ts';
import { Activity } from './activity.ts';
import { PanelFeed, type PanelView, type ServerSide } from './feed.ts';
import type { LogRing } from './log-ring.ts';
import { PeopleNews, type PeopleNow } from './people-news.ts';

export interface ServerPanelParts {
  readonly server: Pick<Server, 'admin' | 'onPeople' | 'people'>;
  readonly clock: Clock;
  readonly log: LogRing;
  /** At most twice a second. */
  readonly onPeople: (now: PeopleNow) => void;
  readonly onPanel: (change: Partial<PanelView>) => void;
}

/** What the app is told of a running server: always how many people there are, and all the rest while its panel is open. */
export class ServerPanel {
  readonly #activity: Activity;
  readonly #feed: PanelFeed;
  readonly #forget: () => void;

  constructor({ clock, log, onPanel, onPeople, server }: ServerPanelParts) {
    const { admin } = server;
    const activity = new Activity({
      clock,
      messages: () => admin.messagesEver,
      people: () => server.people().length,
    });
    this.#activity = activity;
    this.#feed = new PanelFeed(
      clock,
      () => ({
        people: admin.people().slice(0, PANEL_PEOPLE_MAX).map(shownPerson),
        minutes: activity.minutes,
        log: log.lines,
        settings: shownSettings(admin.room.settings),
      }),
      onPanel,
    );
    const news = new PeopleNews(
      clock,
      () => admin.people().some(({ address }) => !isHere(address)),
      () => admin.room.settings,
      onPeople,
    );
    const forgetGuests = admin.room.onGuests(() => {
      news.changed(server.people());
    });
    let before: ReadonlySet<string> = new Set();
    const forgetPeople = server.onPeople((names) => {
      const now = new Set(names);
      for (const name of now) if (!before.has(name)) log.note(`${name} came`);
      for (const name of before) if (!now.has(name)) log.note(`${name} left`);
      before = now;
      activity.noticePeople();
      news.changed(names);
    });
    this.#forget = () => {
      forgetGuests();
      forgetPeople();
    };
  }

  show(open: boolean): void {
    if (open) this.#feed.open();
    else this.#feed.close();
  }

  stop(): void {
    this.#forget();
    this.#activity.stop();
    this.#feed.close();
  }
}

function isHere(address: string): boolean {
  return classOf(address) === 'loopback';
}

function shownPerson({ address, client, isMuted, name, role, since }: OnlinePerson): PanelPerson {
  return {
    ...{ username: name, role, isMuted, since },
    address: isHere(address) ? null : address,
    client: client === null ? null : `${client.name} ${client.version}`.trim(),
  };
}

function shownSettings({ guests, name, pin, registration, welcome }: Admin['room']['settings']): ServerSide {
  return { guests, name, pin, registration, welcome };
}
