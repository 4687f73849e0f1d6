import { locale, words } from '../../src-shared/language/index.ts';
import type { CommandActions, CommandAnswer } from './command-actions.ts';
import { findPerson } from './find-person.ts';
import { note, type Note } from './note.ts';

/** What the first argument of a command is, for its completion. */
export type CommandArgument = 'person' | 'blocked' | 'channel' | 'command' | 'text' | 'nothing';

type CommandTexts = ReturnType<typeof words>['composer']['commands'];
export type CommandName = keyof CommandTexts;

interface CommandRow {
  readonly name: CommandName;
  readonly aliases: readonly string[];
  readonly argument: CommandArgument;
  /** It does something without arguments too. */
  readonly isComplete?: true;
  /** Only for those who look after the server. */
  readonly forHosts?: true;
  /** `rest` is what stands behind the name, without white space around it. */
  run(rest: string, actions: CommandActions): CommandAnswer | Promise<CommandAnswer>;
}

/** People whom `/who` names; the member list has them all. */
export const WHO_MAX = 30;

const DONE: CommandAnswer = { done: true, note: null };
const wrong = (problem: Note): CommandAnswer => ({ done: false, note: problem });
const said = (text: Note): CommandAnswer => ({ done: true, note: text });
const of = (problem: Note | null): CommandAnswer => (problem === null ? DONE : wrong(problem));

/** Every command, in the order in which they are listed. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'me',
    aliases: [],
    argument: 'text',
    run(rest, actions) {
      if (rest === '') return usage('me');
      // As it is: whoever does not know the command reads it all the same.
      actions.say(`/me ${rest}`);
      return DONE;
    },
  },
  {
    name: 'w',
    aliases: ['msg', 'whisper'],
    argument: 'person',
    run: (rest, actions) =>
      withPerson('w', rest, actions.people(), (name, text) => {
        if (text === '') return usage('w');
        actions.tell(name, text);
        return DONE;
      }),
  },
  {
    name: 'r',
    aliases: ['reply'],
    argument: 'text',
    run(rest, actions) {
      const name = actions.lastWriter();
      if (name === null) return wrong(note(words().composer.nobodyWrote));
      if (rest === '') return usage('r');
      actions.tell(name, rest);
      return DONE;
    },
  },
  {
    name: 'join',
    aliases: ['j'],
    argument: 'channel',
    async run(rest, actions) {
      const name = rest.replace(/^#/, '');
      return name === '' ? usage('join') : of(await actions.openChannel(name));
    },
  },
  { name: 'who', aliases: ['names'], argument: 'nothing', run: (rest, actions) => (rest === '' ? who(actions) : usage('who')) },
  {
    name: 'search',
    aliases: ['find'],
    argument: 'text',
    run(rest, actions) {
      if (rest === '') return usage('search');
      actions.search(rest);
      return DONE;
    },
  },
  {
    name: 'block',
    aliases: ['ignore'],
    argument: 'person',
    run: (rest, actions) => block('block', rest, actions),
  },
  {
    name: 'unblock',
    aliases: ['unignore'],
    argument: 'blocked',
    run: (rest, actions) => block('unblock', rest, actions),
  },
  {
    name: 'clear',
    aliases: [],
    argument: 'nothing',
    run(rest, actions) {
      if (rest !== '') return usage('clear');
      actions.clear();
      return DONE;
    },
  },
  {
    name: 'shrug',
    aliases: [],
    argument: 'text',
    isComplete: true,
    run(rest, actions) {
      actions.say(`${rest} ¯\\_(ツ)_/¯`.trimStart());
      return DONE;
    },
  },
  {
    name: 'away',
    aliases: [],
    argument: 'text',
    isComplete: true,
    run: async (rest, actions) => of(await actions.setPresence('away', rest)),
  },
  {
    name: 'busy',
    aliases: ['dnd'],
    argument: 'text',
    isComplete: true,
    run: async (rest, actions) => of(await actions.setPresence('busy', rest)),
  },
  {
    name: 'back',
    aliases: [],
    argument: 'nothing',
    run: async (rest, actions) => (rest === '' ? of(await actions.setPresence('online', '')) : usage('back')),
  },
  { name: 'topic', aliases: [], argument: 'text', isComplete: true, run: (rest, actions) => actions.topic(rest) },
  { name: 'kick', aliases: [], argument: 'person', forHosts: true, run: (rest, actions) => moderate('kick', rest, actions) },
  { name: 'ban', aliases: [], argument: 'person', forHosts: true, run: (rest, actions) => moderate('ban', rest, actions) },
  { name: 'help', aliases: ['?'], argument: 'command', isComplete: true, run: (rest, actions) => help(rest, actions) },
];

/** What is typed, as far as commands are concerned. */
export type Typed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: CommandRow; readonly rest: string }
  /** `name` without the slash. */
  | { readonly kind: 'unknown'; readonly name: string };

