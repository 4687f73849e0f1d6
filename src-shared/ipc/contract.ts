import * as v from 'valibot';
import { PRESENCE_STATES } from '../chat/accounts.ts';
import {
  DRAFT_MAX_CHARS,
  MESSAGE_MAX_CHARS,
  MUTED_FOR_GOOD,
  type BroadcastEntry,
  type ConversationId,
  type MessageEntry,
  type Problem,
} from '../chat/state.ts';
import { WELCOME_MAX_CODE_POINTS, type BackupFile } from '../hosting/index.ts';
import { INVITATION_MAX_CHARS } from '../invitation/index.ts';
import { PIN_MAX_CHARS, REGISTRATIONS } from '../protocol/index.ts';
import { isFingerprint, type Fingerprint } from '../trust/index.ts';
import type { Answer, PasswordAnswer } from '../session/requests.ts';
import type { MenuAction } from '../shortcuts/index.ts';
import { SERVERS_MAX, type AppEvent, type AppState, type ServerId } from './app-state.ts';
import { roomRequest } from './room-request.ts';
import { KEEP_DAYS_MAX, settingsChange } from './settings-change.ts';
import { SPELLING_WORD_MAX_CHARS, SPELLING_WORDS_MAX } from './spelling.ts';

/**
 * The one contract between the window and the main process. A row a command: the parser of its one argument; the result's
 * type stands in `Results`. The main process parses every argument with it; the window believes the types.
 */

/** A year. */
const MUTE_MAX_MINUTES = 366 * 24 * 60;

const shortText = v.pipe(v.string(), v.maxLength(300));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const password = v.pipe(v.string(), v.maxLength(256));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const conversation = v.custom<ConversationId>(
  (value) => typeof value === 'string' && value.length <= 1_000 && /^(channel|dm):/.test(value),
);
const entry = v.pipe(v.number(), v.safeInteger());
const server = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
/** Milliseconds since the epoch. */
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MUTED_FOR_GOOD));
const place = { server, conversation };
const messageText = v.pipe(v.string(), v.maxLength(MESSAGE_MAX_CHARS));
const fingerprint = v.custom<Fingerprint>((value) => typeof value === 'string' && isFingerprint(value));
const link = v.pipe(v.string(), v.maxLength(INVITATION_MAX_CHARS));
const nothing = v.strictObject({});
const registration = v.picklist(REGISTRATIONS);
const pin = v.pipe(v.string(), v.maxLength(PIN_MAX_CHARS));
const minutes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MUTE_MAX_MINUTES));

