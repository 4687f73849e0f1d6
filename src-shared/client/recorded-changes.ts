import {
  channelId,
  isOutgoing,
  isPlaced,
  isUndelivered,
  type ChatEvent,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Entry,
} from '../chat/index.ts';
import type { HistoryOp, Position, ServerKey } from './records.ts';

interface Changes {
  readonly ops: readonly HistoryOp[];
  /** Conversations whose marks, draft or choices are others. */
  readonly conversations: readonly ConversationId[];
  /** Something else is that the next start needs. */
  readonly isServerChanged: boolean;
}

/** Whose changes they are. `era`: see `Position`. */
interface Where {
  readonly server: ServerKey;
  readonly era: number;
}

/** What the local history has to learn of an event that led from one chat state to another. */
export function changesOf(where: Where, before: ChatState, after: ChatState, event: ChatEvent): Changes {
  const rename = renameIn(before, event);
  const ops = [...renamed(where, rename), ...setBack(where, event)];
  const old = new Map(before.conversations.map((conversation) => [conversation.id, conversation]));
  const changed: ConversationId[] = [];
  const removed: HistoryOp[] = [];
  const added: HistoryOp[] = [];
  if (before.conversations !== after.conversations) {
    for (const conversation of after.conversations) {
      const previous = old.get(formerId(rename, conversation.id));
      if (previous === conversation) continue;
      // What changed under the former name, and is not written yet, is looked for under the new one.
      const isRenamed = conversation.id === rename?.to;
      if (previous === undefined || isRenamed || hasOtherMarks(previous, conversation)) changed.push(conversation.id);
      if (isFromHistory(event)) continue;
      for (const list of ['entries', 'past'] as const) {
        const [from, to] =
          list === 'entries'
            ? [previous?.entries, conversation.entries]
            : [previous?.past?.entries, conversation.past?.entries];
        if (to === undefined || from === to || (list === 'past' && event.type !== 'older/received')) continue;
        const difference = differenceOf(from ?? [], to);
        added.push(...difference.changed.map((at) => keep(where, conversation, to, at)));
        removed.push(...difference.delivered.map((entry) => outboxRemoved(where, entry)));
        if (list === 'entries') removed.push(...gone(where, difference, event));
      }
    }
    removed.push(...lostConversations(where, before, after, rename));
  }
  return { ops: [...ops, ...removed, ...added], conversations: changed, isServerChanged: isOtherwiseChanged(before, after) };
}

/** Such an event brings what the history holds, or takes from its entries what it does not forget. */
function isFromHistory(event: ChatEvent): boolean {
  if (event.type === 'history/known') return event.how === 'other-server';
  return event.type === 'page/loaded' || event.type === 'past/shown' || event.type === 'conversation/cleared';
}

interface Rename {
  readonly from: ConversationId;
  readonly to: ConversationId;
}

/** A channel has another name, where the state knows it: what a server says of others changes nothing. */
function renameIn(before: ChatState, event: ChatEvent): Rename | null {
  if (event.type !== 'packet/received' || event.packet.type !== 'channel_update') return null;
  const { channel, previous } = event.packet;
  if (previous === channel || before.channels?.includes(previous) !== true) return null;
  return { from: channelId(previous), to: channelId(channel) };
}

function renamed({ server }: Where, rename: Rename | null): HistoryOp[] {
  return rename === null ? [] : [{ type: 'conversation-renamed', server, ...rename }];
}

function setBack({ server }: Where, event: ChatEvent): HistoryOp[] {
  return event.type === 'history/known' && event.how === 'other-server' ? [{ type: 'places-forgotten', server }] : [];
}

/** What the conversation was called before the event. */
function formerId(rename: Rename | null, id: ConversationId): ConversationId {
  return id === rename?.to ? rename.from : id;
}

