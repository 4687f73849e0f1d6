import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { conversationToKeep, restoredState, serverToKeep } from '../../src-shared/client/kept-state.ts';
import {
  attentionCount,
  findConversation,
  hasUnread,
  initialChatState,
  reduceChat,
  type ChatEvent,
  type ChatState,
  type ConversationId,
} from '../../src-shared/chat/index.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';

/** The unread model of the app beside one that keeps every message and asks of each whether it was read. */

const ME = 'me';
const CONVERSATIONS = ['channel:general', 'channel:news', 'dm:ann', 'dm:bob'] as const satisfies readonly ConversationId[];
type Id = (typeof CONVERSATIONS)[number];

type Step =
  | { readonly do: 'receive'; readonly in: Id; readonly mention: boolean; readonly missed: boolean }
  | { readonly do: 'send' | 'open' | 'mark-read' | 'mute' | 'unmute'; readonly in: Id }
  | { readonly do: 'mark-unread'; readonly in: Id; readonly back: number }
  | { readonly do: 'see' | 'attend'; readonly on: boolean }
  | { readonly do: 'mark-all-read' | 'reconnect' | 'restart' };

const place = fc.constantFrom(...CONVERSATIONS);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('receive'), in: place, mention: fc.boolean(), missed: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('send', 'open', 'mark-read', 'mute', 'unmute'), in: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mark-unread'), in: place, back: fc.nat(4) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('see', 'attend'), on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('mark-all-read', 'reconnect', 'restart') }) },
);

interface Message {
  readonly entry: number;
  readonly mention: boolean;
  isRead: boolean;
}

/** Everything there is to know, the slow way. */
class Naive {
  readonly messages = new Map<Id, Message[]>(CONVERSATIONS.map((id) => [id, []]));
  readonly muted = new Set<Id>();
  readonly kept = new Set<Id>();
  active: Id = 'channel:general';
  attentive = true;
  atEnd = true;
  glancing = false;

  in(id: Id): Message[] {
    return this.messages.get(id) ?? [];
  }

  unread(id: Id): number {
    return this.in(id).filter(({ isRead }) => !isRead).length;
  }

  mentions(id: Id): number {
    return this.in(id).filter(({ isRead, mention }) => !isRead && mention).length;
  }

  read(id: Id): void {
    for (const message of this.in(id)) message.isRead = true;
    this.kept.delete(id);
  }

  readWhatIsSeen(): void {
    if (this.attentive && this.atEnd && !this.kept.has(this.active)) this.read(this.active);
  }
}