export const COMMANDS = {
  'app/snapshot': nothing,
  /** What the app is and what it runs on. */
  'app/about': nothing,
  /** What a report of a problem needs besides: how it draws, and the end of the log. */
  'app/diagnostics': nothing,
  /**
   * Adds a server to the list and logs in there. `password` null: use the kept one. `remember`: keep it where the system has a safe
   * place, else until the app quits. `fingerprint`: of the only key that will do, as an invitation says; `pin`: the room's, for a new
   * account; `unencrypted`: the person's answer to `not-encrypted`; `channel`: what is shown after the login, where it is there.
   */
  'session/join': v.strictObject({
    address: shortText,
    username: name,
    password: v.nullable(password),
    remember: v.boolean(),
    fingerprint: v.exactOptional(fingerprint),
    pin: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(PIN_MAX_CHARS))),
    unencrypted: v.exactOptional(v.literal(true)),
    channel: v.exactOptional(name),
  }),
  /** Brings a server to the front. */
  'server/open': v.strictObject({ server }),
  /** Logs in at a server of the list, or out of it; it stays in the list. */
  'server/connect': v.strictObject({ server }),
  'server/disconnect': v.strictObject({ server }),
  /** What is left out stays as it is. Another address, name or password logs in anew. */
  'server/change': v.strictObject({
    server,
    address: v.exactOptional(shortText),
    username: v.exactOptional(name),
    password: v.exactOptional(password),
    label: v.exactOptional(shortText),
    autoconnect: v.exactOptional(v.boolean()),
    muted: v.exactOptional(v.boolean()),
  }),
  /** All servers, in their new order. */
  'server/order': v.strictObject({ servers: v.pipe(v.array(server), v.maxLength(SERVERS_MAX)) }),
  /** Takes a server off the list; `forget`: what is kept of it on this computer goes too. */
  'server/remove': v.strictObject({ server, forget: v.boolean() }),
  /** The person compared and trusts the key that was `seen`, in the place of the one before. */
  'server/trust-key': v.strictObject({ server, seen: fingerprint }),
  /** Asks a server of the list for encryption again, which the person had done without. */
  'server/encrypt': v.strictObject({ server }),
  /** The person's answer to `not-encrypted` at a server of the list. */
  'server/go-unencrypted': v.strictObject({ server }),
  'session/retry-now': v.strictObject({ server }),
  'chat/send': v.strictObject({ ...place, text: messageText }),
  'chat/retry': v.strictObject({ server, entry }),
  'chat/discard': v.strictObject({ server, entry }),
  /** The person is writing in this conversation, and the box is not empty. */
  'chat/typing': v.strictObject(place),
  /** Shows a conversation; one with a person is made if there is none. */
  'chat/open': v.strictObject(place),
  /** The window shows the newest entry of this conversation, or does so no longer. */
  'chat/seen': v.strictObject({ ...place, atEnd: v.boolean() }),
  'chat/mark-unread': v.strictObject({ ...place, entry }),
  /** `conversation` null: all of that server; `server` null: all there are. */
  'chat/mark-read': v.strictObject({ server: v.nullable(server), conversation: v.nullable(conversation) }),
  /** When this conversation makes a notification; `mutedUntil` null ends a mute. What is left out stays as it is. */
  'chat/choose': v.strictObject({
    ...place,
    notify: v.exactOptional(v.picklist(['default', 'all', 'mentions', 'nothing'])),
    mutedUntil: v.exactOptional(v.nullable(moment)),
  }),
  /** More of a conversation from before the first entry shown, or, in the past, from behind the last one. */
  'chat/more': v.strictObject({ ...place, direction: v.picklist(['older', 'newer']) }),
  /** Shows a message that was found or told of, however far back it is. */
  'chat/show-entry': v.strictObject({ ...place, entry }),
  /** Back from the past. */
  'chat/to-present': v.strictObject(place),
  /** Forgets a conversation's messages on this computer. */
  'chat/clear': v.strictObject(place),
  /** Asks where to, and writes the conversation there. */
  'chat/export': v.strictObject({ ...place, format: v.picklist(['text', 'json', 'html']) }),
  /** The person has seen what is below the "new messages" line. */
  'chat/clear-line': v.strictObject(place),
  'chat/draft': v.strictObject({ ...place, text: v.pipe(v.string(), v.maxLength(DRAFT_MAX_CHARS)) }),
  'chat/dismiss-new-account': v.strictObject({ server }),
  'person/block': v.strictObject({ server, username: name, blocked: v.boolean() }),
  /** What was said on the servers of the list (`src-shared/search`), the newest first; `cursor`: as the last answer gave it. */
  'history/search': v.strictObject({ query: shortText, cursor: v.nullable(v.number()) }),
  'channel/create': v.strictObject({ server, name }),
  /** Listens for servers that tell of themselves, and asks those of the list where they were last, until `finding/stop`. */
  'finding/start': nothing,
  'finding/stop': nothing,
  /** Asks every address of the networks here for a server, or ends that; nothing happens unless the search was started. */
  'finding/probe': v.strictObject({ on: v.boolean() }),
  /** Starts a server and joins it. What is left out stays as it was, on a new server open and kept. */
  'hosting/start': v.strictObject({
    name,
    port,
    username: name,
    password,
    remember: v.boolean(),
    registration: v.exactOptional(registration),
    pin: v.exactOptional(pin),
    forgets: v.exactOptional(v.boolean()),
    guests: v.exactOptional(v.boolean()),
  }),
  /** How the person wants to be seen there. */
  'presence/choose': v.strictObject({ server, state: v.picklist(PRESENCE_STATES), text: shortText }),
  /** Gives the person's own account there another password; see `Session.changePassword`. */
  'password/change': v.strictObject({ server, current: password, password }),
  /** Asks a server of RWCI+ for something; see `RoomRequest`. */
  'room/ask': v.strictObject({ server, request: roomRequest }),
  /** The switch: on with what was used last. */
  'hosting/switch': v.strictObject({ on: v.boolean() }),
  /** For the one who hosts; `minutes` is of a mute, which holds for good without it. */
  'hosting/moderate': v.strictObject({
    action: v.picklist(['kick', 'ban', 'mute', 'unmute']),
    username: name,
    reason: shortText,
    minutes: v.exactOptional(minutes),
  }),
  /** The host's panel is open, or no longer: only meanwhile is told what it shows. */
  'hosting/panel': v.strictObject({ open: v.boolean() }),
  /** Changes the hosted room; what is left out stays as it is. */
  'hosting/change': v.strictObject({
    name: v.exactOptional(name),
    welcome: v.exactOptional(v.pipe(v.string(), v.maxLength(WELCOME_MAX_CODE_POINTS * 2))),
    registration: v.exactOptional(registration),
    pin: v.exactOptional(pin),
    forgets: v.exactOptional(v.boolean()),
    guests: v.exactOptional(v.boolean()),
    limits: v.exactOptional(
      v.strictObject({
        peopleMax: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4_096)),
        historyDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(KEEP_DAYS_MAX))),
      }),
    ),
  }),
  /** Looks once more whether others can reach the room. */
  'hosting/check': nothing,
  /** Opens the system's settings where they may mend that nobody reaches it. */
  'hosting/open-pane': v.strictObject({ pane: v.picklist(['firewall', 'network', 'local-network']) }),
  /** Asks where to, and writes the room there as one file. */
  'hosting/back-up': nothing,
  /** Asks for the file of a backup and reads it; nothing is replaced yet. */
  'hosting/choose-backup': nothing,
  /** Puts the room of the file chosen last in the place of the present one. */
  'hosting/restore': nothing,
  /** A setting that is not there stays as it is; an undefined one is refused, because it would take the old one's place. */
  'settings/change': settingsChange,
  /** Those of the words that are not spelt right; none while the setting is off. */
  'spelling/check': v.strictObject({
    words: v.pipe(v.array(v.pipe(v.string(), v.maxLength(SPELLING_WORD_MAX_CHARS))), v.maxLength(SPELLING_WORDS_MAX)),
  }),
  /** Makes a notification to see whether one comes; resolves when it was clicked, closed or failed, or nothing happened for a while. */
  'notification/test': nothing,
  /** Has a browser ask the person whether its page may make notifications; in the app nobody has to be asked. */
  'notification/allow': nothing,
  'window/close': v.strictObject({ choice: v.picklist(['hide', 'quit', 'cancel']), remember: v.boolean() }),
  /** `close`: out of sight, to where it can be reached again. */
  'window/do': v.strictObject({ action: v.picklist(['full-screen', 'close', 'quit']) }),
  /** The person pasted a link: asks about it as if it had come from outside. */
  'invitation/open': v.strictObject({ link }),
  /** Asks the feed whether there is a newer version; refused while updates are off. */
  'updates/check': nothing,
  /** Downloads the version that is there; waits while a server is hosted. */
  'updates/download': nothing,
  /** Ends the app, installs what was downloaded and starts again; refused while a server is hosted. */
  'updates/install': nothing,
  /** The person said yes or no to this one, or another way was found; a newer one waits on. */
  'invitation/answer': v.strictObject({ link }),
  /** Forgets what is kept of a server but its address and name; the room that is hosted here is put aside whole. */
  'reset/server': v.strictObject({ server }),
  /** Puts aside all that the app keeps, and starts it again. */
  'reset/everything': nothing,
  'notice/dismiss': v.strictObject({ id: entry }),
  'clipboard/write': v.strictObject({ text: v.pipe(v.string(), v.maxLength(100_000)) }),
} as const;

