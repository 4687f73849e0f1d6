import { callsFor, type ChatState, type Conversation, type ConversationId } from '../../src-shared/chat/state.ts';
import { listed } from './people.ts';

/** What the sidebar shows of a conversation. */
export interface ConversationRow {
  readonly id: ConversationId;
  readonly kind: Conversation['kind'];
  readonly name: string;
  readonly unread: number;
  readonly mentions: number;
  /** Unread ones that call for the person. */
  readonly calls: number;
  readonly muted: boolean;
  readonly drafted: boolean;
}

/**
 * The rows of the sidebar. A row in which nothing changed is the same object as in `before`, and where no row changed so is the list: a
 * message in the conversation in front then costs the sidebar nothing.
 */
export function conversationRows(
  chat: Pick<ChatState, 'blocked' | 'conversations'>,
  before: readonly ConversationRow[],
): readonly ConversationRow[] {
  let same = true;
  const rows = listed(chat).map((conversation, index) => {
    const row = rowOf(conversation);
    const old = before[index];
    if (old !== undefined && isEqual(old, row)) return old;
    same = false;
    return row;
  });
  return same && rows.length === before.length ? before : rows;
}

function rowOf(conversation: Conversation): ConversationRow {
  const { choices, draft, id, kind, mentions, name, unread } = conversation;
  return {
    ...{ id, kind, name, unread, mentions },
    calls: callsFor(conversation),
    muted: choices.mutedUntil !== null,
    drafted: draft.trim() !== '',
  };
}

function isEqual(a: ConversationRow, b: ConversationRow): boolean {
  return (
    a.id === b.id &&
    a.unread === b.unread &&
    a.mentions === b.mentions &&
    a.calls === b.calls &&
    a.muted === b.muted &&
    a.drafted === b.drafted
  );
}
