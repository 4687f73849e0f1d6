import { LANGUAGE_NAMES, LANGUAGES, locale, words } from '../../../src-shared/language/index.ts';
import type { Settings } from '../../../src-shared/ipc/app-state.ts';
import type { CommandArgument } from '../../../src-shared/ipc/contract.ts';

type Change = CommandArgument<'settings/change'>;

export const SECTIONS = [
  ...(['general', 'appearance', 'notifications', 'hosting'] as const),
  ...(['privacy', 'servers', 'keyboard', 'about'] as const),
] as const;
export type Section = (typeof SECTIONS)[number];

interface Common {
  readonly section: Section;
  readonly label: string;
  /** One line that explains it. */
  readonly hint: string;
  /** Words by which a search finds it besides those that it shows. */
  readonly also: string;
}

/** On or off. */
export interface SwitchRow extends Common {
  readonly kind: 'switch';
  readonly id: string;
  readonly read: (settings: Settings) => boolean;
  readonly write: (on: boolean) => Change;
}

interface Option {
  readonly value: string;
  readonly label: string;
  /** The language of its label, where that is not the window's. */
  readonly lang?: string;
  /** Takes the place of the row's hint while it is chosen. */
  readonly hint?: string;
}

/** One of a few: side by side (`choice`) or in a list that opens (`select`). */
export interface OptionRow extends Common {
  readonly kind: 'choice' | 'select';
  readonly id: string;
  readonly options: readonly Option[];
  readonly read: (settings: Settings) => string;
  readonly write: (value: string) => Change;
}

/** A row that is a component of its own; see SettingRow.svelte. */
export interface OwnRow extends Common {
  readonly kind: 'own';
  readonly id: OwnRowId;
}

export type OwnRowId =
  | ('login' | 'start' | 'updates' | 'accent' | 'text-size' | 'zoom' | 'preview')
  | ('pause' | 'keywords' | 'allow' | 'test' | 'hosting')
  | ('keep' | 'blocked' | 'stored' | 'reset' | 'servers' | 'writing' | 'shortcuts')
  | ('versions' | 'licences');

export type SettingRow = SwitchRow | OptionRow | OwnRow;

/** What the catalogue says of a row. */
type Text = Pick<Common, 'label' | 'also'> & Partial<Pick<Common, 'hint'>>;

function row(section: Section, { label, hint = '', also }: Text): Common {
  return { section, label, hint, also };
}

/** What only a guest's page has: its browser's say. */
const OF_A_PAGE: ReadonlySet<string> = new Set(['allow']);

/** What a guest's page has nothing to do with: the window's frame, the computer and the list of servers. */
const OF_THE_APP: ReadonlySet<string> = new Set([
  ...['closing', 'login', 'start', 'updates', 'zoom', 'test', 'hosting'],
  ...['keep', 'stored', 'reset', 'servers', 'versions'],
]);

/** What a page can set, in the order of the dialog. */
export function pageRows(): readonly SettingRow[] {
  return settingRows().filter(({ id }) => !OF_THE_APP.has(id));
}

/** What the app can set, in the order of the dialog. */
export function appRows(): readonly SettingRow[] {
  return settingRows().filter(({ id }) => !OF_A_PAGE.has(id));
}

/** All settings in the order of the dialog, in the language that is spoken. */
export function settingRows(): readonly SettingRow[] {
  const { settings: say, room, updates } = words();
  const own = (section: Section, id: OwnRowId, text: Text): OwnRow => ({ ...row(section, text), kind: 'own', id });
  return [
    {
      ...row('general', say.language),
      kind: 'select',
      id: 'language',
      options: [
        { value: 'system', label: say.language.system },
        ...LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language], lang: language })),
      ],
      read: ({ language }) => language,
      write: (language) => ({ language: language as Settings['language'] }),
    },
    {
      ...row('general', say.closing),
      kind: 'choice',
      id: 'closing',
      options: (['ask', 'hide', 'quit'] as const).map((value) => ({ value, label: say.closing[value] })),
      read: ({ onClose }) => onClose,
      write: (onClose) => ({ onClose: onClose as Settings['onClose'] }),
    },
    own('general', 'login', { label: say.login.label, hint: say.login.hint, also: say.login.also }),
    own('general', 'start', say.start),
    own('general', 'updates', { label: updates.label, also: updates.also }),

    {
      ...row('appearance', say.theme),
      kind: 'choice',
      id: 'theme',
      options: (['system', 'light', 'dark'] as const).map((value) => ({ value, label: say.theme[value] })),
      read: ({ theme }) => theme,
      write: (theme) => ({ theme: theme as Settings['theme'] }),
    },
    {
      ...row('appearance', say.contrast),
      kind: 'switch',
      id: 'contrast',
      read: ({ contrast }) => contrast === 'more',
      write: (on) => ({ contrast: on ? 'more' : 'system' }),
    },
    own('appearance', 'accent', say.accent),
    {
      ...row('appearance', say.density),
      kind: 'choice',
      id: 'density',
      options: (['cosy', 'compact'] as const).map((value) => ({ value, label: say.density[value] })),
      read: ({ density }) => density,
      write: (density) => ({ density: density as Settings['density'] }),
    },
    own('appearance', 'text-size', say.textSize),
    own('appearance', 'zoom', say.zoom),
    own('appearance', 'preview', say.preview),

    own('notifications', 'allow', say.allow),
    {
      ...row('notifications', say.notify),
      kind: 'switch',
      id: 'notify',
      read: ({ notify }) => notify,
      write: (notify) => ({ notify }),
    },
    {
      ...row('notifications', say.previewText),
      kind: 'choice',
      id: 'preview-text',
      options: (['text', 'name', 'nothing'] as const).map((value) => {
        return { value, label: say.previewText[value], hint: say.previewText.hints[value] };
      }),
      read: ({ preview }) => preview,
      write: (preview) => ({ preview: preview as Settings['preview'] }),
    },
    {
      ...row('notifications', say.sound),
      kind: 'switch',
      id: 'sound',
      read: ({ sound }) => sound,
      write: (sound) => ({ sound }),
    },
    own('notifications', 'pause', say.pause),
    own('notifications', 'keywords', say.keywords),
    own('notifications', 'test', say.test),

    own('hosting', 'hosting', say.host),

    own('privacy', 'keep', say.keep),
    own('privacy', 'blocked', say.blocked),
    own('privacy', 'stored', say.stored),
    own('privacy', 'reset', say.reset),

    own('servers', 'servers', say.servers),

    own('keyboard', 'writing', say.writing),
    own('keyboard', 'shortcuts', { ...say.shortcuts, also: [say.shortcuts.also, ...Object.values(room.shortcuts)].join(' ') }),

    own('about', 'versions', say.versions),
    own('about', 'licences', say.licences),
  ];
}

/** Pure. The rows in which every word of `query` stands, in any case and with or without its accents; all of them for none. */
export function findRows(rows: readonly SettingRow[], query: string): readonly SettingRow[] {
  const { sections } = words().settings;
  const wanted = plain(query).split(/\s+/u).filter(Boolean);
  return rows.filter((row) => {
    const options = 'options' in row ? row.options.map(({ label }) => label) : [];
    const text = plain([sections[row.section], row.label, row.hint, row.also, ...options].join(' '));
    return wanted.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** `14 px`, as the language writes numbers. */
export function pixels(size: number): string {
  return words().settings.textSize.pixels(new Intl.NumberFormat(locale()).format(size));
}

/** `110 %`, as the language writes it. */
export function percent(factor: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent' }).format(factor);
}
