import { join } from 'node:path';
import * as v from 'valibot';
import { DEFAULT_PORT } from '../src-shared/protocol/index.ts';
import { BLOCKED_MAX } from '../src-shared/chat/index.ts';
import {
  ACCENTS,
  DEFAULT_SETTINGS,
  PANEL_WIDTH_PX,
  RECENT_EMOJI_MAX,
  SERVERS_MAX,
  TEXT_SIZE_PX,
  UPDATE_CHOICES,
  ZOOM_FACTORS,
  type LastUsed,
  type Profile,
  type Settings,
} from '../src-shared/ipc/index.ts';
import { EXCLUDED_NETWORKS_MAX } from '../src-shared/hosting/index.ts';
import { LANGUAGES, words } from '../src-shared/language/index.ts';
import { isFingerprint, UNKNOWN_SECURITY, type Fingerprint } from '../src-shared/trust/index.ts';
import { keepGoodCopy, readSettings, reasonOf } from './recovery/settings-reading.ts';
import { KeptRoomSchema, USUAL_ROOM, type KeptRoom } from './hosting/kept-room.ts';
import { OWN_WORD_MAX_CHARS, OWN_WORDS_MAX } from './spelling/spelling.ts';

/** Names remembered for all servers together. */
const KNOWN_NAMES_MAX = 50;

const text = v.pipe(v.string(), v.maxLength(1_000));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

const within = ({ max, min }: { readonly min: number; readonly max: number }) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

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
  contrast: v.picklist(['system', 'more']),
  accent: v.picklist(ACCENTS),
  density: v.picklist(['cosy', 'compact']),
  textSize: within(TEXT_SIZE_PX),
  zoom: v.picklist(ZOOM_FACTORS),
  language: v.picklist(['system', ...LANGUAGES]),
  layout: v.object({
    sidebarWidth: within(PANEL_WIDTH_PX.sidebar),
    membersWidth: within(PANEL_WIDTH_PX.members),
    sidebarShown: v.boolean(),
    membersShown: v.boolean(),
  }),
  spellcheck: v.boolean(),
  recentEmoji: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(RECENT_EMOJI_MAX)),
  skinTone: v.picklist([0, 1, 2, 3, 4, 5]),
  enterSends: v.boolean(),
  notify: v.boolean(),
  preview: v.picklist(['text', 'name', 'nothing']),
  sound: v.boolean(),
  doNotDisturbUntil: v.nullable(v.number()),
  keywords: v.array(text),
  keepDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
  onClose: v.picklist(['ask', 'hide', 'quit']),
  startAtLogin: v.nullable(v.boolean()),
  updates: v.picklist(UPDATE_CHOICES),
  addresses: v.object({ preferred: v.nullable(text), excluded: v.pipe(v.array(text), v.maxLength(EXCLUDED_NETWORKS_MAX)) }),
});

/** A password, encrypted by the system's keyring; see secrets.ts. */
const SealedSchema = v.nullable(v.pipe(v.string(), v.maxLength(10_000)));

const SecuritySchema = v.variant('kind', [
  v.object({ kind: v.picklist(['unknown', 'authority', 'clear']) }),
  v.object({
    kind: v.literal('pinned'),
    fingerprint: v.custom<Fingerprint>((value) => typeof value === 'string' && isFingerprint(value)),
  }),
]);

const ServerSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  kind: v.picklist(['remote', 'hosted']),
  address: text,
  username: text,
  label: text,
  autoconnect: v.boolean(),
  muted: v.boolean(),
  blocked: v.pipe(v.array(text), v.maxLength(BLOCKED_MAX)),
  password: SealedSchema,
  /** Older versions wrote none. */
  security: v.optional(SecuritySchema),
});

/** A server of the list, as it stands in the file. */
export interface StoredServer extends Profile {
  readonly password: string | null;
}

const LastUsedSchema = v.object({
  address: text,
  username: text,
  hostName: text,
  hostPort: port,
  knownNames: v.array(v.object({ address: text, username: text })),
});

