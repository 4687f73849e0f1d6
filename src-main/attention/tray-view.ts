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
  | { readonly do: 'show' | 'quit' }
  | { readonly do: 'host'; readonly on: boolean }
  /** For so long, in ms; null: until the person says otherwise; 0: no longer. */
  | { readonly do: 'undisturbed'; readonly forMs: number | null };

const MINUTE = 60_000;

/** Pure; `now` is in ms since the epoch. `timeOf` writes a time of day as the person is used to it. */
export function trayView(state: AppState, now: number, timeOf = clockTime): TrayView {
  const count = attentionOf(state);
  const { doNotDisturbUntil: until } = state.settings;
  const isQuiet = until !== null && until > now;
  const quiet = isQuiet ? `Do not disturb${endOf(until, now, timeOf)}` : 'Do not disturb';
  const { status } = state.hosting;
  const isHosting = status === 'on' || status === 'starting';
  const facts = [...(count > 0 ? [`${String(count)} unread`] : []), ...(isQuiet ? [quiet.toLowerCase()] : [])];
  return {
    image: isQuiet ? 'quiet' : count > 0 ? 'unread' : 'plain',
    tooltip: facts.length === 0 ? 'RWCI Desktop' : `RWCI Desktop: ${facts.join(', ')}`,
    count,
    menu: [
      item('Show RWCI Desktop', { do: 'show' }),
      {
        label: quiet,
        checked: null,
        enabled: true,
        submenu: [
          item('For 30 minutes', { do: 'undisturbed', forMs: 30 * MINUTE }),
          item('For 1 hour', { do: 'undisturbed', forMs: 60 * MINUTE }),
          item('For 8 hours', { do: 'undisturbed', forMs: 480 * MINUTE }),
          item('Until I turn it off', { do: 'undisturbed', forMs: null }),
          'separator',
          item('Off', { do: 'undisturbed', forMs: 0 }, isQuiet),
        ],
      },
      {
        label: 'Host a server',
        action: { do: 'host', on: !isHosting },
        checked: isHosting,
        enabled: status !== 'starting',
      },
      'separator',
      item('Quit', { do: 'quit' }),
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

function endOf(until: number, now: number, timeOf: typeof clockTime): string {
  return until >= UNDISTURBED_FOR_GOOD ? '' : ` until ${timeOf(until, now)}`;
}

/** `14:30`, with the day of the week where that is not today. */
function clockTime(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const day = isToday ? {} : { weekday: 'short' as const };
  return new Intl.DateTimeFormat(undefined, { ...day, hour: 'numeric', minute: '2-digit' }).format(at);
}
