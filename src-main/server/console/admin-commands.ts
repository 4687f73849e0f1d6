import { MAY_DO, NEW_ACCOUNT_ROLES, REGISTRATIONS, ROLES } from '../../../src-shared/protocol/index.ts';
import type { Admin } from './admin.ts';
import type { AdminResult } from './admin-result.ts';
import { harmless, shorten } from '../content.ts';
import { describeMoment, describeTerms } from '../accounts/sanctions.ts';
import type { StoredMessage } from '../storage/records.ts';

/** What an admin command answers, and whether it was the one that stops the server. */
export interface CommandAnswer {
  readonly text: string;
  readonly stop?: true;
}

/** What a command has to do with: what stands behind its name, and the same cut into a name (or a name in quotes) and the rest. */
interface Call {
  readonly admin: Admin;
  readonly rest: string;
  readonly name: string;
  readonly text: string;
  readonly invite: Invite;
}

/** Makes an invitation, to be printed. */
export type Invite = (wanted: { readonly channel: string; readonly withPin: boolean }) => string;

interface Command {
  /** What has to follow, as help has it: TEXT, USER and CHANNEL are needed, what is in brackets is not. */
  readonly usage: string;
  readonly does: string;
  /** The answer, or null when what follows is not what `usage` says. */
  readonly run: (call: Call) => string | null | AdminResult | Promise<string | AdminResult>;
}

const LINES_DEFAULT = 20;
const LINES_MAX = 200;
const NOBODY_ONLINE = 'Nobody is online.';
const MUTE_MAX_MINUTES = 365 * 24 * 60;

