import type { ChatEvent } from '../chat/index.ts';
import type { Command, CommandHandlers, ServerId } from '../ipc/index.ts';
import { OFFLINE } from '../session/index.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { AppStore } from './app-store.ts';
import type { ServerLink } from './server-link.ts';

/** Commands about conversations and rooms: what carries them out is the same in the desktop app and in a guest's page. */
type ChatCommand =
  | Exclude<Extract<Command, `chat/${string}`>, 'chat/export' | 'chat/show-entry'>
  | ('channel/create' | 'presence/choose' | 'room/ask' | 'notice/dismiss');

interface Parts {
  readonly store: AppStore;
  readonly link: (server: ServerId) => ServerLink | undefined;
}

/** What each of these commands does: a row a command, the work is in the link and the state. */
export function chatCommands({ link, store }: Parts): Pick<CommandHandlers, ChatCommand> {
  const chat = (server: ServerId, event: ChatEvent) => {
    store.dispatch({ type: 'chat', server, event });
  };
  return {
    'chat/send': ({ server, conversation, text }) => link(server)?.send(conversation, text),
    'chat/retry': ({ server, entry }) => link(server)?.retry(entry),
    'chat/discard': ({ server, entry }) => {
      chat(server, { type: 'message/discarded', entry });
    },
    'chat/typing': ({ server, conversation }) => link(server)?.session?.typing(conversation),
    'chat/open': ({ server, conversation }) => link(server)?.openConversation(conversation),
    'chat/seen': ({ server, conversation, atEnd }) => {
      chat(server, { type: 'conversation/seen', conversation, atEnd });
    },
    'chat/mark-unread': ({ server, conversation, entry }) => {
      chat(server, { type: 'conversation/marked-unread', conversation, entry });
    },
    'chat/mark-read': ({ server, conversation }) => {
      const all = store.state.servers.map(({ profile }) => profile.id);
      for (const id of server === null ? all : [server]) chat(id, { type: 'conversation/marked-read', conversation });
    },
    'chat/choose': ({ server, conversation, ...choices }) => {
      chat(server, { type: 'conversation/chosen', conversation, choices: withoutUndefined(choices) });
    },
    'chat/more': ({ server, conversation, direction }) => link(server)?.pager.more(conversation, direction),
    'chat/to-present': ({ server, conversation }) => {
      chat(server, { type: 'past/shown', conversation, past: null });
    },
    'chat/clear': ({ server, conversation }) => link(server)?.clear(conversation),
    'chat/clear-line': ({ server, conversation }) => {
      chat(server, { type: 'line/cleared', conversation });
    },
    'chat/draft': ({ server, conversation, text }) => {
      chat(server, { type: 'draft/changed', conversation, text });
    },
    'chat/dismiss-new-account': ({ server }) => {
      chat(server, { type: 'new-account/noticed' });
    },
    'channel/create': ({ server, name }) => link(server)?.session?.room.createChannel(name) ?? OFFLINE,
    'presence/choose': ({ server, ...presence }) => link(server)?.session?.room.setPresence(presence) ?? OFFLINE,
    'room/ask': ({ server, request }) => link(server)?.session?.room.ask(request) ?? OFFLINE,
    'notice/dismiss': ({ id }) => {
      store.dispatch({ type: 'notice/dismissed', id });
    },
  };
}
