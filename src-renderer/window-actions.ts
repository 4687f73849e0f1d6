import { findConversation, type ChatState, type ConversationId } from '../src-shared/chat/state.ts';
import { MUTED_FOR_GOOD } from '../src-shared/chat/state.ts';
import { findServer, type ServerId } from '../src-shared/ipc/app-state.ts';
import { words } from '../src-shared/language/index.ts';
import type { MenuAction, ShortcutAction } from '../src-shared/shortcuts/index.ts';
import { conversationOrder, listed, neighbour, neighbourUnread } from './chat/people.ts';
import type { WindowContext } from './context.ts';
import { mayCreateChannels } from '../src-shared/chat/permissions.ts';
import type { Place } from './visits.ts';

/** What the room does when it is in front. */
export interface RoomVerbs {
  /** `here`: in the conversation in front. */
  startSearch(here: boolean): void;
  /** One step of what Escape does there, the outermost first. */
  escape(): void;
  focusComposer(): void;
  toOldestUnread(): void;
  cycleRegion(step: 1 | -1): void;
  toggle(panel: 'sidebar' | 'members'): void;
}

export type Action = ShortcutAction | MenuAction;

/**
 * What the window does on a shortcut or an item of the native menu. Each says whether there was something to do; `room` is null where
 * another view is shown. `digit` is that of `numbered`.
 */
export function windowActions(
  objects: WindowContext,
  room: () => RoomVerbs | null,
): Readonly<Record<Action, (digit: number) => boolean>> {
  const { app, joining, navigation, toasts, visits } = objects;
  const inApp = (act: () => boolean) => (): boolean => !app.isPage && act();

  const inRoom = (act: (verbs: RoomVerbs) => void) => (): boolean => {
    const verbs = room();
    if (verbs !== null) act(verbs);
    return verbs !== null;
  };
  const opening = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  const withServers = (act: () => void) => (): boolean => {
    if (app.state.servers.length === 0) return false;
    act();
    return true;
  };
  const openHere = (find: (chat: ChatState) => ConversationId | null) =>
    inRoom(() => {
      const { chat, state } = app;
      const conversation = chat === null ? null : find(chat);
      if (state.active !== null && conversation !== null) goTo(objects, { server: state.active, conversation });
    });
  const isThere = ({ conversation, server }: Place): boolean => {
    const there = findServer(app.state.servers, server);
    return there !== null && listed(there.chat).some(({ id }) => id === conversation);
  };
  const visit = (direction: 1 | -1) =>
    withServers(() => {
      const place = visits.step(direction, isThere);
      if (place !== null) goTo(objects, place);
    });
  return {
    switcher: withServers(() => navigation.open({ kind: 'switcher' })),
    'new-direct': withServers(() => navigation.open({ kind: 'new-direct' })),
    previous: openHere((chat) => neighbour(conversationOrder(listed(chat)), chat.active, -1)),
    next: openHere((chat) => neighbour(conversationOrder(listed(chat)), chat.active, 1)),
    'previous-unread': openHere((chat) => neighbourUnread(listed(chat), chat.active, -1)),
    'next-unread': openHere((chat) => neighbourUnread(listed(chat), chat.active, 1)),
    back: inApp(visit(-1)),
    forward: inApp(visit(1)),
    numbered: (digit) => openNumbered(objects, digit, leaveForm),
    'next-region': inRoom((verbs) => verbs.cycleRegion(1)),
    'previous-region': inRoom((verbs) => verbs.cycleRegion(-1)),
    'search-here': inRoom((verbs) => verbs.startSearch(true)),
    search: inRoom((verbs) => verbs.startSearch(false)),
    escape: () => {
      const verbs = room();
      if (verbs === null) leaveForm();
      else verbs.escape();
      return true;
    },
    'all-read': withServers(() => {
      void app.do('chat/mark-read', { server: null, conversation: null });
      toasts.say(words().room.everythingRead);
    }),
    'oldest-unread': inRoom((verbs) => verbs.toOldestUnread()),
    mute: inRoom(() => muteHere(objects)),
    settings: opening(() => navigation.open({ kind: 'settings' })),
    about: opening(() => navigation.open({ kind: 'settings', section: 'about' })),
    shortcuts: opening(() => navigation.open({ kind: 'shortcuts' })),
    sidebar: inRoom((verbs) => verbs.toggle('sidebar')),
    members: inRoom((verbs) => verbs.toggle('members')),
    'full-screen': inApp(opening(() => void app.do('window/do', { action: 'full-screen' }))),
    close: inApp(opening(() => void app.do('window/do', { action: 'close' }))),
    quit: inApp(
      opening(() => {
        if (othersOnOwnServer(app.state.hosting) > 0) navigation.open({ kind: 'quit' });
        else void app.do('window/do', { action: 'quit' });
      }),
    ),
    'create-channel': () => {
      const { server } = app;
      if (server === null || !mayCreateChannels(server.chat)) return false;
      navigation.go(null);
      navigation.open({ kind: 'create-channel', server: server.profile.id });
      return true;
    },
    'host-panel': inApp(opening(() => navigation.open({ kind: 'host-panel' }))),
    'stop-hosting': inApp(opening(() => navigation.open({ kind: 'stop-hosting' }))),
    join: inApp(opening(() => navigation.go('join'))),
    host: inApp(opening(() => navigation.go('host'))),
  };

  /** Out of a form, back to where one was. */
  function leaveForm(): void {
    const view = navigation.view(app.state);
    if (view === 'room' || view === 'welcome') return;
    joining.forget();
    navigation.back(app.state);
  }
}

/** Shows a conversation of any server; one with a person is made if there is none. */
export function goTo({ app, navigation, visits }: WindowContext, { conversation, server }: GoTo): void {
  navigation.closeDrawer();
  if (conversation !== null) visits.go({ server, conversation });
  // A server that is in front already is not opened again: that would look like a return to it.
  if (app.state.active !== server) void app.do('server/open', { server });
  if (conversation !== null) void app.do('chat/open', { server, conversation });
}

interface GoTo {
  readonly server: ServerId;
  /** Null: as it was left. */
  readonly conversation: ConversationId | null;
}

/** The server with that number, 1 being the first; where there is only one, its conversation. False: there is none. */
function openNumbered(objects: WindowContext, number: number, leaveForm: () => void): boolean {
  const { servers } = objects.app.state;
  const [only] = servers;
  if (servers.length === 1 && only !== undefined) {
    const conversation = conversationOrder(listed(only.chat))[number - 1];
    if (conversation === undefined) return false;
    leaveForm();
    goTo(objects, { server: only.profile.id, conversation });
    return true;
  }
  const server = servers[number - 1];
  if (server === undefined) return false;
  leaveForm();
  goTo(objects, { server: server.profile.id, conversation: null });
  return true;
}

function muteHere({ app, toasts }: WindowContext): void {
  const { chat, state } = app;
  const conversation = chat === null ? undefined : findConversation(chat, chat.active);
  if (state.active === null || conversation === undefined) return;
  const muted = conversation.choices.mutedUntil !== null;
  const mutedUntil = muted ? null : MUTED_FOR_GOOD;
  void app.do('chat/choose', { server: state.active, conversation: conversation.id, mutedUntil });
  const name = `${conversation.kind === 'channel' ? '#' : ''}${conversation.name}`;
  toasts.say(muted ? words().room.nowUnmuted(name) : words().room.nowMuted(name));
}

/** People besides oneself who are on the server that this app hosts. */
export function othersOnOwnServer(hosting: WindowContext['app']['state']['hosting']): number {
  return hosting.status === 'on' ? Math.max(0, hosting.people - 1) : 0;
}