function hasOtherMarks(a: Conversation, b: Conversation): boolean {
  return (
    a.unread !== b.unread ||
    a.mentions !== b.mentions ||
    a.firstUnread !== b.firstUnread ||
    a.keptUnread !== b.keptUnread ||
    a.draft !== b.draft ||
    a.choices !== b.choices
  );
}

interface Difference {
  /** Indexes in the new list. */
  readonly changed: readonly number[];
  /** Those of `changed` that were in the outbox and are no more. */
  readonly delivered: readonly Entry[];
  /** What is not in the new list; `isOldest`: nothing of the old one before it is either. */
  readonly vanished: readonly { readonly entry: Entry; readonly isOldest: boolean }[];
}

/** Lists differ at few places: what they share at either end is passed over. */
function differenceOf(before: readonly Entry[], after: readonly Entry[]): Difference {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const old = new Map(before.slice(start, before.length - end).map((entry) => [entry.id, entry]));
  const changed: number[] = [];
  const delivered: Entry[] = [];
  const present = new Set<number>();
  for (let at = start; at < after.length - end; at++) {
    const entry = after[at];
    if (entry === undefined) continue;
    present.add(entry.id);
    const previous = old.get(entry.id);
    if (previous === entry) continue;
    changed.push(at);
    if (previous !== undefined && isInOutbox(previous) && !isInOutbox(entry)) delivered.push(previous);
  }
  const vanished: { entry: Entry; isOldest: boolean }[] = [];
  let isOldest = start === 0;
  for (const entry of old.values()) {
    if (present.has(entry.id)) isOldest = false;
    else vanished.push({ entry, isOldest });
  }
  return { changed, delivered, vanished };
}

function isInOutbox(entry: Entry): boolean {
  return isOutgoing(entry) || isUndelivered(entry);
}

/** The oldest go when there are too many, and stay in the history; an own message or a gap that is gone is gone. */
function gone(where: Where, { vanished }: Difference, event: ChatEvent): HistoryOp[] {
  return vanished.flatMap(({ entry, isOldest }): HistoryOp[] => {
    if (isInOutbox(entry)) return [outboxRemoved(where, entry)];
    if (entry.kind !== 'gap' && isPlaced(entry)) return [];
    const isTrimmed = isOldest && event.type !== 'history/known';
    return isTrimmed || entry.kind !== 'gap' ? [] : [{ type: 'entry-removed', server: where.server, entry: entry.id }];
  });
}

/** What waited in a channel that is gone waits elsewhere now: `keep` puts it there. */
function lostConversations(where: Where, before: ChatState, after: ChatState, rename: Rename | null): HistoryOp[] {
  const present = new Set(after.conversations.map(({ id }) => formerId(rename, id)));
  return before.conversations
    .filter(({ id }) => !present.has(id))
    .flatMap(({ entries }) => entries.filter(isInOutbox))
    .map((entry) => outboxRemoved(where, entry));
}

function outboxRemoved({ server }: Where, { id }: Entry): HistoryOp {
  return { type: 'outbox-removed', server, entry: id };
}

function keep(where: Where, { id }: Conversation, entries: readonly Entry[], at: number): HistoryOp {
  const entry = entries[at] as Entry;
  const { server } = where;
  if (entry.kind === 'message' && isInOutbox(entry)) return { type: 'outbox', server, conversation: id, entry };
  return { type: 'entry', server, conversation: id, entry, position: positionOf(where, entries, at) };
}

function positionOf({ era }: Where, entries: readonly Entry[], at: number): Position {
  const anchor = entries.slice(0, at + 1).findLast(isPlaced)?.place.id ?? null;
  return { era, anchor };
}

function isOtherwiseChanged(a: ChatState, b: ChatState): boolean {
  return (
    a.known !== b.known ||
    a.lostAt !== b.lostAt ||
    a.server !== b.server ||
    a.channels !== b.channels ||
    a.defaultChannel !== b.defaultChannel ||
    a.active !== b.active ||
    a.ready !== b.ready
  );
}