export type Command = keyof typeof COMMANDS;
export type CommandArgument<C extends Command> = v.InferOutput<(typeof COMMANDS)[C]>;

/** Success, or a sentence for the person at the place where it was typed. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Success, or why the server could not be joined. */
export type JoinOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: Problem };

/** A message that was found. */
export interface SearchResult {
  readonly server: ServerId;
  readonly conversation: ConversationId;
  readonly entry: MessageEntry | BroadcastEntry;
}

export type SearchOutcome =
  | { readonly ok: true; readonly results: readonly SearchResult[]; readonly cursor: number | null }
  | { readonly ok: false; readonly message: string };

/** What became of an export; `saved` null: the person changed their mind. */
export type ExportOutcome =
  | { readonly ok: true; readonly saved: { readonly file: string; readonly messages: number } | null }
  | { readonly ok: false; readonly message: string };

/** What became of a backup of the room; `saved` null: the person changed their mind. */
export type BackupOutcome =
  { readonly ok: true; readonly saved: BackupFile | null } | { readonly ok: false; readonly message: string };

/** What is in the file that the person chose; `found` null: they changed their mind. */
export type ChosenBackup =
  { readonly ok: true; readonly found: BackupFile | null } | { readonly ok: false; readonly message: string };

/** One step of the way from a message to a notification that is seen. */
export interface NotificationStep {
  readonly name: 'supported' | 'settings' | 'undisturbed' | 'sent' | 'clicked';
  readonly ok: boolean;
  /** A sentence: what was found, and what the person can do about it. */
  readonly detail: string;
}