/** Of the file's layout: one that an older app would misread has a greater one. */
const FILE_VERSION = 1;

/** What may stand in the file. A key that an older version did not write is no damage; it gets its default. */
const FileSchema = v.partial(
  v.object({
    version: v.pipe(v.number(), v.integer(), v.minValue(1)),
    settings: v.partial(
      v.object({
        ...SettingsSchema.entries,
        /** What `notify` was called while direct messages alone were told of. */
        notifyDirectMessages: v.boolean(),
      }),
    ),
    lastUsed: v.partial(LastUsedSchema),
    servers: v.pipe(v.array(ServerSchema), v.maxLength(SERVERS_MAX)),
    active: v.nullable(text),
    /** Of the versions that knew one server: whether it was to be joined again, and its password. */
    resume: v.picklist(['none', 'remote', 'hosted']),
    password: SealedSchema,
    window: v.nullable(BoundsSchema),
    room: KeptRoomSchema,
    ownWords: v.pipe(v.array(v.pipe(v.string(), v.maxLength(OWN_WORD_MAX_CHARS))), v.maxLength(OWN_WORDS_MAX)),
  }),
);

/** What was read of the file. */
export type FileContent = v.InferOutput<typeof FileSchema>;

const LAYOUT = {
  version: FILE_VERSION,
  // To valibot an array is an object without keys; only these two can do without any.
  is: (value: unknown): value is FileContent =>
    !Array.isArray(value) && v.is(FileSchema, value) && !Array.isArray(value.settings) && !Array.isArray(value.lastUsed),
};

/** What stands in the file once every key has its value. */
export interface File {
  version: number;
  settings: Settings;
  lastUsed: LastUsed;
  /** In the order of the list. */
  servers: readonly StoredServer[];
  /** The server in front. */
  active: string | null;
  window: WindowBounds | null;
  /** What is kept of the room that this app hosts. */
  room: KeptRoom;
  /** Words that the spelling takes for right, the newest last. */
  ownWords: readonly string[];
}

const DEFAULTS: File = {
  version: FILE_VERSION,
  settings: DEFAULT_SETTINGS,
  lastUsed: { address: '', username: '', hostName: '', hostPort: DEFAULT_PORT, knownNames: [] },
  servers: [],
  active: null,
  window: null,
  room: USUAL_ROOM,
  ownWords: [],
};

/** Replaces the file's whole content, at once or not at all; throws where it cannot. */
export type WriteSettings = (file: File) => void;

/**
 * What the app keeps between two starts, in `settings.json` in the user's data folder. Nothing here throws: a damaged file is set
 * aside under a name of its own, and the copy of the last good start or defaults take its place; one that cannot be read, or that a newer
 * version wrote, is left alone; where nothing can be written, everything works until the app quits. A sentence tells the person each of
 * these.
 */
export class SettingsFile {
  /** What was wrong with the file that was read, as a sentence, or null. */
  readonly problem: string | null;
  readonly #isWritable: boolean;
  readonly #onUnsaved: (sentence: string) => void;
  readonly #folder: string;
  readonly #path: string;
  /** The text of the file where it was read and found good. */
  readonly #good: string | null;
  #write: WriteSettings | null = null;
  #file: File;
  #unsaved = false;

