import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import * as v from 'valibot';
import { DEFAULT_PORT } from '../src-shared/protocol/index.ts';
import { DEFAULT_SETTINGS, type LastUsed, type Settings } from '../src-shared/ipc/index.ts';

/** Names remembered for all servers together. */
const KNOWN_NAMES_MAX = 50;

const text = v.pipe(v.string(), v.maxLength(1_000));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

/** Which session to take up again at the next start. `hosted`: start the server first and join that. */
const ResumeSchema = v.picklist(['none', 'remote', 'hosted']);
export type Resume = v.InferOutput<typeof ResumeSchema>;

const BoundsSchema = v.object({
  x: v.optional(v.pipe(v.number(), v.integer())),
  y: v.optional(v.pipe(v.number(), v.integer())),
  width: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(20_000)),
  height: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(20_000)),
  maximized: v.boolean(),
});
export type WindowBounds = v.InferOutput<typeof BoundsSchema>;

const SettingsSchema = v.object({
  theme: v.picklist(['system', 'light', 'dark']),
  enterSends: v.boolean(),
  notifyDirectMessages: v.boolean(),
  onClose: v.picklist(['ask', 'hide', 'quit']),
});

const LastUsedSchema = v.object({
  address: text,
  username: text,
  hostName: text,
  hostPort: port,
  knownNames: v.array(v.object({ address: text, username: text })),
});

/** What may stand in the file. A key that an older version did not write is no damage; it gets its default. */
const FileSchema = v.partial(
  v.object({
    settings: v.partial(SettingsSchema),
    lastUsed: v.partial(LastUsedSchema),
    resume: ResumeSchema,
    password: v.nullable(v.pipe(v.string(), v.maxLength(10_000))),
    window: v.nullable(BoundsSchema),
  }),
);

interface File {
  settings: Settings;
  lastUsed: LastUsed;
  resume: Resume;
  /** The kept password, encrypted by the system's keyring, as base64; see secrets.ts. */
  password: string | null;
  window: WindowBounds | null;
}

const DEFAULTS: File = {
  settings: DEFAULT_SETTINGS,
  lastUsed: { address: '', username: '', hostName: '', hostPort: DEFAULT_PORT, knownNames: [] },
  resume: 'none',
  password: null,
  window: null,
};

/**
 * What the app keeps between two starts, in `settings.json` in the user's data folder. Written atomically by electron-store. A
 * damaged file is set aside under a name of its own and defaults are used; `damaged` then says so as a sentence.
 */
export class SettingsFile {
  readonly damaged: string | null;
  readonly #store: Store<File>;

  constructor(folder: string) {
    this.damaged = setAsideIfDamaged(join(folder, 'settings.json'));
    this.#store = new Store<File>({ cwd: folder, name: 'settings', defaults: DEFAULTS, clearInvalidConfig: true });
  }

  get settings(): Settings {
    return { ...DEFAULTS.settings, ...this.#store.get('settings') };
  }

  set settings(settings: Settings) {
    this.#store.set('settings', settings);
  }

  get lastUsed(): LastUsed {
    return { ...DEFAULTS.lastUsed, ...this.#store.get('lastUsed') };
  }

  /** Keeps the newest `KNOWN_NAMES_MAX` names. */
  set lastUsed(lastUsed: LastUsed) {
    this.#store.set('lastUsed', { ...lastUsed, knownNames: lastUsed.knownNames.slice(-KNOWN_NAMES_MAX) });
  }

  get resume(): Resume {
    return this.#store.get('resume');
  }

  set resume(resume: Resume) {
    this.#store.set('resume', resume);
  }

  get password(): string | null {
    return this.#store.get('password');
  }

  set password(encrypted: string | null) {
    this.#store.set('password', encrypted);
  }

  get window(): WindowBounds | null {
    return this.#store.get('window');
  }

  set window(bounds: WindowBounds) {
    this.#store.set('window', bounds);
  }
}

/** The sentence that tells of it, or null where the file is good or not there. */
function setAsideIfDamaged(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (v.is(FileSchema, value)) return null;
  } catch {
    // Falls through: unreadable or not JSON.
  }
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    throw new Error(`The settings file ${path} is damaged and cannot be set aside.`, { cause: error });
  }
  return `The settings file was damaged. It is kept as ${aside}; the app began with its defaults.`;
}
