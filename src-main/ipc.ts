import { ipcMain, type WebContents } from 'electron';
import * as v from 'valibot';
import {
  COMMANDS,
  type Command,
  type CommandHandlers,
  type CommandResult,
  type Push,
  type Pushes,
} from '../src-shared/ipc/index.ts';
import { isFromWindow } from './sender.ts';

/**
 * The one door from the window into the main process. Refuses a sender that is not the main frame of our own page in the app's
 * `window`, a command that is not in the contract and an argument its parser does not take. The sender is checked before anything is awaited; `handlers`
 * may come later than the page, which starts meanwhile.
 * `done` is called when a command has begun and when it is carried out, before the window has the answer.
 */
export function serveCommands(
  handlers: Promise<CommandHandlers>,
  window: () => WebContents | null,
  log: (message: string) => void,
  done: (command: Command) => void,
): void {
  ipcMain.handle('rwci', (event, command: unknown, argument: unknown) => {
    if (!isFromWindow(event, window())) throw refusal('sender', command, log);
    if (typeof command !== 'string' || !Object.hasOwn(COMMANDS, command)) throw refusal('command', command, log);
    return run(handlers, command as Command, argument, log, done);
  });
}

async function run<C extends Command>(
  handlers: Promise<CommandHandlers>,
  command: C,
  argument: unknown,
  log: (message: string) => void,
  done: (command: Command) => void,
): Promise<CommandResult<C>> {
  const parsed = v.safeParse(COMMANDS[command], argument);
  // To valibot an array is an object without keys.
  if (!parsed.success || Array.isArray(argument)) throw refusal('argument', command, log);
  const result = (await handlers)[command](parsed.output);
  done(command);
  if (!(result instanceof Promise)) return result;
  try {
    return await result;
  } finally {
    done(command);
  }
}

function refusal(what: string, command: unknown, log: (message: string) => void): Error {
  const text = `refused a call from the window: ${what}, ${String(command).slice(0, 60)}`;
  log(text);
  return new Error(text);
}

/** Sends to a window that is still there. */
export function push<P extends Push>(contents: WebContents, kind: P, payload: Pushes[P]): void {
  if (!contents.isDestroyed()) contents.send(`rwci:${kind}`, payload);
}
