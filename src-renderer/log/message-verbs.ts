import { isFromOthers } from '../../src-shared/chat/entries.ts';
import type { Entry, MessageEntry } from '../../src-shared/chat/state.ts';
import type { MessageVerbs } from './message-menu.ts';

/** What a log is asked to do with its messages. */
export interface MessageAsks {
  readonly me: string;
  /** Nothing can be sent here any more. */
  readonly gone: boolean;
  readonly onretry: (entry: number) => void;
  readonly ondiscard: (entry: number) => void;
  readonly onmarkunread: (entry: number) => void;
  /** What somebody said is to be quoted. Without it nothing can be written here. */
  readonly onquote?: ((text: string) => void) | undefined;
  readonly onmention?: ((name: string) => void) | undefined;
}

/** What the log itself does. */
interface OwnVerbs {
  readonly copy: (text: string) => void;
  readonly profile: (name: string) => void;
}

/** For what nobody in particular wrote. */
export const ONLY_COPY = { quote: null, mention: null, profile: null, markUnread: null, retry: null, discard: null } as const;

/**
 * What can be done with a message. `present`: the entries of the present, or null where the log shows the past, which is not the place
 * to say that something is unread.
 */
export function messageVerbs(
  entry: MessageEntry,
  present: readonly Entry[] | null,
  asks: MessageAsks,
  own: OwnVerbs,
): MessageVerbs {
  const { author, delivery, id, text } = entry;
  const { gone, me, ondiscard, onmarkunread, onmention, onquote, onretry } = asks;
  const isOthers = author !== me;
  return {
    copy: own.copy,
    quote: onquote === undefined ? null : () => onquote(text),
    mention: onmention === undefined || !isOthers ? null : () => onmention(author),
    profile: isOthers ? () => own.profile(author) : null,
    markUnread: canBeUnread(id, present) ? () => onmarkunread(id) : null,
    retry: delivery === 'failed' && !gone ? () => onretry(id) : null,
    discard: delivery === 'failed' || delivery === 'queued' ? () => ondiscard(id) : null,
  };
}

/** What can be unread is what others wrote, from here on. */
function canBeUnread(entry: number, present: readonly Entry[] | null): boolean {
  const at = present?.findIndex(({ id }) => id === entry) ?? -1;
  return at !== -1 && (present?.slice(at).some(isFromOthers) ?? false);
}
