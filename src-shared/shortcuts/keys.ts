/** Modifiers of a shortcut, and the key they are held with. */
interface Combination {
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

/** A key press as far as shortcuts look at it. */
export interface PressedKey {
  readonly key: string;
  /** The place of the key, where the layout puts something else there. */
  readonly code?: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** `Mod++` is Mod and the plus. */
function parts(keys: string): readonly string[] {
  return keys.split(/\+(?!$)/);
}

function combination(keys: string, isMac: boolean): Combination {
  const all = parts(keys);
  const has = (modifier: string): boolean => all.slice(0, -1).includes(modifier);
  return {
    ctrl: has('Ctrl') || (has('Mod') && !isMac),
    meta: has('Mod') && isMac,
    alt: has('Alt'),
    shift: has('Shift'),
    key: all.at(-1) ?? '',
  };
}

const DIGITS = '1…9';

/** Whether these keys are pressed; of `1…9`, which digit, and 0 of all others. Null: they are not. */
export function pressed(keys: string, event: PressedKey, isMac: boolean): number | null {
  const { alt, ctrl, key, meta, shift } = combination(keys, isMac);
  if (event.ctrlKey !== ctrl || event.metaKey !== meta || event.altKey !== alt) return null;
  // A sign stands with Shift on one layout and without on the next: `/` is Shift+7 in Germany. A digit does so in France.
  const isSign = key.length === 1 && !/[a-z]/i.test(key);
  if (!isSign && key !== DIGITS && event.shiftKey !== shift) return null;
  if (key === DIGITS) return event.shiftKey && !/^[1-9]$/.test(event.key) ? null : digitOf(event);
  return isKey(key, event) ? 0 : null;
}

function digitOf({ code = '', key }: PressedKey): number | null {
  const digit = /^[1-9]$/.exec(key)?.[0] ?? /^Digit([1-9])$/.exec(code)?.[1];
  return digit === undefined ? null : Number(digit);
}

function isKey(wanted: string, { code, key }: PressedKey): boolean {
  if (key.toLowerCase() === wanted.toLowerCase()) return true;
  // Layouts of other scripts and those that need Shift for digits: the place says which letter or digit is meant.
  if (/^[a-z]$/i.test(wanted)) return !/^[a-z]$/i.test(key) && code === `Key${wanted.toUpperCase()}`;
  return wanted === '0' && code === 'Digit0' && !/^\d$/.test(key);
}

/** Names of keys and modifiers as a person reads them on their keyboard. */
export type KeyNames = Readonly<
  Record<'Ctrl' | 'Shift' | 'Alt' | 'Enter' | 'Escape' | 'PageUp' | 'PageDown' | 'Home' | 'End', string>
>;

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Enter: '↩', Tab: '⇥' };

/** The keys one by one, as they stand on the keyboard: `['Ctrl', 'Shift', 'F']`, on macOS `['⇧', '⌘', 'F']`. */
export function shownKeys(keys: string, isMac: boolean, names: KeyNames): string[] {
  const name = (part: string): string => {
    const own = isMac ? MAC[part] : undefined;
    const key = part === 'Mod' ? 'Ctrl' : part;
    return own ?? ARROWS[key] ?? (Object.hasOwn(names, key) ? names[key as keyof KeyNames] : key === '-' ? '−' : key);
  };
  const all = parts(keys);
  if (!isMac) return all.map(name);
  // macOS has an order of its own: control, option, shift, command.
  const order = ['Ctrl', 'Alt', 'Shift', 'Mod'];
  const held = all.slice(0, -1).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [...held, ...all.slice(-1)].map(name);
}

/** The keys in one piece: `Ctrl+Shift+F`, on macOS `⇧⌘F`. */
export function keysText(keys: string, isMac: boolean, names: KeyNames): string {
  return shownKeys(keys, isMac, names).join(isMac ? '' : '+');
}

const ACCELERATORS: Readonly<Record<string, string>> = {
  Mod: 'CmdOrCtrl',
  '+': 'Plus',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

/** The same keys as an accelerator of Electron. */
export function accelerator(keys: string): string {
  return parts(keys)
    .map((part) => ACCELERATORS[part] ?? part)
    .join('+');
}