/** Reads a message: `//x` is the text `/x`, and what begins with a slash otherwise is a command, known or not. */
export function readTyped(text: string, isHost: boolean): Typed {
  if (text.startsWith('//')) return { kind: 'text', text: text.slice(1) };
  const name = /^\/(\S+)/u.exec(text)?.[1];
  if (name === undefined) return { kind: 'text', text };
  const command = findCommand(name, isHost);
  return command === undefined
    ? { kind: 'unknown', name }
    : { kind: 'command', command, rest: text.slice(name.length + 1).trim() };
}

/** What is written is for others: not nothing, and no command. */
export function isForOthers(text: string): boolean {
  return text.trim() !== '' && !/^\/(?!\/)/.test(text);
}

/** The command of this name or other name. */
export function findCommand(name: string, isHost: boolean): CommandRow | undefined {
  const wanted = name.toLowerCase();
  return commandsFor(isHost).find((command) => command.name === wanted || command.aliases.includes(wanted));
}

/** Those that the person can use. */
export function commandsFor(isHost: boolean): readonly CommandRow[] {
  return isHost ? COMMANDS : COMMANDS.filter(({ forHosts }) => forHosts !== true);
}

/** `/w NAME TEXT`. */
export function usageOf(name: CommandName): string {
  return `/${name} ${argumentsOf(name)}`.trimEnd();
}

/** `NAME TEXT`; empty where it takes nothing. */
export function argumentsOf(name: CommandName): string {
  const args: Partial<Record<CommandName, string>> = words().composer.commandArguments;
  return args[name] ?? '';
}

function usage(name: CommandName): CommandAnswer {
  return wrong(note(words().composer.usage, { usage: usageOf(name) }));
}

function withPerson(
  command: CommandName,
  rest: string,
  people: readonly string[],
  then: (name: string, text: string) => CommandAnswer | Promise<CommandAnswer>,
): CommandAnswer | Promise<CommandAnswer> {
  const { known, name, text } = findPerson(rest, people);
  if (name === '') return usage(command);
  return known ? then(name, text) : wrong(note(words().composer.nobodyCalled, { name }));
}

function block(command: 'block' | 'unblock', rest: string, actions: CommandActions): CommandAnswer | Promise<CommandAnswer> {
  const people = command === 'block' ? actions.people() : actions.blocked();
  return withPerson(command, rest, people, (name, text) => {
    if (text !== '') return usage(command);
    actions.block(name, command === 'block');
    return DONE;
  });
}

function moderate(action: 'kick' | 'ban', rest: string, actions: CommandActions): CommandAnswer | Promise<CommandAnswer> {
  const { moderate: act } = actions;
  if (act === null) return wrong(note(words().composer.unknownCommand, { command: `/${action}` }));
  return withPerson(action, rest, actions.people(), async (name, reason) => of(await act(action, name, reason)));
}

function who(actions: CommandActions): CommandAnswer {
  const { here, hereAndMore } = words().composer;
  const members = actions.members();
  const named = members.slice(0, WHO_MAX);
  const more = members.length - named.length;
  // Each name in its own direction.
  const names = new Intl.ListFormat(locale(), { type: 'conjunction' }).format(named.map((name) => `\u2068${name}\u2069`));
  return said(more === 0 ? note(here(members.length), { names }) : note(hereAndMore(members.length, more), { names }));
}

function help(rest: string, actions: CommandActions): CommandAnswer {
  const { composer } = words();
  const isHost = actions.moderate !== null;
  if (rest === '') {
    const commands = commandsFor(isHost).map(({ name }) => `/${name}`);
    return said(note(composer.allCommands, { commands: commands.join('  ') }));
  }
  const name = rest.replace(/^\//, '');
  const command = findCommand(name, isHost);
  if (command === undefined) return wrong(note(composer.unknownCommand, { command: `/${name}` }));
  const others = command.aliases.map((alias) => `/${alias}`).join(', ');
  const text = others === '' ? composer.commandHelp : composer.commandHelpAndOthers;
  return said(note(text, { usage: usageOf(command.name), help: composer.commands[command.name], others }));
}
