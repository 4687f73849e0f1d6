import type { RoomSettings } from '../../../src-shared/hosting/index.ts';
import { WELCOME_MAX_CODE_POINTS } from '../../../src-shared/hosting/index.ts';
import type { CommandArgument } from '../../../src-shared/ipc/contract.ts';
import { words } from '../../../src-shared/language/index.ts';
import { pinProblem } from '../../field-rules.ts';

/** What is typed into the form of a room's settings. */
export interface RoomForm {
  readonly name: string;
  readonly welcome: string;
  readonly registration: RoomSettings['registration'];
  readonly pin: string;
  readonly guests: boolean;
  readonly forgets: boolean;
  readonly peopleMax: string;
  readonly historyDays: string;
}

export type RoomProblems = Partial<Record<'name' | 'welcome' | 'pin' | 'peopleMax' | 'historyDays', string>>;

const NAME_MAX_CODE_POINTS = 60;
const PEOPLE_MAX = 4_096;
const DAYS_MAX = 36_500;
const PIN_DIGITS = 6;
/** What breaks a line or turns the direction of what stands beside it. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** The form as the settings are. */
export function formOf({ forgets, guests, limits, name, pin, registration, welcome }: RoomSettings): RoomForm {
  return {
    ...{ forgets, guests, name, registration, welcome, pin: pin ?? '' },
    peopleMax: String(limits.peopleMax),
    historyDays: limits.historyDays === null ? '' : String(limits.historyDays),
  };
}

/** Pure. What is wrong with each field, as a sentence; nothing for what is right. */
export function roomProblems(form: RoomForm): RoomProblems {
  const name = nameProblem(form.name.trim());
  const pin = form.registration === 'pin' ? pinProblem(form.pin) : null;
  const say = words().hosting.room.wrong;
  const over = [...form.welcome.trim()].length - WELCOME_MAX_CODE_POINTS;
  const days = form.historyDays.trim();
  return {
    ...(name === null ? {} : { name }),
    ...(over > 0 ? { welcome: say.welcomeLong(over) } : {}),
    ...(pin === null ? {} : { pin }),
    ...(isNumber(form.peopleMax, PEOPLE_MAX) ? {} : { peopleMax: say.peopleMax(PEOPLE_MAX) }),
    ...(days === '' || isNumber(days, DAYS_MAX) ? {} : { historyDays: say.historyDays(DAYS_MAX) }),
  };
}

/** Pure. What the form changes of the settings; null where that is nothing. */
export function roomChange(form: RoomForm, settings: RoomSettings): CommandArgument<'hosting/change'> | null {
  const before = formOf(settings);
  const { peopleMax, historyDays } = form;
  const change: CommandArgument<'hosting/change'> = {
    ...(form.name.trim() === before.name ? {} : { name: form.name.trim() }),
    ...(form.welcome.trim() === before.welcome ? {} : { welcome: form.welcome.trim() }),
    ...(form.registration === before.registration ? {} : { registration: form.registration }),
    ...(form.registration !== 'pin' || form.pin === before.pin ? {} : { pin: form.pin }),
    ...(form.guests === before.guests ? {} : { guests: form.guests }),
    ...(form.forgets === before.forgets ? {} : { forgets: form.forgets }),
    ...(peopleMax.trim() === before.peopleMax && historyDays.trim() === before.historyDays
      ? {}
      : { limits: { peopleMax: Number(peopleMax), historyDays: historyDays.trim() === '' ? null : Number(historyDays) } }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** Six digits that nobody chose. */
export function newPin(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, '0');
}

function nameProblem(name: string): string | null {
  const say = words().hosting.room.wrong;
  if (name === '') return say.nameEmpty;
  if ([...name].length > NAME_MAX_CODE_POINTS) return say.nameLong(NAME_MAX_CODE_POINTS);
  return NOT_ON_A_LINE.test(name) ? say.nameSigns : null;
}

function isNumber(text: string, most: number): boolean {
  return /^\d{1,6}$/u.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
}
