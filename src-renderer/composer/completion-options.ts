import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import type { Conversation } from '../../src-shared/chat/state.ts';
import type { SkinTone } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { sortNames } from '../chat/people.ts';
import type { Emoji } from '../emoji/emoji-data.ts';
import { findEmoji, inTone } from '../emoji/find-emoji.ts';
import type { RoomActions } from './command-actions.ts';
import { argumentsOf, commandsFor } from './commands.ts';
import type { CompletionKind, CompletionWord } from './completion-word.ts';
import { ranked } from './ranking.ts';

/** Suggestions shown at once. */
export const OPTIONS_MAX = 8;

/** Messages looked back at for who spoke last. */
const RECENT_ENTRIES_MAX = 300;

export interface CompletionOption {
  readonly kind: CompletionKind;
  readonly name: string;
  /** Of a command, what stands behind its name; else empty. */
  readonly args: string;
  /** What it is, in a line; empty where the name says it. */
  readonly detail: string;
  /** Emoji: the picture. */
  readonly picture: string;
  /** What stands in the place of the word when it is accepted. */
  readonly insert: string;
}

/** What can be suggested. */
export interface Completable {
  readonly conversation: Pick<Conversation, 'entries'>;
  readonly actions: RoomActions;
  /** Null as long as they are not loaded. */
  readonly emoji: readonly Emoji[] | null;
  readonly skinTone: SkinTone;
}

/** Suggestions for a word, the best first. */
export function completionOptions(word: CompletionWord, from: Completable): CompletionOption[] {
  const { bare, kind, query } = word;
  const option = (name: string, insert: string, detail = '', picture = ''): CompletionOption => ({
    ...{ kind, name, args: '', detail, picture },
    insert: `${insert} `,
  });
  switch (kind) {
    case 'person':
      return ranked(peopleInOrder(from), query, (name) => name, OPTIONS_MAX).map((name) =>
        option(name, bare ? name : `@${name}`),
      );
    case 'blocked':
      return ranked(from.actions.blocked(), query, (name) => name, OPTIONS_MAX).map((name) => option(name, name));
    case 'channel':
      return ranked(from.actions.channels(), query, (name) => name, OPTIONS_MAX).map((name) =>
        option(name, bare ? name : `#${name}`),
      );
    case 'emoji':
      return findEmoji(from.emoji ?? [], query, OPTIONS_MAX).map((emoji) => {
        const picture = inTone(emoji, from.skinTone);
        return option(emoji.label, picture, emoji.shortcodes[0] === undefined ? '' : `:${emoji.shortcodes[0]}:`, picture);
      });
    case 'command':
      return commandOptions(query, from).map((command) => ({
        ...option(`/${command}`, bare ? command : `/${command}`, words().composer.commands[command]),
        args: argumentsOf(command),
      }));
  }
}

/** By what they are called only: a list of all that have the letter somewhere would be no help. The empty one lists all. */
function commandOptions(query: string, { actions }: Completable) {
  const wanted = query.toLowerCase();
  const all = commandsFor(actions.moderate !== null);
  const named = all.filter(({ name }) => name.startsWith(wanted));
  const called = all.filter((each) => !named.includes(each) && each.aliases.some((alias) => alias.startsWith(wanted)));
  return [...named, ...called].map(({ name }) => name);
}

/** Those who spoke last first, then the rest by the alphabet. */
export function peopleInOrder({ actions, conversation }: Pick<Completable, 'actions' | 'conversation'>): string[] {
  const people = new Set(actions.people());
  const recent = new Set<string>();
  const { entries } = conversation;
  for (let i = entries.length - 1; i >= Math.max(0, entries.length - RECENT_ENTRIES_MAX); i--) {
    const entry = entries[i];
    if (entry?.kind === 'message' && people.has(entry.author) && entry.author !== SERVER_NAME) recent.add(entry.author);
  }
  return [...recent, ...sortNames([...people].filter((name) => !recent.has(name)))];
}