const COMMANDS: readonly Command[] = [
  { usage: 'broadcast TEXT', does: 'tell everybody who is online', run: ({ admin, rest }) => admin.broadcast(rest) },
  {
    usage: 'dm USER TEXT',
    does: 'tell one person, now or at the next login',
    run: ({ admin, name, text }) => admin.directMessage(name, text),
  },
  { usage: 'kick USER [REASON]', does: "end a person's connection", run: ({ admin, name, text }) => admin.kick(name, text) },
  {
    usage: 'ban USER [REASON]',
    does: 'end it and refuse further logins',
    run: ({ admin, name, text }) => admin.ban(name, text),
  },
  { usage: 'unban USER', does: 'allow logins again', run: ({ admin, name, text }) => (text === '' ? admin.unban(name) : null) },
  {
    usage: 'logout USER',
    does: 'end it, and let no device back in without the password',
    run: ({ admin, name, text }) => (text === '' ? admin.logout(name) : null),
  },
  {
    usage: 'mute USER [MINUTES] [REASON]',
    does: 'let a person read but not write, for ever without MINUTES',
    run: ({ admin, name, text }) => {
      const [first, reason] = firstWord(text);
      if (!/^\d+$/u.test(first)) return admin.mute(name, null, text);
      const minutes = Number(first);
      return minutes < 1 || minutes > MUTE_MAX_MINUTES
        ? `MINUTES: 1 to ${MUTE_MAX_MINUTES}.`
        : admin.mute(name, minutes, reason);
    },
  },
  {
    usage: 'unmute USER',
    does: 'let them write again',
    run: ({ admin, name, text }) => (text === '' ? admin.unmute(name) : null),
  },
  {
    usage: 'role USER owner|moderator|member|guest',
    does: 'what a person may do',
    run: ({ admin, name, text }) => {
      const role = ROLES.find((each) => each === text);
      return role === undefined ? null : admin.setRole(name, role);
    },
  },
  {
    usage: 'reset USER',
    does: 'give a person a new password, which is shown here',
    run: ({ admin, name, text }) => (text === '' ? admin.resetPassword(name) : null),
  },
  {
    usage: 'free USER [REASON]',
    does: 'delete the account of a person, so that the name is free',
    run: ({ admin, name, text }) => admin.deleteAccount(name, text),
  },
  { usage: 'people', does: 'who is online, from where and with what', run: ({ admin }) => list(people(admin), NOBODY_ONLINE) },
  { usage: 'users', does: 'who is online', run: ({ admin }) => list(admin.users(), NOBODY_ONLINE) },
  {
    usage: 'members [NAME]',
    does: 'everybody who has an account; behind a NAME when there are many',
    run: ({ admin, name }) => members(admin, name),
  },
  { usage: 'bans', does: 'who is banned', run: ({ admin }) => list(bans(admin), 'Nobody is banned.') },
  {
    usage: 'channels',
    does: 'which channels there are',
    run: ({ admin }) =>
      list(
        admin.channels().map((name) => `#${name}`),
        'There are no channels.',
      ),
  },
  {
    usage: 'topic CHANNEL [TOPIC]',
    does: 'what a channel is about; nothing without TOPIC',
    run: ({ admin, name, text }) => admin.room.updateChannel(name, { topic: text }),
  },
  {
    usage: 'rename CHANNEL NAME',
    does: 'give a channel another name',
    run: ({ admin, name, text }) => (text === '' ? null : admin.room.updateChannel(name, { name: text.replace(/^#/u, '') })),
  },
  {
    usage: 'order CHANNEL PLACE',
    does: 'put a channel to a place behind the default one, from 1',
    run: ({ admin, name, text }) =>
      /^[1-9]\d{0,5}$/u.test(text) ? admin.room.updateChannel(name, { position: Number(text) }) : null,
  },
  {
    usage: 'write CHANNEL everybody|members|moderators|owner',
    does: 'who may write in a channel',
    run: ({ admin, name, text }) => {
      const mayWrite = MAY_DO.find((each) => each === text);
      return mayWrite === undefined ? null : admin.room.updateChannel(name, { may_write: mayWrite });
    },
  },
  {
    usage: 'delete CHANNEL',
    does: 'delete a channel and its messages',
    run: ({ admin, name, text }) => (text === '' ? admin.room.deleteChannel(name) : null),
  },
  {
    usage: 'restore CHANNEL',
    does: 'undo that',
    run: ({ admin, name, text }) => (text === '' ? admin.room.restoreChannel(name) : null),
  },
  {
    usage: 'history CHANNEL [COUNT]',
    does: 'the last messages of a channel',
    run: ({ admin, name, text }) => history(admin, name, text),
  },
  {
    usage: 'registration [open|closed|pin PIN]',
    does: 'who may make an account',
    run: ({ admin, rest }) => registration(admin, rest),
  },
  {
    usage: 'newcomers [member|guest]',
    does: 'what new accounts are',
    run: ({ admin, rest }) => newcomers(admin, rest),
  },
  {
    usage: 'guests [on|off]',
    does: 'whether guests may join with a browser',
    run: ({ admin, rest }) => {
      if (rest === '') return admin.room.settings.guests ? 'Guests may join with a browser.' : 'Guests need the app.';
      return rest === 'on' || rest === 'off' ? admin.room.setGuests(rest === 'on') : null;
    },
  },
  {
    usage: 'name [TEXT]',
    does: 'what the room is called',
    run: ({ admin, rest }) => (rest === '' ? harmless(admin.room.settings.name) : admin.room.setName(rest)),
  },
  {
    usage: 'welcome [TEXT|off]',
    does: 'what whoever comes is told',
    run: ({ admin, rest }) => {
      if (rest === '') return harmless(admin.room.settings.welcome) || 'Nobody is told anything.';
      return admin.room.setWelcome(rest === 'off' ? '' : rest);
    },
  },
  {
    usage: 'audit [COUNT]',
    does: 'what was done to people, channels and settings, and by whom',
    run: ({ admin, rest }) => audit(admin, rest),
  },
  {
    usage: 'invite [CHANNEL] [with-pin]',
    does: 'the page and the link that let others in, and a QR code',
    run: ({ invite, name, text }) => {
      if (name === 'with-pin' && text === '') return invite({ channel: '', withPin: true });
      return text === '' || text === 'with-pin' ? invite({ channel: name, withPin: text !== '' }) : null;
    },
  },
  { usage: 'stats', does: 'how the server is doing, as one line of JSON', run: ({ admin }) => JSON.stringify(admin.stats()) },
];

/** Of a server without a port. */
const NO_INVITE: Invite = () => 'Nobody can be invited to this server.';

const BY_NAME: ReadonlyMap<string, Command> = new Map(COMMANDS.map((command) => [firstWord(command.usage)[0], command]));
const STOP = { usage: 'stop', does: 'tell everybody, close and exit' };
const COLUMN = 1 + Math.max(...COMMANDS.map(({ usage }) => usage.length));
const HELP = [...COMMANDS, STOP].map(({ usage, does }) => usage.padEnd(COLUMN) + does).join('\n');

/** Carries out one line of standard input. A blank line answers nothing. */
export async function runCommand(line: string, admin: Admin, invite = NO_INVITE): Promise<CommandAnswer> {
  const [word, rest] = firstWord(line.trim());
  if (word === '') return { text: '' };
  if (word === 'help') return { text: HELP };
  if (word === 'stop') return rest === '' ? { text: 'Stopping.', stop: true } : { text: 'Usage: stop' };
  const command = BY_NAME.get(word);
  if (command === undefined) return { text: `Unknown command: ${shorten(harmless(word))}. Type help for those there are.` };
  const [name, text] = firstName(rest);
  if (!isComplete(command, { rest, name, text })) return { text: `Usage: ${command.usage}` };
  try {
    const answer = await command.run({ admin, rest, name, text, invite });
    if (answer === null) return { text: `Usage: ${command.usage}` };
    return { text: typeof answer === 'string' ? answer : answer.message };
  } catch (error) {
    return { text: `That failed: ${error instanceof Error ? error.message : 'unknown error'}.` };
  }
}

function isComplete({ usage }: Command, { rest, name, text }: Omit<Call, 'admin' | 'invite'>): boolean {
  const [, needs] = firstWord(usage);
  if (needs === '') return rest === '';
  if (needs.startsWith('USER') || needs.startsWith('CHANNEL')) return name !== '' && (!needs.endsWith(' TEXT') || text !== '');
  return needs !== 'TEXT' || rest !== '';
}

function members(admin: Admin, after: string): string {
  const { total, more, members: page } = admin.members(after);
  const lines = page.map(({ name, role, isMuted, isOnline, lastSeenAt }) => {
    const seen = isOnline ? 'online' : lastSeenAt === null ? 'not seen' : `last seen ${describeMoment(lastSeenAt)}`;
    return `${name} (${role}${isMuted ? ', muted' : ''}, ${seen})`;
  });
  const last = page.at(-1)?.name;
  const rest = !more || last === undefined ? '' : `; type members "${last}" for those behind ${last}`;
  return [...lines, `${total} ${total === 1 ? 'account' : 'accounts'}${rest}.`].join('\n');
}

function bans(admin: Admin): string[] {
  return admin.bans().map(({ username, by, reason, until, address }) => {
    const terms = describeTerms(`${username}, by ${by}${address ? ', with the address' : ''}`, { reason, until });
    return harmless(terms);
  });
}

function people(admin: Admin): string[] {
  return admin.people().map(({ name, role, isMuted, address, client, since }) => {
    const program = client === null ? 'a plain client' : `${client.name} ${client.version}`;
    return harmless(`${name} (${role}${isMuted ? ', muted' : ''}), ${address}, ${program}, since ${describeMoment(since)}`);
  });
}

/** How many lines somebody wants; null for what is no number of them. */
function lines(count: string): number | null {
  const wanted = count === '' ? LINES_DEFAULT : /^\d{1,6}$/u.test(count) ? Number(count) : 0;
  return wanted < 1 ? null : Math.min(wanted, LINES_MAX);
}

function audit(admin: Admin, count: string): string | null {
  const wanted = lines(count);
  if (wanted === null) return null;
  const entries = admin.room.audit(wanted).map(({ at, by, action, target, detail }) => {
    const words = [action, target, detail].filter((part) => part !== '');
    return `${describeMoment(at)} ${by}: ${harmless(words.join(' '))}`;
  });
  return list(entries, 'Nothing was done yet.');
}

function newcomers(admin: Admin, word: string): string | null | Promise<AdminResult> {
  if (word === '') return `New accounts are ${admin.room.settings.newAccounts}s.`;
  const role = NEW_ACCOUNT_ROLES.find((each) => each === word);
  return role === undefined ? null : admin.room.setNewAccounts(role);
}

function history(admin: Admin, channel: string, count: string): string | null {
  const wanted = lines(count);
  if (wanted === null) return null;
  const messages = admin.history(channel, wanted);
  if (messages === null) return `There is no channel ${shorten(harmless(channel))}.`;
  return list(messages.map(describeMessage), 'Nobody has said anything there.');
}

/** On one line, with nothing in it that would steer a terminal. */
function describeMessage({ timestamp, author, message }: StoredMessage): string {
  return `${describeMoment(timestamp)} ${author}: ${harmless(message)}`;
}

function registration(admin: Admin, rest: string): string | null | Promise<AdminResult> {
  const [word, pin] = firstWord(rest);
  if (word === '') {
    const { mode, pin: current } = admin.registration;
    return mode === 'pin' ? `Who registers needs the PIN ${current ?? ''}.` : `Registration is ${mode}.`;
  }
  const mode = REGISTRATIONS.find((each) => each === word);
  if (mode === undefined || (mode !== 'pin' && pin !== '')) return null;
  return admin.setRegistration(mode, pin === '' ? undefined : pin);
}

function list(names: readonly string[], none: string): string {
  return names.length === 0 ? none : names.join('\n');
}

function firstWord(text: string): [word: string, rest: string] {
  const end = text.search(/\s/u);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trim()];
}

/** A name up to the first space, or in double quotes. */
function firstName(text: string): [name: string, rest: string] {
  const quoted = /^"([^"]*)"\s*(.*)$/su.exec(text);
  return quoted === null ? firstWord(text) : [quoted[1] ?? '', quoted[2] ?? ''];
}
