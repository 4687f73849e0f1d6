import type { BroadcastEntry, Conversation, MessageEntry } from '../../chat/state.ts';
import { words } from '../../language/index.ts';
import type { AppState, ServerState } from '../../ipc/app-state.ts';
import { plainText } from '../../text/plain-text.ts';

/** The words of a notification, as far as the person wants a message to be shown there. */
export interface TellingText {
  readonly title: string;
  readonly body: string;
  /** Whom or what several messages are of: `bob`, `#games`. */
  readonly subject: string;
  /** The newest of several messages, with its author where that is not the subject; empty where it is not to be shown. */
  readonly line: string;
}

const BODY_MAX_CHARS = 200;
/** Names are the server's, and can be as long as it likes. */
const NAME_MAX_CHARS = 80;

/** The words for one message. With several servers each title ends with the server's name. */
export function callingText(
  state: AppState,
  server: ServerState,
  { kind, name }: Conversation,
  entry: MessageEntry | BroadcastEntry,
): TellingText {
  const { preview } = state.settings;
  const { common, shell } = words();
  const say = shell.telling;
  if (preview === 'nothing') return { title: common.app, body: say.newMessage, subject: common.app, line: '' };
  const of = state.servers.length > 1 ? ` · ${nameOf(server)}` : '';
  const author = entry.kind === 'message' ? cut(entry.author, NAME_MAX_CHARS) : nameOf(server);
  const place = kind === 'channel' ? `#${cut(name, NAME_MAX_CHARS)}` : cut(name, NAME_MAX_CHARS);
  const title = kind === 'channel' && entry.kind === 'message' ? `${say.inPlace(author, place)}${of}` : `${author}${of}`;
  const subject = `${place}${of}`;
  if (preview === 'name') return { title, body: say.newMessage, subject, line: '' };
  const text = cut(plainText(entry.text), BODY_MAX_CHARS);
  return { title, body: text, subject, line: kind === 'channel' ? `${author}: ${text}` : text };
}

/** The words for what was missed on a server. */
export function missedText({ settings }: AppState, server: ServerState, count: number): TellingText {
  const title = settings.preview === 'nothing' ? words().common.app : nameOf(server);
  return { title, body: missedBody(count), subject: title, line: '' };
}

/** `5 messages while you were away` */
export function missedBody(count: number): string {
  return words().shell.telling.missed(count);
}

/** `3 messages` */
export function messages(count: number): string {
  return words().shell.telling.messages(count);
}

/** For a notification's body on Linux, where the desktop takes it as markup: without this a message could bring links and pictures. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function nameOf({ chat, profile }: ServerState): string {
  return cut(profile.label || (chat.server?.name ?? '') || profile.address, NAME_MAX_CHARS);
}

/** Its beginning, on one line where it is short; never half a character. */
function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/u, '')}…`;
}
