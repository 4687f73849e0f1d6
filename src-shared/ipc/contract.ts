import * as v from 'valibot';
import { MESSAGE_MAX_CHARS, type ConversationId, type Problem } from '../chat/state.ts';
import type { AppEvent, AppState } from './app-state.ts';

/**
 * The one contract between the window and the main process. A row a command: the parser of its one argument; the result's
 * type stands in `Results`. The main process parses every argument with it; the window believes the types.
 */

const shortText = v.pipe(v.string(), v.maxLength(300));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const password = v.pipe(v.string(), v.maxLength(256));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const conversation = v.custom<ConversationId>(
  (value) => typeof value === 'string' && value.length <= 1_000 && /^(channel|dm):/.test(value),
);
const entry = v.pipe(v.number(), v.safeInteger());
const messageText = v.pipe(v.string(), v.maxLength(MESSAGE_MAX_CHARS));
const nothing = v.strictObject({});

export const COMMANDS = {
  'app/snapshot': nothing,
  /** `password` null: use the kept one. `remember`: keep it where the system has a safe place, else until the app quits. */
  'session/join': v.strictObject({
    address: shortText,
    username: name,
    password: v.nullable(password),
    remember: v.boolean(),
  }),
  'session/leave': nothing,
  'session/retry-now': nothing,
  'chat/send': v.strictObject({ conversation, text: messageText }),
  'chat/retry': v.strictObject({ entry }),
  'chat/discard': v.strictObject({ entry }),
  /** The person is writing in this conversation, and the box is not empty. */
  'chat/typing': v.strictObject({ conversation }),
  /** Shows a conversation; one with a person is made if there is none. */
  'chat/open': v.strictObject({ conversation }),
  /** The person has seen what is below the "new messages" line. */
  'chat/clear-line': v.strictObject({ conversation }),
  'chat/draft': v.strictObject({ conversation, text: messageText }),
  'chat/dismiss-new-account': nothing,
  'channel/create': v.strictObject({ name }),
  'channel/delete': v.strictObject({ name }),
  /** Starts a server and joins it. */
  'hosting/start': v.strictObject({ name, port, username: name, password, remember: v.boolean() }),
  /** The switch: on with what was used last. */
  'hosting/switch': v.strictObject({ on: v.boolean() }),
  /** For the one who hosts. */
  'hosting/moderate': v.strictObject({ action: v.picklist(['kick', 'ban']), username: name, reason: shortText }),
  /** A setting that is not there stays as it is; an undefined one is refused, because it would take the old one's place. */
  'settings/change': v.strictObject({
    theme: v.exactOptional(v.picklist(['system', 'light', 'dark'])),
    enterSends: v.exactOptional(v.boolean()),
    notifyDirectMessages: v.exactOptional(v.boolean()),
    onClose: v.exactOptional(v.picklist(['ask', 'hide', 'quit'])),
  }),
  'window/close': v.strictObject({ choice: v.picklist(['hide', 'quit', 'cancel']), remember: v.boolean() }),
  'notice/dismiss': v.strictObject({ id: entry }),
  'clipboard/write': v.strictObject({ text: v.pipe(v.string(), v.maxLength(100_000)) }),
} as const;

export type Command = keyof typeof COMMANDS;
export type CommandArgument<C extends Command> = v.InferOutput<(typeof COMMANDS)[C]>;

/** Success, or a sentence for the person at the place where it was typed. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Success, or why the server could not be joined. */
export type JoinOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: Problem };

export interface Snapshot {
  /** The number of the last event that `state` holds. */
  readonly sequence: number;
  readonly state: AppState;
}

/** Results of commands that have one; all others answer nothing. */
interface ResultTable {
  'app/snapshot': Snapshot;
  'session/join': JoinOutcome;
  'channel/create': Outcome;
  'channel/delete': Outcome;
  'hosting/start': Outcome;
  'hosting/switch': Outcome;
  'hosting/moderate': Outcome;
}
export type CommandResult<C extends Command> = C extends keyof ResultTable ? ResultTable[C] : void;

/** What main pushes: events `first`, `first + 1`, … in order. */
export interface EventBatch {
  readonly first: number;
  readonly events: readonly AppEvent[];
}

export interface Pushes {
  events: EventBatch;
}
export type Push = keyof Pushes;
