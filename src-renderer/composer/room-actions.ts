import { detailsOf, mayCreateChannels, moderates } from '../../src-shared/chat/permissions.ts';
import {
  channelId,
  defaultChannel,
  directId,
  findConversation,
  offers,
  type Conversation,
  type ConversationId,
} from '../../src-shared/chat/state.ts';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import { answerProblem } from '../chat/answer-text.ts';
import type { WindowContext } from '../context.ts';
import { fold } from '../fold.ts';
import { mayPunish, punish } from '../chat/moderating.ts';
import type { CommandAnswer, RoomActions } from './command-actions.ts';
import { note, type Note } from './note.ts';

interface Room {
  readonly objects: Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;
  /** The server as it is now. */
  readonly server: () => ServerState;
  readonly conversation: ConversationId;
  /** The person hosts this server. */
  readonly isHost: boolean;
  readonly search: (words: string) => void;
}

/** The verbs of the composer's commands, in one conversation of the room. */
export function roomActions({ conversation, isHost, objects, search, server }: Room): RoomActions {
  const { app, navigation, toasts } = objects;
  const chat = () => server().chat;
  const id = server().profile.id;
  return {
    search,
    tell(name, text) {
      const to = { server: id, conversation: directId(name) };
      void app.do('chat/open', to);
      void app.do('chat/send', { ...to, text });
    },
    lastWriter: () => lastWriter(chat().conversations, chat().me),
    people() {
      const { blocked, conversations, me, members } = chat();
      const known = new Set([...members, ...conversations.filter(({ kind }) => kind === 'direct').map(({ name }) => name)]);
      for (const entry of findConversation(chat(), conversation)?.entries ?? [])
        if (entry.kind === 'message') known.add(entry.author);
      return [...known].filter((name) => name !== me && name !== SERVER_NAME && !blocked.includes(name));
    },
    members: () => chat().members,
    channels: () => chat().channels ?? [defaultChannel(chat())],
    blocked: () => chat().blocked,
    block(name, blocked) {
      void app.do('person/block', { server: id, username: name, blocked });
      // Its conversation leaves the list: nobody stays in it.
      if (blocked && chat().active === directId(name)) {
        void app.do('chat/open', { server: id, conversation: channelId(defaultChannel(chat())) });
      }
      toasts.say(blocked ? words().composer.blockedNow(name) : words().composer.unblockedNow(name));
    },
    async openChannel(name) {
      const channels = chat().channels ?? [defaultChannel(chat())];
      const known = channels.find((each) => each === name) ?? channels.find((each) => fold(each) === fold(name));
      if (known !== undefined) {
        void app.do('chat/open', { server: id, conversation: channelId(known) });
        return null;
      }
      if (!mayCreateChannels(chat())) return note(words().composer.noSuchChannel, { name: `#${name}` });
      // It opens by itself once the server has made it.
      const problem = answerProblem(await app.do('channel/create', { server: id, name }));
      return problem === null ? null : note(problem);
    },
    clear: () => navigation.open({ kind: 'clear', server: id, conversation }),
    topic: (text) => topic(objects, server(), conversation, text),
    async setPresence(state, text) {
      if (!offers(chat(), 'presence')) return note(words().composer.noAway);
      const problem = answerProblem(await app.do('presence/choose', { server: id, state, text }));
      return problem === null ? null : note(problem);
    },
    get moderate() {
      return isHost || moderates(chat()) ? moderate : null;
    },
  };

  async function moderate(deed: 'kick' | 'ban', person: string, reason: string): Promise<Note | null> {
    if (!mayPunish(server(), person, isHost)) return note(words().moderation.notAllowed, { name: person });
    const problem = await punish(objects, server(), { deed, person, reason, forMs: null, address: false });
    return problem === null ? null : note(problem);
  }
}

/** Changes a channel's topic, or says it. */
async function topic(
  { app }: Pick<WindowContext, 'app'>,
  { chat, profile }: ServerState,
  conversation: ConversationId,
  text: string,
): Promise<CommandAnswer> {
  const { composer, moderation } = words();
  const wrong = (problem: string): CommandAnswer => ({ done: false, note: note(problem) });
  if (!conversation.startsWith('channel:')) return wrong(composer.onlyChannels);
  if (!offers(chat, 'channels')) return wrong(composer.noTopic);
  const channel = conversation.slice('channel:'.length);
  if (text === '') {
    const { topic: now = '' } = detailsOf(chat, channel) ?? {};
    return { done: true, note: now === '' ? note(moderation.topic.none) : note(composer.topicIs, { topic: now }) };
  }
  const request = { type: 'channel_update', channel, topic: text } as const;
  const problem = answerProblem(await app.do('room/ask', { server: profile.id, request }));
  return problem === null ? { done: true, note: null } : wrong(problem);
}

/** By the number that entries get as they come. */
function lastWriter(conversations: readonly Conversation[], me: string): string | null {
  let last: { readonly id: number; readonly name: string } | null = null;
  for (const { entries, kind, name } of conversations) {
    if (kind !== 'direct' || name === SERVER_NAME) continue;
    const heard = entries.findLast((entry) => entry.kind === 'message' && entry.author !== me);
    if (heard !== undefined && heard.id > (last?.id ?? 0)) last = { id: heard.id, name };
  }
  return last?.name ?? null;
}