/** The app, and the naive model, after the same steps. */
function walk(steps: readonly Step[]): { state: ChatState; naive: Naive } {
  const naive = new Naive();
  let state = initialChatState(ME, 'host');
  let ids = 0;
  const apply = (...events: ChatEvent[]) => {
    for (const event of events) state = reduceChat(state, event);
  };
  const hear = (id: Id, mention: boolean, missed: boolean) => {
    const author = id === 'dm:bob' ? 'bob' : 'ann';
    const message = mention ? `hello ${ME}` : 'hello';
    const stamps = { id: ++ids, seq: ids, timestamp: ids };
    const channel = id.slice('channel:'.length);
    const packet = id.startsWith('dm:')
      ? ({ type: 'direct_message', author, recipient: ME, message, ...stamps } as const)
      : ({ type: 'message', author, message, channel, ...stamps } as const);
    const page: ServerPacket = { type: 'history', messages: [packet], reached: ids, more: false };
    apply({ type: 'packet/received', packet: missed ? page : packet, at: ids });
  };
  apply({ type: 'packet/received', packet: { type: 'channel_list', channels: ['general', 'news'] }, at: 0 });
  for (const step of steps) {
    switch (step.do) {
      case 'receive': {
        hear(step.in, step.mention, step.missed);
        const entry = state.nextEntryId - 1;
        const isSeen = naive.attentive && naive.atEnd && naive.active === step.in && !naive.kept.has(step.in);
        naive.in(step.in).push({ entry, mention: step.mention, isRead: isSeen });
        break;
      }
      case 'send':
        apply({ type: 'message/composed', conversation: step.in, text: 'mine', at: 0 });
        naive.read(step.in);
        break;
      case 'open':
        apply({ type: 'conversation/opened', conversation: step.in });
        Object.assign(naive, { active: step.in, atEnd: false, glancing: true });
        naive.kept.delete(step.in);
        break;
      case 'see':
        apply({ type: 'conversation/seen', conversation: naive.active, atEnd: step.on });
        naive.atEnd = step.on;
        if (step.on && naive.glancing) naive.read(naive.active);
        if (step.on) naive.glancing = false;
        naive.readWhatIsSeen();
        break;
      case 'attend':
        apply({ type: 'attention/changed', attentive: step.on });
        naive.attentive = step.on;
        naive.readWhatIsSeen();
        break;
      case 'mark-unread': {
        const from = naive.in(step.in).at(-1 - step.back);
        if (from === undefined || findConversation(state, step.in)?.entries.every(({ id }) => id !== from.entry)) break;
        apply({ type: 'conversation/marked-unread', conversation: step.in, entry: from.entry });
        for (const message of naive.in(step.in)) message.isRead = message.entry < from.entry;
        naive.kept.add(step.in);
        break;
      }
      case 'mark-read':
        apply({ type: 'conversation/marked-read', conversation: step.in });
        naive.read(step.in);
        break;
      case 'mark-all-read':
        apply({ type: 'conversation/marked-read', conversation: null });
        for (const id of CONVERSATIONS) naive.read(id);
        break;
      case 'mute':
      case 'unmute': {
        if (findConversation(state, step.in) === undefined) break;
        const mutedUntil = step.do === 'mute' ? 99 : null;
        apply({ type: 'conversation/chosen', conversation: step.in, choices: { mutedUntil } });
        if (step.do === 'mute') naive.muted.add(step.in);
        else naive.muted.delete(step.in);
        break;
      }
      case 'reconnect':
        apply(
          { type: 'connection/changed', connection: { phase: 'offline' }, at: 0 },
          { type: 'connection/changed', connection: { phase: 'connected' }, at: 0 },
          { type: 'packet/received', packet: { type: 'auth', success: true, status: '' }, at: 0 },
          { type: 'packet/received', packet: { type: 'channel_list', channels: ['general', 'news'] }, at: 0 },
          { type: 'login/settled', at: 0 },
        );
        break;
      case 'restart': {
        const { attentive } = state;
        state = { ...restarted(state), attentive };
        Object.assign(naive, { atEnd: false, glancing: false });
        naive.active = state.active as Id;
        break;
      }
    }
  }
  return { state, naive };
}

/** As the next start finds it, with what was in sight at the end. */
function restarted(state: ChatState): ChatState {
  const kept = serverToKeep(1, state, 0, 0);
  const { chat } = restoredState(ME, 'host', {
    key: 1,
    state: kept.type === 'server' ? kept.state : null,
    conversations: state.conversations.map(conversationToKeep),
    outbox: [],
    nextEntryId: state.nextEntryId,
  });
  return chat.conversations.reduce(
    (next, { id }) => ({
      ...next,
      conversations: next.conversations.map((each) =>
        each.id === id ? { ...each, entries: findConversation(state, id)?.entries ?? [] } : each,
      ),
    }),
    chat,
  );
}

describe('over random messages, looks, marks, mutes, reconnects and restarts', () => {
  test.prop([fc.array(anyStep, { maxLength: 60 })], { numRuns: 1_000 })('the counts are those of the naive model', (steps) => {
    const { naive, state } = walk(steps);
    const counted = CONVERSATIONS.map((id) => {
      const { mentions = 0, unread = 0 } = findConversation(state, id) ?? {};
      return [id, unread, mentions];
    });
    expect(counted).toEqual(CONVERSATIONS.map((id) => [id, naive.unread(id), naive.mentions(id)]));
  });

  test.prop([fc.array(anyStep, { maxLength: 60 })], { numRuns: 1_000 })('badge and dot are projections of them', (steps) => {
    const { naive, state } = walk(steps);
    const loud = CONVERSATIONS.filter((id) => !naive.muted.has(id));
    const calls = loud.map((id) => (id.startsWith('dm:') ? naive.unread(id) : naive.mentions(id)));
    expect(attentionCount(state)).toBe(calls.reduce((a, b) => a + b, 0));
    expect(hasUnread(state)).toBe(loud.some((id) => naive.unread(id) > 0));
  });

  test.prop([fc.array(anyStep, { maxLength: 60 })], { numRuns: 1_000 })(
    'a line stands above the first message that is unread',
    (steps) => {
      const { naive, state } = walk(steps);
      for (const id of CONVERSATIONS) {
        const first = naive.in(id).find(({ isRead }) => !isRead);
        if (first !== undefined) expect(findConversation(state, id)?.firstUnread).toBe(first.entry);
      }
    },
  );
});