/** Versions, as their makers write them, and the folder with all that is kept. */
export interface About {
  readonly version: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  /** `linux 6.1.0 x64`. */
  readonly system: string;
  readonly folder: string;
  /** Drawn by the processor alone. */
  readonly softwareOnly: boolean;
}

/** What was looked at for a report of a problem; it holds no name, address, path, secret or message. */
export interface Diagnostics {
  /** What Chromium says of the graphics: `enabled`, or why not. */
  readonly graphics: string;
  /** Of the system's keyring, as Electron calls it. */
  readonly keyring: string;
  readonly safeMode: boolean;
  /** When what died, the newest last. */
  readonly crashes: readonly string[];
  /** When what happened, the newest last. */
  readonly log: readonly string[];
}

export interface Snapshot {
  /** The number of the last event that `state` holds. */
  readonly sequence: number;
  readonly state: AppState;
}

/** Results of commands that have one; all others answer nothing. */
interface ResultTable {
  'app/snapshot': Snapshot;
  'app/about': About;
  'app/diagnostics': Diagnostics;
  'session/join': JoinOutcome;
  'reset/server': Outcome;
  'reset/everything': Outcome;
  'server/connect': Outcome;
  'server/change': Outcome;
  'server/trust-key': Outcome;
  'server/encrypt': Outcome;
  'server/go-unencrypted': Outcome;
  'chat/export': ExportOutcome;
  'chat/show-entry': Outcome;
  'history/search': SearchOutcome;
  'notification/test': readonly NotificationStep[];
  'spelling/check': readonly string[];
  'invitation/open': Outcome;
  'channel/create': Answer;
  'presence/choose': Answer;
  'password/change': PasswordAnswer;
  'room/ask': Answer;
  'hosting/start': Outcome;
  'hosting/switch': Outcome;
  'hosting/moderate': Outcome;
  'hosting/change': Outcome;
  'hosting/back-up': BackupOutcome;
  'hosting/choose-backup': ChosenBackup;
  'hosting/restore': Outcome;
}
export type CommandResult<C extends Command> = C extends keyof ResultTable ? ResultTable[C] : void;

/** What main pushes: events `first`, `first + 1`, … in order. */
export interface EventBatch {
  readonly first: number;
  readonly events: readonly AppEvent[];
}

export interface Pushes {
  events: EventBatch;
  /** The person chose this in the native menu. */
  menu: MenuAction;
}
export type Push = keyof Pushes;