  /** Reads. `onUnsaved` hears of the first save that fails, and again after one that worked. */
  constructor(folder: string, onUnsaved: (sentence: string) => void) {
    this.#folder = folder;
    this.#onUnsaved = onUnsaved;
    this.#path = join(folder, 'settings.json');
    const { content, good, problem, writable } = readSettings(this.#path, LAYOUT);
    this.#file = { ...DEFAULTS, ...content, ...settingsOf(content), ...serversOf(content) } as File;
    this.#good = good;
    this.#isWritable = writable;
    this.problem = problem;
  }

  /** Saves what was set until now, and from now on whatever is set. `open` makes the writer. */
  startWriting(open: (folder: string) => WriteSettings): void {
    // A sentence that says so is in `problem`.
    if (!this.#isWritable) return;
    if (this.#good !== null) keepGoodCopy(this.#path, this.#good);
    const { write, failure } = tryToWrite(open, this.#folder, this.#file);
    this.#write = write;
    this.#unsaved = failure !== null;
    if (failure !== null && this.problem === null) this.#onUnsaved(unsaved(this.#folder, failure));
  }

  get settings(): Settings {
    return { ...DEFAULTS.settings, ...this.#file.settings };
  }

  set settings(settings: Settings) {
    this.#set({ settings });
  }

  get lastUsed(): LastUsed {
    return { ...DEFAULTS.lastUsed, ...this.#file.lastUsed };
  }

  /** Keeps the newest `KNOWN_NAMES_MAX` names. */
  set lastUsed(lastUsed: LastUsed) {
    this.#set({ lastUsed: { ...lastUsed, knownNames: lastUsed.knownNames.slice(-KNOWN_NAMES_MAX) } });
  }

  get servers(): readonly StoredServer[] {
    return this.#file.servers;
  }

  set servers(servers: readonly StoredServer[]) {
    this.#set({ servers: servers.slice(0, SERVERS_MAX) });
  }

  get active(): string | null {
    return this.#file.active;
  }

  set active(active: string | null) {
    this.#set({ active });
  }

  get window(): WindowBounds | null {
    return this.#file.window;
  }

  set window(window: WindowBounds) {
    this.#set({ window });
  }

  get room(): KeptRoom {
    return { ...DEFAULTS.room, ...this.#file.room };
  }

  set room(room: KeptRoom) {
    this.#set({ room });
  }

  get ownWords(): readonly string[] {
    return this.#file.ownWords;
  }

  set ownWords(ownWords: readonly string[]) {
    this.#set({ ownWords });
  }

  #set(change: Partial<File>): void {
    this.#file = { ...this.#file, ...change };
    try {
      this.#write?.(this.#file);
      this.#unsaved = false;
    } catch (error) {
      if (!this.#unsaved) this.#onUnsaved(unsaved(this.#folder, error));
      this.#unsaved = true;
    }
  }
}

/** What is set, by the names that it has now. */
function settingsOf({ settings }: FileContent): Pick<FileContent, 'settings'> {
  if (settings?.notifyDirectMessages === undefined) return {};
  const { notifyDirectMessages: notify, ...others } = settings;
  return { settings: { notify, ...others } };
}

/** The servers of the list; of a file that knew one server, that one. */
function serversOf({ servers, active, resume, password, lastUsed }: FileContent): Pick<File, 'servers' | 'active'> {
  if (servers !== undefined) {
    const known = servers.map((server) => ({ ...server, security: server.security ?? UNKNOWN_SECURITY }));
    return { servers: known, active: active ?? null };
  }
  const { address = '', username = '' } = lastUsed ?? {};
  const kind = resume === 'hosted' ? 'hosted' : 'remote';
  if (resume === undefined || resume === 'none' || username === '' || (kind === 'remote' && address === '')) {
    return { servers: [], active: null };
  }
  const server: StoredServer = {
    ...{ id: 'first', kind, address, username, label: '', autoconnect: true, muted: false, blocked: [] },
    security: UNKNOWN_SECURITY,
    password: password ?? null,
  };
  return { servers: [server], active: server.id };
}

function tryToWrite(open: (folder: string) => WriteSettings, folder: string, file: File) {
  let write: WriteSettings | null = null;
  try {
    write = open(folder);
    write(file);
    return { write, failure: null };
  } catch (failure) {
    return { write, failure };
  }
}

function unsaved(folder: string, error: unknown): string {
  const say = words().shell.settings;
  return `${say.unsaved(folder, reasonOf(error))} ${say.notKept}`;
}
