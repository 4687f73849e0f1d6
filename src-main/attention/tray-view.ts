import { locale, words } from '../../src-shared/language/index.ts';
import { attentionOf, UNDISTURBED_FOR_GOOD, type AppState } from '../../src-shared/ipc/index.ts';

/** What the tray shows: which icon, what it says when pointed at, its menu. */
export interface TrayView {
  readonly image: 'plain' | 'unread' | 'quiet';
  readonly tooltip: string;
  /** Unread direct messages and mentions; what macOS writes beside the icon. */
  readonly count: number;
  readonly menu: readonly TrayItem[];
}

export type TrayItem =
  | 'separator'
  | {
      readonly label: string;
      readonly action?: TrayAction;
      /** Null: it cannot be checked. */
      readonly checked: boolean | null;
      readonly enabled: boolean;
      readonly submenu?: readonly TrayItem[];
    };

/** What a click on an item asks for. */
export type TrayAction =
  | { readonly do: 'show' | 'quit' | 'panel' }
  | { readonly do: 'host'; readonly on: boolean }
  /** For so long, in ms; null: until the person says otherwise; 0: no longer. */
  | { readonly do: 'undisturbed'; readonly forMs: number | null };

const MINUTE = 60_000;

/** Pure; `now` is in ms since the epoch. `timeOf` writes a time of day as the person is used to it. */
export function trayView(state: AppState, now: number, timeOf = clockTime): TrayView {
  const count = attentionOf(state);
  const { doNotDisturbUntil: until } = state.settings;
  const isQuiet = until !== null && until > now;
  const { common, hosting, shell } = words();
  const say = shell.tray;
  const end = isQuiet && until < UNDISTURBED_FOR_GOOD ? timeOf(until, now) : null;
  const { status } = state.hosting;
  const isHosting = status === 'on' || status === 'starting';
  const facts = [
    ...(count > 0 ? [say.unread(count)] : []),
    ...(isQuiet ? [end === null ? say.quiet : say.quietUntil(end)] : []),
  ];
  return {
    image: isQuiet ? 'quiet' : count > 0 ? 'unread' : 'plain',
    tooltip: facts.length === 0 ? common.app : `${common.app}: ${facts.join(', ')}`,
    count,
    menu: [
      item(say.show, { do: 'show' }),
      {
        label: end === null ? say.doNotDisturb : say.doNotDisturbUntil(end),
        checked: null,
        enabled: true,
        submenu: [
          item(say.minutes(30), { do: 'undisturbed', forMs: 30 * MINUTE }),
          item(say.hours(1), { do: 'undisturbed', forMs: 60 * MINUTE }),
          item(say.hours(8), { do: 'undisturbed', forMs: 480 * MINUTE }),
          item(say.forGood, { do: 'undisturbed', forMs: null }),
          'separator',
          item(say.off, { do: 'undisturbed', forMs: 0 }, isQuiet),
        ],
      },
      {
        label: say.host,
        action: { do: 'host', on: !isHosting },
        checked: isHosting,
        enabled: status !== 'starting',
      },
      ...(isHosting ? [item(hosting.panel, { do: 'panel' } as const)] : []),
      'separator',
      item(say.quit, { do: 'quit' }),
    ],
  };
}

/** What the settings hold for an action at a time; both in ms since the epoch. */
export function undisturbedUntil(forMs: number | null, now: number): number | null {
  return forMs === null ? UNDISTURBED_FOR_GOOD : forMs === 0 ? null : now + forMs;
}

function item(label: string, action: TrayAction, enabled = true): TrayItem {
  return { label, action, checked: null, enabled };
}

/** `14:30`, with the day of the week where that is not today. */
function clockTime(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const day = isToday ? {} : { weekday: 'short' as const };
  return new Intl.DateTimeFormat(locale(), { ...day, hour: 'numeric', minute: '2-digit' }).format(at);
}
