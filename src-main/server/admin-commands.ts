import type { Admin, AdminResult } from './admin.ts';

/** What an admin command answers, and whether it was the one that stops the server. */
export interface CommandAnswer {
  readonly text: string;
  readonly stop?: true;
}

const HELP = `broadcast TEXT      tell everybody who is online
dm USER TEXT        tell one person, now or at the next login
kick USER [REASON]  end a person's connection
ban USER [REASON]   end it and refuse further logins
unban USER          allow logins again
logout USER         end a person's connection and forget their devices
users               who is online
channels            which channels there are
stats               how the server is doing, as one line of JSON
stop                tell everybody, close and exit`;

interface Command {
  /** What has to follow, as help has it; the words are split accordingly. */
  readonly usage: string;
  readonly run: (admin: Admin, user: string, text: string) => Promise<AdminResult>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['broadcast', { usage: 'broadcast TEXT', run: (admin, _user, text) => admin.broadcast(text) }],
  ['dm', { usage: 'dm USER TEXT', run: (admin, user, text) => admin.directMessage(user, text) }],
  ['kick', { usage: 'kick USER [REASON]', run: (admin, user, text) => admin.kick(user, text) }],
  ['ban', { usage: 'ban USER [REASON]', run: (admin, user, text) => admin.ban(user, text) }],
  ['logout', { usage: 'logout USER', run: (admin, user) => admin.logout(user) }],
  ['unban', { usage: 'unban USER', run: (admin, user) => admin.unban(user) }],
] satisfies [string, Command][]);

/** Carries out one line of standard input. A blank line answers nothing. */
export async function runCommand(line: string, admin: Admin): Promise<CommandAnswer> {
  const [word, rest] = firstWord(line.trim());
  switch (word) {
    case '':
      return { text: '' };
    case 'help':
      return { text: HELP };
    case 'stop':
      return rest === '' ? { text: 'Stopping.', stop: true } : { text: 'Usage: stop' };
    case 'users':
      return { text: list(admin.users(), 'Nobody is online.') };
    case 'stats':
      return { text: JSON.stringify(admin.stats()) };
    case 'channels':
      return {
        text: list(
          admin.channels().map((name) => `#${name}`),
          'There are no channels.',
        ),
      };
    default:
      return await runNamed(word, rest, admin);
  }
}

async function runNamed(word: string, rest: string, admin: Admin): Promise<CommandAnswer> {
  const command = COMMANDS.get(word);
  if (command === undefined) return { text: `Unknown command: ${word}. Type help for those there are.` };
  const [user, text] = command.usage.includes('USER') ? firstName(rest) : ['', rest];
  const isComplete = (user !== '' || !command.usage.includes('USER')) && (text !== '' || !command.usage.endsWith(' TEXT'));
  if (!isComplete) return { text: `Usage: ${command.usage}` };
  try {
    return { text: (await command.run(admin, user, text)).message };
  } catch (error) {
    return { text: `That failed: ${error instanceof Error ? error.message : 'unknown error'}.` };
  }
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
