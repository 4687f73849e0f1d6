import { mayCreateChannels } from '../../src-shared/chat/permissions.ts';
import {
  channelId,
  defaultChannel,
  directId,
  findConversation,
  type Conversation,
  type ConversationId,
} from '../../src-shared/chat/state.ts';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import { answerProblem } from '../chat/answer-text.ts';
import type { WindowContext } from '../context.ts';
import { fold } from '../fold.ts';
import type { RoomActions } from './command-actions.ts';
import { note } from './note.ts';

/** What a close frame has room for, whatever the script. */
const REASON_MAX_CHARS = 100;

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
    moderate: isHost
      ? async (action, name, reason) => {
          const asked = { action, username: name, reason: reason.slice(0, REASON_MAX_CHARS) };
          const outcome = await app.do('hosting/moderate', asked);
          if (!outcome.ok) return note(outcome.message);
          toasts.say(action === 'kick' ? words().composer.kickedNow(name) : words().composer.bannedNow(name));
          return null;
        }
      : null,
  };
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
