import { addConversation, updateConversation, withEntries } from './conversations.ts';
import { failed, insertSettled } from './entries.ts';
import { markRead } from './reduce-reading.ts';
import {
  channelId,
  CHANNELS_MAX,
  emptyConversation,
  findConversation,
  ONLY_CHANNEL,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Delivery,
  type Entry,
} from './state.ts';

/** The server's channels replace those known; conversations of the ones that stay keep what they hold. */
export function setChannels(state: ChatState, names: readonly string[]): ChatState {
  const channels = [...new Set(names)].slice(0, CHANNELS_MAX);
  const known = new Map(state.conversations.map((conversation) => [conversation.id, conversation]));
  const kept: Conversation[] = channels.map((name) => known.get(channelId(name)) ?? emptyConversation('channel', name));
  const direct = state.conversations.filter((conversation) => conversation.kind === 'direct');
  const conversations = [...kept, ...direct];
  if (conversations.length === 0) {
    conversations.push(known.get(channelId(ONLY_CHANNEL)) ?? emptyConversation('channel', ONLY_CHANNEL));
  }
  const active = conversations.some((conversation) => conversation.id === state.active)
    ? state.active
    : firstChannel(channels, state.defaultChannel, conversations);
  // Of another conversation the window says itself whether its end can be seen.
  const atEnd = state.atEnd && active === state.active;
  return markRead(adoptOrphans(state, { ...state, channels, conversations, active, atEnd }));
}

function firstChannel(
  channels: readonly string[],
  preferred: string | null,
  conversations: readonly Conversation[],
): ConversationId {
  if (preferred !== null && channels.includes(preferred)) return channelId(preferred);
  return conversations[0]?.id ?? channelId(ONLY_CHANNEL);
}

/**
 * What the person wrote in a channel that is gone and that is not delivered moves to where they are now, as failed: nothing is
 * lost, and nothing is said to other people than it was meant for.
 */
function adoptOrphans(before: ChatState, after: ChatState): ChatState {
  const gone = before.conversations.filter((each) => findConversation(after, each.id) === undefined);
  const orphans = gone.flatMap((conversation) =>
    conversation.entries
      .filter((entry) => entry.kind === 'message')
      .filter((entry) => entry.delivery !== null && UNDELIVERED.has(entry.delivery))
      .map((entry) => failed(entry, 'channel-gone')),
  );
  const draft = findConversation(before, before.active)?.draft ?? '';
  if (gone.length === 0) return after;
  return updateConversation(after, after.active, (conversation) => ({
    ...withEntries(conversation, orphans.reduce<readonly Entry[]>(insertSettled, conversation.entries)),
    draft: conversation.draft === '' && after.active !== before.active ? draft : conversation.draft,
  }));
}

const UNDELIVERED: ReadonlySet<Delivery> = new Set<Delivery>(['queued', 'written', 'failed']);

/** There is one more channel, at a place in the list (from 0) where the server says so, else at its end. */
export function addChannel(state: ChatState, channel: string, position: number | undefined): ChatState {
  return setChannels(state, placed([...(state.channels ?? []), channel], channel, position));
}

/** A channel has its place in the list, where the server says so. */
export function placeChannel(state: ChatState, channel: string, position: number | undefined): ChatState {
  if (state.channels?.includes(channel) !== true || position === undefined) return state;
  return state.channels.indexOf(channel) === position ? state : setChannels(state, placed(state.channels, channel, position));
}

function placed(channels: readonly string[], channel: string, position: number | undefined): readonly string[] {
  return position === undefined ? channels : channels.filter((each) => each !== channel).toSpliced(position, 0, channel);
}

/** A channel has gone. */
export function deleteChannel(state: ChatState, channel: string): ChatState {
  if (state.channels === null) return state;
  const left = state.channels.filter((name) => name !== channel);
  return setChannels({ ...state, defaultChannel: state.defaultChannel === channel ? null : state.defaultChannel }, left);
}

/** The conversation stays what it is, under another name. */
export function renameChannel(state: ChatState, previous: string, name: string): ChatState {
  if (state.channels === null || !state.channels.includes(previous)) return state;
  const [from, to] = [channelId(previous), channelId(name)];
  const conversations = state.conversations
    .filter(({ id }) => id !== to)
    .map((conversation) => (conversation.id === from ? { ...conversation, id: to, name } : conversation));
  const renamed: ChatState = {
    ...state,
    conversations,
    active: state.active === from ? to : state.active,
    defaultChannel: state.defaultChannel === previous ? name : state.defaultChannel,
  };
  return setChannels(
    renamed,
    state.channels.map((each) => (each === previous ? name : each)),
  );
}

/** The server names the channel that a message without one belongs to. */
export function setDefaultChannel(state: ChatState, channel: string): ChatState {
  const next = { ...state, defaultChannel: channel };
  const known = addConversation(next, emptyConversation('channel', channel));
  // The very first login: the conversation in front was only a place holder until the server named its own.
  const atStart = !state.ready && state.lostAt === null && state.defaultChannel === null;
  const untouched = findConversation(state, state.active)?.entries.length === 0;
  const isThere = findConversation(known, channelId(channel)) !== undefined;
  if (!atStart || !untouched || !isThere || known.active === channelId(channel)) return known;
  return { ...known, active: channelId(channel), atEnd: false, glancing: true };
}
